"""What the worker is asked to make: a report, its drawing, its release."""

from typing import Any

from django.db import transaction

from core import jobs
from core.access import Refused
from people.calendar import AcademicYear
from people.models import School, User

from .access import ReportAccess
from .actions import require_preparable
from .models import CHANGED, GovernorReport, Making
from .scopes import Scope
from .tasks import make


def ask_for(schools: list[School], year: AcademicYear, by: User, reason: str = "", term: str = "") -> Making:
    """Let the worker prepare a report; whoever asks for the same meanwhile waits for the first."""
    require_preparable(schools, year, by, reason, term)
    scope = Scope.of(schools, term)
    making, _ = _ask(Making.What.PREPARE, by=by, scope=scope, year=year.start, reason=reason.strip())
    return making


@transaction.atomic
def _ask(what: str, **said: Any) -> tuple[Making, bool]:
    """Into the queue where it is new, and again where the worker gave it up after an error of the program."""
    making, is_new = Making.ask(what, **said)
    if is_new or not jobs.is_in_hand(make, making.pk):
        make.enqueue(making.pk)
    return making, is_new


def is_given_up(making: Making) -> bool:
    """Whether no worker is at it, or will be, though it is not finished: asked for again, it is tried again."""
    return making.finished_at is None and not jobs.is_in_hand(make, making.pk)


def ask_to_draw(report: GovernorReport, by: User) -> Making:
    """Let the worker draw the draft."""
    ReportAccess.require(by, "read", report)
    making, _ = _ask(Making.What.DRAW, by=by, scope=report.scope, year=report.year, report=report)
    return making


def ask_to_release(report: GovernorReport, by: User, edition: str = "") -> Making:
    """Let the worker release it, in the name of who asked; refused to whoever comes second.

    `edition`: the one that was read. The worker refuses another, too.
    """
    ReportAccess.require(by, "release", report)
    if edition and edition != report.edition:
        raise Refused(CHANGED)
    asked = {"by": by, "scope": report.scope, "year": report.year, "report": report, "edition": report.edition}
    making, is_new = _ask(Making.What.RELEASE, **asked)
    if not is_new and making.asked_by != by:
        raise Refused(f"{making.asked_by} is releasing this report at this moment.")
    return making
