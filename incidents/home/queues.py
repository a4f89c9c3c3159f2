"""On the home of those who handle incidents: what waits for them, queue by queue."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet, prefetch_related_objects
from django.urls import reverse

from core import clock
from core.dates import day_in_words, short_moment
from core.home import SHOWN, Block, Item, Urgency, counted_of, first_few
from core.statements import several
from core.words import counted
from people.calendar import school_days_between
from people.models import User

from .. import waiting
from ..allegations import Asked, asked_of_authority, with_state_of_allegation
from ..models import Incident
from ..shared_statements import ForUser
from ..states import Status


class Queue(NamedTuple):
    """How one queue of `incidents.waiting` is shown."""

    key: str
    title: str
    verb: str
    asked: str  # what the log is asked for to show all of it
    link: str
    urgency: Urgency = Urgency.WAITING
    anchor: str = ""  # where on the incident's page it is done


YOURS = f"status={Status.UNDER_REVIEW}&handler=me", "All that you handle"
TO_REVIEW = Queue(waiting.REVIEW, "To review", "Review", f"status={Status.REPORTED}", "All reported", Urgency.NEW)
ALLEGATIONS = Queue(waiting.ALLEGATION, "Allegations", "Decide", "adult=on", "All restricted", Urgency.NEW)
QUEUES = (
    Queue(
        waiting.LATE,
        "Waiting too long",
        "Continue",
        f"late=on&status={Status.UNDER_REVIEW}",  # what is late for its review stands under "To review"
        "All under review that wait too long",
        Urgency.OVERDUE,
    ),
    Queue(waiting.DECIDE, "Decisions to make", "Decide", *YOURS, anchor="#actions"),
    Queue(waiting.PARENTS, "Parents: informed, or why not", "Record", *YOURS, anchor="#people"),
    Queue(waiting.OWN, "Yours, under review", "Continue", *YOURS),
    Queue(waiting.RESTRICTED, "Restricted", "Continue", f"status={Status.UNDER_REVIEW}&adult=on", "All restricted"),
    Queue(
        waiting.AUTHORITIES,
        "With the authorities",
        "Open",
        f"status={Status.WITH_AUTHORITIES}",
        "All with the authorities",
    ),
)


def _allegations(user: User, keys: Sequence[int]) -> Block:
    """What the user decides as the authority, and of what the local authority's officer is to be told: by when."""
    shown = Incident.objects.handled_by(user).filter(pk__in=keys).order_by("reported_at", "pk")
    incidents = with_state_of_allegation(shown.select_related("school"))[:SHOWN]
    items = [_allegation(incident, asked) for incident in incidents if (asked := asked_of_authority(incident))]
    return _of(ALLEGATIONS, len(keys), items, Urgency.OVERDUE if any(item.alarm for item in items) else Urgency.NEW)


def _allegation(incident: Incident, asked: Asked) -> Item:
    undecided = incident.needs_decision
    return Item(
        label=incident.reference,
        url=f"{incident.get_absolute_url()}#allegation",
        text=asked.text,
        note=incident.lado_in_words if undecided else "The harm threshold is met, and the LADO is not told.",
        verb="Decide" if undecided else "Record",
        alarm="Overdue" if asked.is_late else "",
    )


def queues(user: User, *, has_news: bool) -> list[Block]:
    """What is to review, even if it is nothing; every other queue only where something waits in it.

    One query says what stands in which queue, one more reads what is shown of all of them.
    """
    queued = waiting.in_queues(user)
    asked = (waiting.REVIEW, *(queue.key for queue in QUEUES))
    shown = _shown(user, {key: queued[key] for key in asked if key in queued})
    return [
        *([_allegations(user, queued[waiting.ALLEGATION])] if waiting.ALLEGATION in queued else []),
        _to_review(shown.get(waiting.REVIEW, []), len(queued.get(waiting.REVIEW, []))),
        *(_news(user) if has_news else []),
        *(_block(queue, shown[queue.key], len(queued[queue.key])) for queue in QUEUES if queue.key in queued),
    ]


def _shown(user: User, queued: Mapping[str, Sequence[int]]) -> dict[str, list[Incident]]:
    """The first few of each queue, with what a line says of them."""
    keys = [key for queue in queued.values() for key in queue[:SHOWN]]
    if not keys:
        return {}
    found = {incident.pk: incident for incident in IN_LINES.records(user, several(keys))}
    shown = {queue: [found[key] for key in listed[:SHOWN] if key in found] for queue, listed in queued.items()}
    of_parents = shown.get(waiting.PARENTS, [])
    serious = [incident for incident in of_parents if incident.is_serious]
    prefetch_related_objects(serious, "parents_agreements")
    return shown


