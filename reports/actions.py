"""What changes more than one table: preparing a report."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import Refused
from people.calendar import AcademicYear
from people.models import School, User

from . import document, telling
from .access import ReportAccess
from .disclosure.suppression import CannotProtect
from .figures import figures_of
from .fitting import beside
from .models import (
    DraftDocument,
    EarlierDraft,
    GovernorReport,
    Narrative,
    fingerprint_of_figures,
    kept_since,
    last_year,
    lock_reports_of,
    related,
    signature,
)
from .periods import calendars, end_of_last_month, fingerprint_of
from .scopes import Scope

CANNOT_AGAIN = (
    "Too little has changed since heads read this draft: prepared again, it would give small numbers away beside what "
    "they read. Release it as they read it."
)
CANNOT = (
    "Beside what heads and governors have already seen, this report would give small numbers away, however much of it "
    "is withheld. Prepare it when more has changed."
)


@transaction.atomic
def prepare(schools: list[School], year: AcademicYear, by: User, reason: str = "", term: str = "") -> GovernorReport:
    """Count the year, or a term of it, and keep what may be shown, as a draft.

    `schools` is one school, or several of a federation. A draft of the same schools and period is prepared anew. Where
    the report of the period is released already the draft is to replace it, and `reason` says why.
    """
    lock_reports_of(School.objects.filter(pk__in=[each.pk for each in schools]))
    replaces = require_preparable(schools, year, by, reason, term)
    scope = Scope.of(schools, term)
    of_scope = GovernorReport.objects.of_scope(scope).filter(year=year.start)
    report = of_scope.drafts().select_for_update().first() or GovernorReport(year=year.start, **scope.fields)
    report.replaces, report.reason = replaces, reason.strip() if replaces else ""
    return _count(report, schools, by)


def require_preparable(
    schools: list[School], year: AcademicYear, by: User, reason: str, term: str = ""
) -> GovernorReport | None:
    """Refuse what cannot be prepared, with the reason; the released report that this one would replace, if any."""
    ReportAccess.require(by, "prepare", schools)
    scope = Scope.of(schools, term)
    if year > AcademicYear.current():
        raise Refused(f"The year {year} has not begun.")
    since = kept_since(schools)
    if since and year < since:
        raise Refused(f"The log is kept here since {since}. There is nothing to report for an earlier year.")
    if term and _period(schools, year, term)[0] > clock.today():
        raise Refused(f"The term {term} of {year} has not begun.")
    replaces = GovernorReport.objects.of_scope(scope).filter(year=year.start).current().first()
    if replaces and not reason.strip():
        raise Refused(f"The report of this {replaces.span} is already released. Say why it is replaced.")
    return replaces


def drawn(report: GovernorReport) -> bytes | None:
    """The PDF of a draft, if it was drawn since anything in it changed."""
    kept = DraftDocument.objects.filter(report=report).first()
    wanted = DraftDocument.fingerprint_of(document.html_of(report))
    return bytes(kept.pdf) if kept and kept.fingerprint == wanted else None


def draw(report: GovernorReport) -> None:
    """Draw a draft and keep what was drawn."""
    html = document.html_of(report)
    made = {"fingerprint": DraftDocument.fingerprint_of(html), "pdf": document.pdf_of(report)}
    DraftDocument.objects.update_or_create(report=report, defaults=made)


@transaction.atomic
def agree(report: GovernorReport, *, by: User, edition: str) -> None:
    """Agree to the release of a report of several schools, and tell the heads who have not that it waits for them."""
    report.agree(by=by, edition=edition)
    telling.of_agreement(report, by=by)


@transaction.atomic
def write_words(report: GovernorReport, *, by: User, **said: Any) -> Narrative:
    """Write beside the figures, and tell those who may confirm that it identifies nobody."""
    words = Narrative.write(report, by=by, **said)
    if words.is_written and not words.is_confirmed:
        telling.of_words(GovernorReport.objects.get(pk=report.pk), by=by)
    return words


def _count(report: GovernorReport, schools: Sequence[School], by: User) -> GovernorReport:
    year, ids = report.academic_year, frozenset(school.pk for school in schools)
    term = report.term.casefold()
    compared = last_year((report.school, report.federation), ids, year, term)
    ordered = sorted(schools, key=lambda school: school.name)
    first, last = _period(ordered, year, report.term)
    complete = clock.today() > last
    until = None if complete else end_of_last_month()
    was_read = report.pk is not None and report.was_read
    if was_read:
        fingerprint = fingerprint_of_figures(report.data)
        report.earlier_drafts.create(figures=report.data, figures_sha256=fingerprint, prepared_at=report.prepared_at)
    others = related(ids, year.start, compared.source, report)
    try:
        figures = figures_of(
            ordered,
            year,
            released=compared.figures,
            compare=compared.may_count,
            until=until,
            beside=beside(ordered, year, compared, others, until, term),
            term=term,
        )
    except CannotProtect as cannot:
        read = report.earlier_drafts.last() if report.pk and not was_read else None
        if read and read.is_as_read:
            return _put_back(report, read, by)
        raise Refused(CANNOT_AGAIN if was_read else CANNOT) from cannot
    report.place = report.scope.place
    report.ends_on = last if report.term else None
    report.data = figures | {
        "beside": [other.key for other in others],
        "compared": compared.source,
        "complete": complete,
        "days": fingerprint_of(calendars(ordered, [year, year.previous] if compared.may_count else [year])),
        "for_heads": complete and report.federation_id is not None,
        "readings": True,  # who opens it is kept
        "months": _full_months(year, until) if until is None or timezone.localdate(until) > first else 0,
        "term_name": report.term,
        "term_months": [first.month, last.month] if report.term else [],
        "place": report.place,
        "wording": ordered[0].wording,
    }
    period = f"{report.term} {year}" if report.term else str(year)
    report.title = f"{'Termly' if report.term else 'Annual'} {ordered[0].wording} report, {period}"
    report.prepared_by, report.prepared_at, report.prepared_as = by, clock.now(), signature(by, ids)
    report.save_as(by, "Prepared")
    report.schools.set(schools)
    return report


def _put_back(report: GovernorReport, read: EarlierDraft, by: User) -> GovernorReport:
    """The figures as heads read them last, which may be released: those prepared since, nobody has read."""
    report.data, report.prepared_at = read.figures, read.prepared_at
    read.delete()
    report.save_as(by, "Put back as it was read: prepared again it would give small numbers away")
    return report


def _full_months(year: AcademicYear, until: datetime | None) -> int:
    """How many months of the year are counted: all twelve, once it is over."""
    day = timezone.localdate(until) if until else None
    return (day.year - year.start) * 12 + day.month - year.first_day.month if day else 12


def _period(schools: Sequence[School], year: AcademicYear, term: str) -> tuple[date, date]:
    """The first and the last day that a report counts, at any school, once its period is over."""
    if not term:
        return year.first_day, year.last_day
    [calendar] = calendars(schools, [year])
    if not calendar.has(term.casefold()):
        raise Refused(f"There is no term called “{term}” in {year}. Choose another, or all of the year.")
    spans = list(calendar.only(term.casefold()).spans())
    first, end = min(span[1] for span in spans), max(span[2] for span in spans)
    return timezone.localdate(first), timezone.localdate(end) - timedelta(days=1)
