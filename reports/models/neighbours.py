"""Which released reports count what another counts, and where a report takes last year's figures from.

A report takes last year's figures as they were released. Figures of one school and year are published once: in one
report, or as the year before in the next year's report.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from people.calendar import AcademicYear
from people.models import Federation, School

from ..periods import calendars
from .documents import EarlierDraft
from .reports import GovernorReport


class Shown(NamedTuple):
    """Figures that somebody has read, who must not work out more from further ones. `key`: changes with them."""

    report: GovernorReport
    figures: dict[str, Any]
    key: int | str


class LastYear(NamedTuple):
    """What a report compares with: the figures of a released report, a fresh count, or nothing."""

    report_id: int | None
    figures: dict[str, Any] | None
    may_count: bool

    @property
    def source(self) -> str:
        """What is kept with the figures: where those of last year come from."""
        return f"report {self.report_id}" if self.report_id else "counted" if self.may_count else "none"


def last_year(
    place: tuple[School | None, Federation | None], schools: Collection[int], year: AcademicYear, term: str = ""
) -> LastYear:
    """Last year's released report of the same schools and term; else a count, if no figures of theirs are out."""
    earlier = GovernorReport.objects.current().filter(year=year.previous.start)
    for same in earlier.of(*place):
        if same.school_ids == frozenset(schools) and term_of(same) == term:
            return LastYear(same.pk, same.data, may_count=False)
    may_count = not earlier.filter(schools__in=schools).exists()
    if term and may_count:
        may_count = calendars(list(School.objects.filter(pk__in=schools)), [year, year.previous])[0].has(term)
    return LastYear(None, None, may_count=may_count)


def term_of(report: GovernorReport) -> str:
    """The term that a report is of, by its name in small letters; empty where it is of the year."""
    return str(report.data.get("term", ""))


def related(schools: frozenset[int], year: int, source: str, draft: GovernorReport | None = None) -> list[Shown]:
    """Reports out already that count what one of these schools and this year counts; `source`: its last year's.

    Replaced ones too: who kept one still has it. Also those that share a school with one of these: a federation less
    one school leaves the other. `draft`: the one that is prepared, as far as it is there already.
    """
    years = _counted_years(year, source)
    waiting = [
        each
        for each in _shown((year - 1, year + 1), draft)
        if years & _counted_years(each.report.year, each.figures["compared"])
    ]
    found: list[Shown] = []
    known = schools
    while near := [each for each in waiting if each.report.school_ids & known]:
        found += near
        waiting = [each for each in waiting if each not in near]
        known = known.union(*(each.report.school_ids for each in near))
    return sorted(found, key=lambda each: (each.report.pk, str(each.key)))


def _shown(years: tuple[int, int], draft: GovernorReport | None) -> Iterator[Shown]:
    """What was released, and drafts of several schools that the heads of each have read."""
    for report in GovernorReport.objects.filter(year__range=years).prefetch_related("schools"):
        if report.is_released:
            yield Shown(report, report.data, report.pk)
        elif report.is_read_by_heads and report != draft:
            yield Shown(report, report.data, f"draft {report.pk} of {report.prepared_at.isoformat()}")
    for earlier in EarlierDraft.objects.filter(report__year__range=years).select_related("report"):
        yield Shown(earlier.report, earlier.figures, f"earlier draft {earlier.pk}")


def _counted_years(year: int, source: str) -> set[int]:
    """Last year's figures that were released before say nothing new."""
    return {year, year - 1} if source == "counted" else {year}


def obstacle_to(report: GovernorReport) -> str:
    """Why this draft cannot be released beside what is released already; empty where it can."""
    same_year = GovernorReport.objects.current().filter(year=report.year).exclude(pk=report.pk)
    if any(other.pk != report.replaces_id for other in same_year.of_scope(report.scope)):
        return f"The report of this {report.span} is already released. Prepare it anew, and say why it replaces that."
    others = related(report.school_ids, report.year, report.data["compared"], report)
    if [other.key for other in others] != report.data["beside"]:
        return (
            "Since this was prepared, another report that has schools in common with it was released, or its draft "
            "was prepared. Prepare this one anew, so that the two fit together, then release it."
        )
    current = last_year((report.school, report.federation), report.school_ids, report.academic_year, term_of(report))
    if current.source != report.data["compared"]:
        return "Since this was prepared, last year's report has changed. Prepare this one anew, then release it."
    return ""