def _in_lines(user: User, keys: Sequence[int]) -> QuerySet[Incident]:
    handled = waiting.with_pupils_open(Incident.objects.handled_by(user).filter(pk__in=keys))
    return handled.select_related("school", "reported_by", "handler")


IN_LINES = ForUser(_in_lines)


def _to_review(incidents: list[Incident], count: int) -> Block:
    items = [_item(incident, f"Review due {day_in_words(incident.review_due)}.", "Review") for incident in incidents]
    return _of(TO_REVIEW, count, items, _urgency(incidents))


NEWS = {
    "correction": "The reporter has corrected it",
    "complete": "The report is completed",
    "do_task": "A task is done",
}


WITH_NEWS = ForUser(lambda user: first_few(waiting.with_news_for(user).select_related("school")))


def _news(user: User) -> list[Block]:
    """What others told of the incidents that the user handles, until the user adds to them."""
    incidents, count = counted_of(WITH_NEWS.records(user))
    if not incidents:
        return []
    items = [
        Item(
            label=incident.reference,
            url=incident.get_absolute_url(),
            text=incident.kind_chosen.label,
            note=f"{NEWS[incident.news]}, {short_moment(incident.news_at)}.",
            verb="Read",
        )
        for incident in incidents
    ]
    told = "New since you dealt with it"
    return [Block("news", told, Urgency.NEW, count, items, f"{reverse('incidents:log')}?{YOURS[0]}", YOURS[1])]


def _urgency(incidents: list[Incident]) -> Urgency:
    if any(incident.child_in_danger or incident.is_illegal for incident in incidents):
        return Urgency.DANGER
    return Urgency.OVERDUE if any(incident.is_late for incident in incidents) else Urgency.NEW


def _block(queue: Queue, incidents: list[Incident], count: int) -> Block:
    asks = queue.key == waiting.PARENTS
    items = [
        _item(
            incident,
            _wanted(queue.key, incident),
            "Ask" if asks and incident.parents_wait else queue.verb,
            queue.anchor,
        )
        for incident in incidents
    ]
    return _of(queue, count, items, queue.urgency)


def _of(queue: Queue, count: int, items: list[Item], urgency: Urgency) -> Block:
    return Block(
        key=queue.key,
        title=queue.title,
        urgency=urgency,
        count=count,
        items=items,
        url=f"{reverse('incidents:log')}?{queue.asked}",
        link=queue.link,
        empty="Nothing waits for a review.",
    )


def _wanted(key: str, incident: Incident) -> str:
    """What is wanted next of an incident in this queue, and by when."""
    by_when = f"Close by {day_in_words(incident.close_due)}."
    match key:
        case waiting.LATE:
            days = school_days_between(incident.close_due, clock.today())
            return f"To be closed by {day_in_words(incident.close_due)}: {counted(days, 'school day')} late."
        case waiting.DECIDE:
            return f"Recommended actions are still to decide. {by_when}"
        case waiting.PARENTS:
            pupils = counted(incident.pupils_open, "pupil")  # type: ignore[attr-defined]
            if incident.parents_wait:
                return f"Ask the Police or social care whether the parents of {pupils} may be informed. {by_when}"
            return f"Parents of {pupils}: informed, or why not? {by_when}"
        case waiting.AUTHORITIES:
            return "Their answer is awaited. Nobody investigates."
    return f"Nobody handles it: take it over. {by_when}" if incident.handler_id is None else by_when


def _reported(incident: Incident) -> str:
    unfinished = " Noted quickly: to be completed." if incident.to_complete else ""
    return f"Reported {short_moment(incident.reported_at)}, by {incident.reported_by}.{unfinished}"


def _alarm(incident: Incident) -> str:
    if incident.child_in_danger and incident.status == Status.REPORTED:
        return "Child in danger"
    if incident.is_illegal and incident.status == Status.REPORTED:
        return "May be illegal"
    return "Overdue" if incident.is_late else ""


def _item(incident: Incident, wanted: str, verb: str, anchor: str = "") -> Item:
    return Item(
        label=incident.reference,
        url=f"{incident.get_absolute_url()}{anchor}",
        text=incident.kind_chosen.label,
        note=f"{_reported(incident)} {wanted}",
        verb=verb,
        alarm=_alarm(incident),
    )
