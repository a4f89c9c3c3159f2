"""Who is told what happened to an incident: one table by the verb, and the reminders.

Each verb writes a line of the chronology, and that line tells those whom the table names; never who did it, never
anybody accused. Who handles an incident is asked of the same rule as its page. What is told names the incident by its
reference, says what is wanted, and nothing else of it. Who is given something by name (a task, the reading, the
handling) is told where it is given.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.dates import day_in_words
from core.statements import Statement
from people.models import Membership, User
from people.telling import is_anybody_told, tell

from .querysets import kept_from
from .routing import DUTIES, Route
from .states import Status

if TYPE_CHECKING:
    from .models import Incident

SILENCE = timedelta(days=28)  # of an incident that is with the authorities
NO_FEDERATION = 0  # no federation has this key
RECORD, RECEIPT = "incidents:incident", "incidents:receipt"


def handlers(incident: "Incident") -> list[User]:
    """Who may handle it today."""
    kept = kept_from(incident)
    return [user for user in _handlers_by_role(incident, incident.route) if user.pk not in kept]


def _handlers_by_role(incident: "Incident", route: str) -> list[User]:
    school = incident.school
    return HOLDERS.records(route, school.pk, school.federation_id or NO_FEDERATION)


def _holders(route: str, school: int, federation: int) -> QuerySet[User]:
    """Who holds a role today that handles what is on the route, as `contacts` finds them."""
    held = Membership.objects.in_force().filter(role__in=DUTIES[Route(route)].handlers)
    there = held.filter(Q(school=school) | Q(federation=federation))
    return User.objects.filter(pk__in=there.values("user"), is_active=True).order_by("name")


HOLDERS = Statement(_holders)


def handler(incident: "Incident") -> list[User]:
    """The one who handles it; all who may, where nobody does (any more)."""
    if incident.handler and incident.standing_of(incident.handler).handles:
        return [incident.handler]
    return handlers(incident)


def readers(incident: "Incident") -> list[User]:
    """Who reads it by name."""
    users = [reader.user for reader in incident.readers.select_related("user")]
    return [user for user in users if incident.standing_of(user).reads]


def reviewers(incident: "Incident") -> list[User]:
    """Who investigates it, and does not handle it."""
    named = [
        user
        for investigation in incident.investigations.all()
        if investigation.is_open
        for user in (investigation.first_reviewer, investigation.second_reviewer)
    ]
    known = handlers(incident) if any(named) else []
    return [user for user in named if user and user not in known and incident.standing_of(user).reads]


def reporter(incident: "Incident") -> list[User]:
    """Who reported it, unless it is alleged against them."""
    return [] if incident.accuses(incident.reported_by) else [incident.reported_by]


class Line(NamedTuple):
    """Whom a verb concerns, what they are told, and which page the link leads to."""

    who: Callable[["Incident"], list[User]]
    wanted: str
    page: str = RECORD


TOLD = {
    "report": (Line(handlers, "A new incident waits for its review."),),
    "fall_back": (Line(readers, "Read it and tell the local authority: nobody who would handle it can."),),
    "notify_authorities": (
        Line(handlers, "It was referred: nobody investigates until the authorities answer."),
        Line(reviewers, "It was referred: your investigation waits until the authorities answer."),
    ),
    "decide_not_to_refer": (Line(handlers, "It is not referred: read why."),),
    "record_answer": (
        Line(handlers, "The authorities have answered, or do not: read what follows."),
        Line(reviewers, "The authorities have answered, or do not: look whether your investigation goes on."),
    ),
    "agree_on_parents": (Line(handler, "It is recorded whether the parents may be informed: read it."),),
    "decide_allegation": (Line(handlers, "Something was decided in it: read what."),),
    "correction": (Line(handler, "The reporter added a correction: read it."),),
    "close": (Line(reporter, "What you reported is closed.", RECEIPT),),
    "withdraw": (Line(reporter, "What you reported is closed.", RECEIPT),),
    "reopen": (
        Line(handler, "It was reopened: go on with it."),
        Line(reporter, "What you reported is being reviewed again.", RECEIPT),
    ),
}  # fmt: skip
REROUTED = Line(handlers, "It has come to you: handle it.")
GIVEN = Line(handler, "You are its handler now.")
TAKEN = Line(handler, "Somebody else handles it now.")


def tell_of(incident: "Incident", verb: str, *, by: User) -> None:
    """Tell those whom the verb concerns."""
    for line in TOLD.get(verb, ()) if is_anybody_told() else ():
        _tell([user for user in line.who(incident) if user.pk != by.pk], incident, line)


def tell_of_new_route(incident: "Incident", before: str, *, by: User) -> None:
    """Tell those who handle it now and did not on the route `before`."""
    if not is_anybody_told():
        return
    known = {by.pk, *(user.pk for user in _handlers_by_role(incident, before))}
    _tell([user for user in REROUTED.who(incident) if user.pk not in known], incident, REROUTED)


def tell_of_new_handler(incident: "Incident", former: User | None, *, by: User) -> None:
    """Tell the one who handles it now, and the one who did."""
    given = incident.handler
    if given and given != by:
        _tell([given], incident, GIVEN)
    if former and former not in (given, by):
        _tell([former], incident, TAKEN)


def remind_of(incident: "Incident") -> None:
    """Tell whom an incident waits for too long: of its review each day, of its closure once a week."""
    week = "{0.year}-W{0.week:02}".format(clock.today().isocalendar())
    if incident.status == Status.REPORTED:
        line = Line(handlers, f"Review it: its review was due {day_in_words(incident.review_due)}.")
        key = f"review {incident.reference} {clock.today()}"
    else:
        line = Line(handler, f"Close it: it was to be closed by {day_in_words(incident.close_due)}.")
        key = f"close {incident.reference} {week}"
    _tell(line.who(incident), incident, line, key=key, at_once=False)


def remind_of_allegation(incident: "Incident", due: date) -> None:
    """Tell the authority, on the day and each school day after it, that a decision waits or the LADO does."""
    line = Line(handlers, f"Open it today: what it asks of you was due {day_in_words(due)}.")
    if due == clock.today():
        line = Line(handlers, "Open it today: what it asks of you is due today.")
    _tell(line.who(incident), incident, line, key=f"allegation {incident.reference} {clock.today()}", at_once=False)


def remind_of_silence(incident: "Incident", since: datetime) -> None:
    """Tell whoever handles it that nothing was heard of the authorities: once in each four weeks of silence."""
    last = timezone.localdate(since)
    weeks = (clock.today() - last).days // SILENCE.days
    line = Line(handler, f"Ask the authorities where it stands: nothing was added since {day_in_words(last)}.")
    _tell(line.who(incident), incident, line, key=f"silence {incident.reference} {last} {weeks}", at_once=False)


def _tell(users: Iterable[User], incident: "Incident", line: Line, *, key: str = "", at_once: bool = True) -> None:
    tell(
        users,
        label=incident.reference,
        wanted=line.wanted,
        path=reverse(line.page, args=[incident.reference]),
        school=incident.school,
        key=key,
        at_once=at_once,
    )
