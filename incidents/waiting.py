"""The queues of the home page: each open incident that a user handles is in exactly one, by what is wanted next."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from core import clock
from people.calendar import add_school_days, midnight
from people.models import Person, School, User, own_schools
from people.roles import OPENS_RECORDS, roles_of

from .allegations import allegation_waits
from .codes import Branch
from .models import Entry, Incident, Involvement
from .models.closing import undecided_actions
from .routing import DUTIES, Route
from .shared_statements import ForUser
from .states import OPEN, Status

ALLEGATION, REVIEW, AUTHORITIES, LATE, RESTRICTED = "allegation", "review", "authorities", "late", "restricted"
NEWS = ("correction", "complete", "do_task")  # what others add while one handles it
DECIDE, PARENTS, OWN, COLLEAGUES = "decide", "parents", "own", "colleagues"
Limits = tuple[tuple[datetime, tuple[int, ...]], ...]  # moments, each with the keys of the schools that it is of


def queued_for(user: User) -> QuerySet[Incident]:
    """Open incidents that the user handles, in the order in which they are wanted, each with its `queue`.

    The first queue that fits is the one: what waits too long is not listed again under what is still to decide.
    What a colleague handles in time stands in the queue `COLLEAGUES`, which no home page shows.
    """
    return _queued(user, _to_be_closed(user))


def _queued(user: User, limits: Limits) -> QuerySet[Incident]:
    incidents = Incident.objects.handled_by(user).filter(status__in=OPEN)
    restricted = roles_of(user).has(*DUTIES[Route.RESTRICTED].handlers, *DUTIES[Route.ABOUT_HEAD].handlers)
    queue = Case(
        # the day for the LADO comes before any other
        *([When(allegation_waits(), then=Value(ALLEGATION))] if restricted else []),
        When(status=Status.REPORTED, then=Value(REVIEW)),
        When(status=Status.WITH_AUTHORITIES, then=Value(AUTHORITIES)),
        When(_reported_before(limits), then=Value(LATE)),
        When(restricted=True, then=Value(RESTRICTED)),
        When(~Q(handler=user) & Q(handler__isnull=False), then=Value(COLLEAGUES)),
        When(Exists(undecided_actions(OuterRef("pk"))), then=Value(DECIDE)),
        When(Exists(_pupils_without_word_on_parents()), then=Value(PARENTS)),
        default=Value(OWN),
    )
    return incidents.annotate(queue=queue).order_by(*_wanted_first())


def in_queues(user: User) -> dict[str, list[int]]:
    """Keys of the incidents in each queue that waits for the user, what is wanted first first. One query."""
    found: dict[str, list[int]] = {}
    for queue, key in QUEUED.rows(user, _to_be_closed(user)):
        if queue != COLLEAGUES:  # to ask it of the database would write the queues twice
            found.setdefault(queue, []).append(key)
    return found


def _keys_in_queues(user: User, limits: Limits) -> QuerySet[Any, Any]:
    return _queued(user, limits).values_list("queue", "pk")  # type: ignore[misc]  # annotated


QUEUED = ForUser(_keys_in_queues)


def _to_be_closed(user: User) -> Limits:
    schools = roles_of(user).schools(*OPENS_RECORDS)
    return _limits((school for school in own_schools(user) if school.pk in schools), "close_within")


def told_since(user: User) -> QuerySet[Entry]:
    """What others may have told of open incidents of which the user is the handler; a trace of `with_news_for`."""
    return Entry.objects.filter(verb__in=NEWS, incident__handler=user, incident__status__in=OPEN).exclude(by=user)


def with_news_for(user: User) -> QuerySet[Incident]:
    """Open incidents of which the user is the handler, and of which others told something since the user last wrote.

    Each with its `news`, the verb of the last such entry, and `news_at`; the oldest news first.
    """
    answered = Entry.objects.filter(incident=OuterRef("incident"), by=user, pk__gt=OuterRef("pk"))
    told = Entry.objects.filter(~Exists(answered), incident=OuterRef("pk"), verb__in=NEWS).exclude(by=user)
    last = told.order_by("-pk")
    incidents = Incident.objects.handled_by(user).filter(Exists(told), handler=user, status__in=OPEN)
    told_last = incidents.annotate(news=Subquery(last.values("verb")[:1]), news_at=Subquery(last.values("at")[:1]))
    return told_last.order_by("news_at", "pk")


def with_next_to_review(incidents: QuerySet[Incident], user: User) -> QuerySet[Incident]:
    """Each with `next_reference`: of the incident that the user would review next, if any waits."""
    new = first_to_review(Incident.objects.handled_by(user))
    return incidents.annotate(next_reference=Subquery(new.values("reference")[:1]))


def first_to_review(handled: QuerySet[Incident]) -> QuerySet[Incident]:
    """What waits for its review: a child in danger first, then what may be illegal, then the oldest."""
    return handled.filter(status=Status.REPORTED).order_by(*_wanted_first())


def _wanted_first() -> tuple[Any, ...]:
    """The order of what waits for its review, as above; everything else by its day."""
    new = Q(status=Status.REPORTED)
    return (
        Case(When(new, then=F("child_in_danger")), default=False).desc(),
        Case(When(new, then=F("branch")), default=Value("")),  # "illegal" sorts before "unsuitable"
        "reported_at",
        "pk",
    )


def with_pupils_open(queued: QuerySet[Incident]) -> QuerySet[Incident]:
    """With `pupils_open`: of how many pupils it is not said whether their parents were informed."""
    missing = _pupils_without_word_on_parents().order_by().values("incident")
    counted = missing.annotate(n=Count("pk")).values("n")
    return queued.annotate(pupils_open=Coalesce(Subquery(counted), 0))


def late(schools: Iterable[School]) -> Q:
    """What of these schools waits too long, for its review or to be closed: `Incident.is_late`, of the database."""
    schools = list(schools)
    same_day = Q(branch=Branch.ILLEGAL, reported_at__lt=midnight(clock.today()))
    review = same_day | (~Q(branch=Branch.ILLEGAL) & _reported_late(schools, "review_within"))
    return Q(school__in=[school.pk for school in schools]) & (
        (Q(status=Status.REPORTED) & review) | (Q(status=Status.UNDER_REVIEW) & _reported_late(schools, "close_within"))
    )


def _reported_late(schools: Iterable[School], setting: str) -> Q:
    return _reported_before(_limits(schools, setting))


def _reported_before(limits: Limits) -> Q:
    found = Q(pk__in=())
    for moment, schools in limits:
        found |= Q(school__in=schools, reported_at__lt=moment)
    return found


def _limits(schools: Iterable[School], setting: str) -> Limits:
    """Before when an incident was reported that is late by this setting of its school: once for each length."""
    alike: dict[int, list[int]] = {}
    for school in schools:
        alike.setdefault(getattr(school, setting), []).append(school.pk)
    return tuple((midnight(late_after(days) + clock.ONE_DAY), tuple(keys)) for days, keys in alike.items())


def late_after(school_days: int) -> date:
    """The last day from which more than so many school days have passed by today."""
    day = clock.today() - timedelta(days=school_days)
    while add_school_days(day, school_days) >= clock.today():
        day -= clock.ONE_DAY
    return day


def _pupils_without_word_on_parents() -> QuerySet[Involvement]:
    return Involvement.objects.counted().filter(incident=OuterRef("pk"), kind=Person.Kind.PUPIL, parents="")
