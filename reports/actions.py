"""What changes more than one table: preparing a report."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import Refused
from people.calendar import AcademicYear
from people.models import Federation, School, User

from . import document, telling
from .access import ReportAccess
from .disclosure.comparison import beside, last_year, related
from .disclosure.suppression import CannotProtect
from .figures import figures_of
from .models import DraftDocument, GovernorReport, Making, Narrative, lock_reports_of, signature
from .periods import end_of_last_month

CANNOT = (
    "Beside the reports that are released already, this one would give small numbers away, however much of it is "
    "withheld. Prepare it when more has changed."
)


@transaction.atomic
def prepare(schools: list[School], year: AcademicYear, by: User, reason: str = "") -> GovernorReport:
    """Count the year and keep what may be shown, as a draft: `prepare(schools, year, by) -> GovernorReport`.

    `schools` is one school, or all of a federation. A draft of the same schools and year is prepared anew. Where the
    report of the year is released already the draft is to replace it, and `reason` says why.
    """
    lock_reports_of(School.objects.filter(pk__in=[each.pk for each in schools]))
    replaces = require_preparable(schools, year, by, reason)
    school, federation = place_of(schools)
    of_place = GovernorReport.objects.of(school, federation).filter(year=year.start)
    report = of_place.drafts().first() or GovernorReport(school=school, federation=federation, year=year.start)
    report.replaces, report.reason = replaces, reason.strip() if replaces else ""
    return _count(report, schools, by)


def require_preparable(schools: list[School], year: AcademicYear, by: User, reason: str) -> GovernorReport | None:
    """Refuse what cannot be prepared, with the reason; the released report that this one would replace, if any."""
    ReportAccess.require(by, "prepare", schools)
    school, federation = place_of(schools)
    if year > AcademicYear.current():
        raise Refused(f"The year {year} has not begun.")
    replaces = GovernorReport.objects.of(school, federation).filter(year=year.start).current().first()
    if replaces and not reason.strip():
        raise Refused("The report of this year is already released. Say why it is replaced.")
    return replaces


def ask_for(schools: list[School], year: AcademicYear, by: User, reason: str = "") -> Making:
    """Let the worker prepare a report; whoever asks for the same meanwhile waits for the first."""
    require_preparable(schools, year, by, reason)
    school, federation = place_of(schools)
    place: School | Federation | None = school or federation
    assert place is not None  # noqa: S101  one of the two, or refused
    making, _ = _ask(Making.What.PREPARE, by=by, place=place, year=year.start, reason=reason.strip())
    return making


def _ask(what: str, **said: Any) -> tuple[Making, bool]:
    from .tasks import make  # which does what is asked for here

    return Making.ask(what, make, **said)


def ask_to_draw(report: GovernorReport, by: User) -> Making:
    """Let the worker draw the draft."""
    making, _ = _ask(Making.What.DRAW, by=by, place=report.place, year=report.year, report=report)
    return making


def ask_to_release(report: GovernorReport, by: User) -> Making:
    """Let the worker release it, in the name of who asked; refused to whoever comes second."""
    ReportAccess.require(by, "release", report)
    making, is_new = _ask(Making.What.RELEASE, by=by, place=report.place, year=report.year, report=report)
    if not is_new and making.asked_by != by:
        raise Refused(f"{making.asked_by} is releasing this report at this moment.")
    return making


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
def write_words(report: GovernorReport, *, by: User, **said: Any) -> Narrative:
    """Write beside the figures, and tell those who may confirm that it identifies nobody."""
    words = Narrative.write(report, by=by, **said)
    if words.is_written and not words.is_confirmed:
        telling.of_words(GovernorReport.objects.get(pk=report.pk), by=by)
    return words


def _count(report: GovernorReport, schools: Sequence[School], by: User) -> GovernorReport:
    year, ids = report.academic_year, frozenset(school.pk for school in schools)
    compared = last_year((report.school, report.federation), ids, year)
    ordered = sorted(schools, key=lambda school: school.name)
    complete = clock.today() > year.last_day
    until = None if complete else end_of_last_month()
    others = beside(ordered, year, compared, until)
    try:
        figures = figures_of(
            ordered, year, released=compared.figures, compare=compared.may_count, until=until, beside=others
        )
    except CannotProtect as cannot:
        raise Refused(CANNOT) from cannot
    report.data = figures | {
        "beside": [other.pk for other in related(ids, year.start, compared.source)],
        "compared": compared.source,
        "complete": complete,
        "months": _full_months(year, until),
        "place": str(report.place),
        "wording": ordered[0].wording,
    }
    report.title = f"Annual {ordered[0].wording} report, {year}"
    report.prepared_by, report.prepared_at, report.prepared_as = by, clock.now(), signature(by, ids)
    report.save_as(by, "Prepared")
    report.schools.set(schools)
    return report


def _full_months(year: AcademicYear, until: datetime | None) -> int:
    """How many months of the year are counted: all twelve, once it is over."""
    day = timezone.localdate(until) if until else None
    return (day.year - year.start) * 12 + day.month - year.first_day.month if day else 12


def place_of(schools: list[School]) -> tuple[School | None, Federation | None]:
    """What the report is of: the one school, or the federation whose schools these all are."""
    if len(schools) == 1:
        return schools[0], None
    federation = schools[0].federation if schools else None
    if federation is None or {school.pk for school in schools} != set(federation.schools.values_list("pk", flat=True)):
        raise Refused("A report is of one school, or of all schools of one federation.")
    return None, federation
