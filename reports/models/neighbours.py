"""Which released reports count what another counts, and where a report takes last year's figures from.

A report takes last year's figures as they were released. Figures of one school and year are published once: in one
report, or as the year before in the next year's report.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Min, Q
from django.db.models.fields.json import KT
from django.utils import timezone

from incidents.models import Incident
from people.calendar import AcademicYear
from people.models import Federation, School, Term

from ..agreeing import speakers_of
from ..periods import NOT_KEPT, calendars, end_of_last_month, fingerprint_of
from .documents import EarlierDraft
from .reports import GovernorReport


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures that somebody has read, who must not work out more from further ones."""

    report: GovernorReport
    kept_by: GovernorReport | EarlierDraft
    counts: frozenset[int]  # years

    @property
    def key(self) -> str:
        """Another for other figures, and the same before and after their release."""
        return f"{self.report.pk} of {self.kept_by.prepared_at.isoformat()}"

    @property
    def figures(self) -> dict[str, Any]:
        """Fetched when they are asked for: whether a report is in the way is decided without."""
        kept = self.kept_by
        found: dict[str, Any] = kept.figures if isinstance(kept, EarlierDraft) else kept.data
        return found


class LastYear(NamedTuple):
    """What a report compares with: the figures of a released report, a fresh count, or nothing.

    `was_kept`: whether there was a log to count; the schools may have begun to keep it since.
    """

    report: GovernorReport | None
    may_count: bool
    was_kept: bool = True

    @property
    def figures(self) -> dict[str, Any] | None:
        """Fetched when they are asked for."""
        return self.report.data if self.report else None

    @property
    def source(self) -> str:
        """What is kept with the figures: where those of last year come from."""
        if not self.was_kept:
            return NOT_KEPT
        return f"report {self.report.pk}" if self.report else "counted" if self.may_count else "none"


class Around:
    """What is out at some schools, and the terms they keep, for drafts of these years: asked once for all of them."""

    def __init__(self, schools: Collection[int], years: Collection[int]) -> None:
        self.schools, self.years = frozenset(schools), (min(years) - 1, max(years))

    @cached_property
    def current(self) -> list[GovernorReport]:
        """Released and not replaced, without their figures: of these years, and the one before."""
        found = GovernorReport.objects.current().filter(year__range=self.years, schools__in=self.schools).distinct()
        return list(found.for_list().prefetch_related("schools"))

    @cached_property
    def terms(self) -> list[Term]:
        days = AcademicYear(self.years[0]).first_day, AcademicYear(self.years[1]).last_day
        return list(Term.objects.filter(school__in=self.schools, starts_on__range=days).order_by("starts_on"))

    @cached_property
    def shown(self) -> list[Shown]:
        return list(_shown(self.schools, (self.years[0], self.years[1] + 1)))


def last_year(
    place: tuple[School | None, Federation | None], schools: Collection[int], year: AcademicYear, term: str = ""
) -> LastYear:
    """Last year's released report of the same schools and term; else a count, if no figures of theirs are out.

    Nothing of a year in which the schools did not keep this log yet: no school had none at all.
    """
    found = _last_year(place, list(School.objects.filter(pk__in=schools)), year, term, Around(schools, [year.start]))
    if found.may_count:
        since = kept_since(schools)
        return found if since and since < year else LastYear(None, may_count=False, was_kept=False)
    return found


def kept_since(schools: Collection[School | int]) -> AcademicYear | None:
    """The first year in which one of these schools logged an incident; none while there is none.

    Of this month none counts, as in figures: the first of all would show on its day.
    """
    logged = Incident.objects.filter(school__in=schools, reported_at__lt=end_of_last_month())
    first = logged.aggregate(first=Min("reported_at"))["first"]
    return AcademicYear.of(timezone.localdate(first)) if first else None


def _last_year(
    place: tuple[School | None, Federation | None],
    schools: Sequence[School],
    year: AcademicYear,
    term: str,
    around: "Around",
) -> LastYear:
    earlier = [each for each in around.current if each.year == year.previous.start]
    ids = frozenset(school.pk for school in schools)
    for same in earlier:
        if (same.school, same.federation) == place and same.school_ids == ids and same.term.casefold() == term:
            return LastYear(same, may_count=False)
    may_count = not any(each.school_ids & ids for each in earlier)
    if term and may_count:
        may_count = calendars(schools, [year, year.previous], terms=around.terms)[0].has(term)
    return LastYear(None, may_count=may_count)


def term_of(report: GovernorReport) -> str:
    """The term that a report is of, by its name in small letters; empty where it is of the year."""
    return str(report.data.get("term", ""))


def related(schools: frozenset[int], year: int, source: str, draft: GovernorReport | None = None) -> list[Shown]:
    """Reports out already that count what one of these schools and this year counts; `source`: its last year's.

    Replaced ones too: who kept one still has it. Also those that share a school with one of these: a federation less
    one school leaves the other. `draft`: the one that is prepared, as far as it is there already.
    """
    return _related(schools, _counted_years(year, source), Around(schools, [year]), draft)


