"""What the log as a whole reads: its rows, its counts, its periods, and who may handle what it shows."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.counting import COUNTED, Capped, counted_each
from core.keyset import Key, older
from core.statements import Statement
from people.calendar import AcademicYear, midnight
from people.models import Membership, Person, School, Term, User

from .models import Incident, Interest, Involvement, SavedView
from .queries import contacts
from .querysets import IncidentQuerySet, accused_accounts
from .routing import DUTIES
from .shared_statements import ForUser
from .states import Status

SHOWN = 25  # rows on a page


def for_log(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what a row of the log shows: the school, the handler, and how many pupils and adults."""
    is_pupil = Q(kind=Person.Kind.PUPIL)
    people = Involvement.objects.counted().filter(incident=OuterRef("pk")).order_by().values("incident")
    return incidents.select_related("school", "handler").annotate(
        # counted row by row of the page: a join with grouping would cost the index that gives the order
        pupils=Coalesce(Subquery(people.filter(is_pupil).annotate(n=Count("pk")).values("n")), 0),
        adults=Coalesce(Subquery(people.exclude(is_pupil).annotate(n=Count("pk")).values("n")), 0),
    )


def left_by(user: User, conditions: Iterable[Any]) -> IncidentQuerySet:
    """What the user may read and these leave."""
    incidents = Incident.objects.readable_by(user)
    for condition in conditions:
        incidents = incidents.filter(condition)
    return incidents


def _counts(user: User, conditions: Iterable[Any]) -> QuerySet[Any, Any]:
    """How many there are in each status, in the order of an incident's life."""
    incidents = left_by(user, conditions)
    return counted_each((incidents.filter(status=status) for status in Status), user)


def _rows(user: User, conditions: Iterable[Any], status: str, before: Key) -> QuerySet[Incident]:
    """A page of the log, of one status or of all."""
    incidents = left_by(user, [*conditions, *([Q(status=status)] if status else [])])
    return older(for_log(incidents), "reported_at", before, SHOWN)


def _these(user: User, keys: Iterable[int]) -> QuerySet[Incident]:
    """The same page where its keys are known."""
    return older(for_log(left_by(user, [Q(pk__in=keys)])), "reported_at", (), SHOWN)


def _own_views(user: int) -> QuerySet[Any, Any]:
    return SavedView.objects.filter(user=user).values_list("name", "query")


COUNTS, NEWEST, THESE, OWN_VIEWS = ForUser(_counts), ForUser(_rows), ForUser(_these), Statement(_own_views)
OLDER = ForUser(_rows, generic_plan=False)  # the last page is found by another way than the second


def rows_of(user: User, conditions: Iterable[Any], status: str, before: Key, *, keep: bool) -> list[Incident]:
    """Those of a page of the log, and one more. `keep`: as `ForUser.records` has it."""
    return (OLDER if before else NEWEST).records(user, conditions, status, before, keep=keep)


def by_status(numbers: Iterable[int]) -> list[tuple[Status, Capped]]:
    """How many there are in each status, said with it."""
    return [(status, Capped(number, COUNTED)) for status, number in zip(Status, numbers, strict=True)]


def of_all(counts: list[tuple[Status, Capped]]) -> Capped:
    """How many there are in all statuses together."""
    return Capped(sum(count.number for _, count in counts), COUNTED)


def this_term(schools: list[School]) -> Q:
    """Reported in the present term of its school: as the school set its terms, else as they are by default."""
    today = clock.today()
    terms = Term.objects.filter(school__in=schools, starts_on__lte=today, ends_on__gte=today)
    begun = {school.pk: AcademicYear.current().term_of(today) for school in schools}
    begun |= dict(terms.values_list("school_id", "starts_on"))
    found = Q(pk__in=[])
    for starts_on in set(begun.values()):
        alike = [school for school, day in begun.items() if day == starts_on]
        found |= Q(school__in=alike, reported_at__gte=midnight(starts_on))
    return found


def possible_handlers(schools: list[School], *, but: User) -> list[tuple[str, str]]:
    """`(key, name)` of who may handle incidents of these schools by a role, but the user. One query."""
    return [(str(key), name) for key, name in HANDLERS.rows(tuple(school.pk for school in schools), but.pk)]


def _possible_handlers(schools: tuple[int, ...], but: int) -> QuerySet[Any, Any]:
    roles = sorted({role for duty in DUTIES.values() for role in duty.handlers})
    there = Q(school__in=schools) | Q(federation__schools__in=schools)
    holders = Membership.objects.in_force().filter(there, role__in=roles, user__is_active=True).exclude(user=but)
    return holders.order_by("user__name", "user").values_list("user", "user__name").distinct()


HANDLERS = Statement(_possible_handlers)


def who_may_handle_all(incidents: list[Incident]) -> list[User]:
    """Who may handle each of these by a role, is accused in none and stepped back from none, by name.

    A query for each school and route.
    """
    users: dict[int, User] = {}
    for place, incident in enumerate({(one.school_id, one.route): one for one in incidents}.values()):
        there = {holder.user_id: holder.user for holder in contacts(incident.school, *DUTIES[incident.route].handlers)}
        users = {key: user for key, user in there.items() if place == 0 or key in users}
    left = Interest.objects.filter(incident__in=incidents, stays_because="").order_by()
    barred = accused_accounts(incidents, left.values_list("user", flat=True))
    return sorted((user for key, user in users.items() if key not in barred), key=lambda user: user.name)


def for_export(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what a row of an exported list tells. Four queries, however many rows."""
    people = Prefetch("involvements", Involvement.objects.select_related("person"))
    found = incidents.select_related("school", "handler").prefetch_related(people, "allegation_decisions")
    return found.order_by("-reported_at", "-pk")