def _related(
    schools: frozenset[int], years: frozenset[int], around: Around, draft: GovernorReport | None
) -> list[Shown]:
    waiting = [each for each in around.shown if years & each.counts and each.kept_by != draft]
    found: list[Shown] = []
    known = schools
    while near := [each for each in waiting if each.report.school_ids & known]:
        found += near
        waiting = [each for each in waiting if each not in near]
        known = known.union(*(each.report.school_ids for each in near))
    return sorted(found, key=lambda each: (each.report.pk, each.kept_by.prepared_at))


def out_of(school: School, year: int) -> list[Shown]:
    """What somebody has read that counts this school in this year, as its own or as the year before."""
    return [
        each
        for each in _shown(frozenset({school.pk}), (year, year + 1))
        if year in each.counts and school.pk in each.report.school_ids
    ]


def _shown(schools: frozenset[int], years: tuple[int, int]) -> Iterator[Shown]:
    """What was released, and drafts of several schools that heads have read: those that meet these schools."""
    out = GovernorReport.objects.shown().filter(year__range=years)
    before = EarlierDraft.objects.filter(report__year__range=years)
    met = _met(schools, Q(pk__in=out.values("pk")) | Q(pk__in=before.values("report")))
    if not met:
        return
    light = out.filter(pk__in=met).defer("data").annotate(compared=KT("data__compared")).prefetch_related("schools")
    for report in light:
        yield Shown(report, report, _counted_years(report.year, report.compared))
    earlier = before.filter(report__in=met).defer("figures", "report__data").annotate(compared=KT("figures__compared"))
    for each in earlier.select_related("report").prefetch_related("report__schools"):
        yield Shown(each.report, each, _counted_years(each.report.year, each.compared))


def _met(schools: frozenset[int], out: Q) -> set[int]:
    """Ids of reports that have a school in common with these, or with one that has, and so on."""
    pairs = GovernorReport.schools.through.objects
    met: set[int] = set()
    known: frozenset[int] = frozenset()
    near = schools
    while near - known:
        known |= near
        reports = GovernorReport.objects.filter(out, schools__in=known)
        found = set(pairs.filter(governorreport__in=reports).values_list("governorreport", "school"))
        met, near = {report for report, _ in found}, frozenset(school for _, school in found)
    return met


def _days_counted_by(report: GovernorReport, around: Around) -> str:
    """Names and days of the terms that a draft counts by, as they are today: a fingerprint."""
    years = [AcademicYear(year) for year in sorted(_counted_years(report.year, report.data["compared"]), reverse=True)]
    return fingerprint_of(calendars(list(report.schools.all()), years, terms=around.terms))


def _counted_years(year: int, source: str) -> frozenset[int]:
    """Last year's figures that were released before say nothing new."""
    return frozenset({year, year - 1} if source == "counted" else {year})


def look_around(drafts: Sequence[GovernorReport]) -> None:
    """Keep with each of them what is in its way and who agrees to it: as many queries for many as for one."""
    if not drafts:
        return
    schools = frozenset[int]().union(*(each.school_ids for each in drafts))
    around, speakers = Around(schools, {each.year for each in drafts}), speakers_of(schools)
    for each in drafts:
        each.obstacle = obstacle_to(each, around)
        each.speakers = {school: speakers[school] for school in each.school_ids}


def obstacle_to(report: GovernorReport, around: Around | None = None) -> str:
    """Why this draft cannot be released beside what is out already; empty where it can.

    What heads have read is out: what came later is fitted to it, and it may be released as they read it.
    """
    around = around or Around(report.school_ids, [report.year])
    same_year = [each for each in around.current if each.year == report.year and each.scope == report.scope]
    if any(each.pk not in (report.pk, report.replaces_id) for each in same_year):
        return f"The report of this {report.span} is already released. Prepare it again, and say why it replaces that."
    if report.was_read:
        return ""
    others = _related(report.school_ids, _counted_years(report.year, report.data["compared"]), around, report)
    if not {other.key for other in others} <= set(report.data["beside"]):
        return (
            "Since this was prepared, another report that has schools in common with it was released, or its draft "
            "was read. Prepare this one again, so that the two fit together, then release it."
        )
    if "days" in report.data and report.data["days"] != _days_counted_by(report, around):
        return "Since this was prepared, the terms have changed. Prepare this one again, then release it."
    place, schools = (report.school, report.federation), list(report.schools.all())
    current = _last_year(place, schools, report.academic_year, term_of(report), around)
    is_begun = report.data["compared"] == NOT_KEPT and current.may_count  # a log is not begun in a year that is past
    if current.source != report.data["compared"] and not is_begun:
        return "Since this was prepared, last year's report has changed. Prepare this one again, then release it."
    return ""
