"""What the pages of the log read, each in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.history import Change, changes
from people.calendar import AcademicYear
from people.models import Membership, Person, School
from policies.models import Decision, Matrix, PolicyVersion, Row

from .models import Incident, Involvement
from .routing import DUTIES, Route
from .states import Status

COUNTED = 1_000  # the log counts no further: nobody works through more
TOLD_OF_INCIDENT = (
    "status", "branch", "safeguarding", "restricted", "about_headteacher", "images_of_children", "data_breach",
    "finding", "outcome", "authority_outcome", "occurred_at", "place", "device", "description",
)  # fmt: skip
TOLD_OF_INVOLVEMENT = ("part", "parents", "parents_informed_on", "parents_informed_by", "parents_reason", "voice")


def for_log(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what a row of the log shows: the school, the handler, and how many pupils and adults."""
    is_pupil = Q(kind=Person.Kind.PUPIL)
    people = Involvement.objects.filter(incident=OuterRef("pk")).order_by().values("incident")
    return incidents.select_related("school", "handler").annotate(
        # counted row by row of the page: a join with grouping would cost the index that gives the order
        pupils=Coalesce(Subquery(people.filter(is_pupil).annotate(n=Count("pk")).values("n")), 0),
        adults=Coalesce(Subquery(people.exclude(is_pupil).annotate(n=Count("pk")).values("n")), 0),
    )


@dataclass(frozen=True, slots=True)
class Capped:
    """How many there are, counted no further than matters: finding one more tells that there are more."""

    number: int

    @classmethod
    def of(cls, incidents: QuerySet[Incident]) -> "Capped":
        return cls(incidents.order_by().values("pk")[: COUNTED + 1].count())

    def __add__(self, other: "Capped") -> "Capped":
        return Capped(self.number + other.number)

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        return f"{self.number:,}" if self.number <= COUNTED else f"{COUNTED:,}+"


def by_status(incidents: QuerySet[Incident]) -> list[tuple[Status, Capped]]:
    """How many there are in each status, in the order of an incident's life. One query a status."""
    return [(status, Capped.of(incidents.filter(status=status))) for status in Status]


def in_year(incidents: QuerySet[Incident], year: AcademicYear) -> QuerySet[Incident]:
    """Reported in an academic year."""
    start, end = year.bounds()
    return incidents.filter(reported_at__gte=start, reported_at__lt=end)


def for_page(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """With everything that an incident's page shows of the incident itself."""
    people = Involvement.objects.select_related("person").prefetch_related(
        "misuses__row", "sanctions__action", "sanctions__by"
    )
    return incidents.select_related(
        "school", "reported_by", "handler", "closed_by", "user_action__group__matrix__version__policy"
    ).prefetch_related(Prefetch("involvements", people), "entries__by", "referrals__by", "readers__user")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says: the version, its row, and its decision, if it has one."""

    version: PolicyVersion
    row: Row | None
    decision: Decision | None


def verdict_on(incident: Incident) -> Verdict:
    """What the policy in force when it happened says about the row chosen for the incident."""
    row = incident.user_action
    if row is None:
        return Verdict(PolicyVersion.objects.in_force(incident.school, incident.day), None, None)
    decision = Decision.objects.filter(row=row).select_related("column").first()
    return Verdict(row.group.matrix.version, row, decision)


def rows_in_force(incident: Incident) -> tuple[PolicyVersion, list[Row]]:
    """The version in force when it happened, and its user-actions rows with their decisions."""
    version = PolicyVersion.objects.in_force(incident.school, incident.day)
    rows = Row.objects.filter(group__matrix__version=version, group__matrix__kind=Matrix.Kind.USER_ACTIONS)
    return version, list(rows.select_related("group").prefetch_related("decisions__column", "locks__column"))


def who_reads(incident: Incident) -> list[str]:
    """Names of those who may read this incident now: who handle it, and the named readers; nobody accused in it."""
    roles = DUTIES[incident.route].handlers
    handlers = [holder.user for holder in Membership.objects.contacts(incident.school, *roles)]
    named = [reader.user for reader in incident.readers.all()]
    accused = {
        involvement.person.user_id
        for involvement in incident.involvements.all()
        if involvement.part == Involvement.Part.INSTIGATOR and involvement.person
    }
    names = {user.pk: user.name for user in [*handlers, *named] if user.pk not in accused}
    return sorted(names.values())


def told(incident: Incident) -> list[Change]:
    """Every change to the incident and its people, in words, newest first. Two queries, however many rows."""
    names = {involvement.pk: involvement.display_name for involvement in incident.involvements.all()}
    involved = Involvement.history.filter(incident_id=incident.pk)
    return sorted(
        [
            *changes(incident.history.all(), fields=TOLD_OF_INCIDENT),
            *changes(involved, fields=TOLD_OF_INVOLVEMENT, subject=lambda row: names.get(row.id, "")),
        ],
        key=lambda change: change.at,
        reverse=True,
    )


def contacts(school: School, *roles: str) -> list[Membership]:
    """Who holds these roles at the school today, one line a person, in the order of the roles."""
    seen: dict[int, Membership] = {}
    for membership in Membership.objects.contacts(school, *roles):
        seen.setdefault(membership.user_id, membership)
    return list(seen.values())


def not_accused(incident: Incident, *roles: str) -> list[Membership]:
    """Who holds these roles at the incident's school and is not accused in it."""
    accused = incident.involvements.filter(part=Involvement.Part.INSTIGATOR).values_list("person__user", flat=True)
    barred = set(accused)
    return [holder for holder in contacts(incident.school, *roles) if holder.user_id not in barred]


def who_helps(incident: Incident) -> list[Membership]:
    """Whom the reporter turns to if it cannot wait: who is told of it, and nobody who is accused in it."""
    duty = DUTIES[incident.route] if incident.restricted else DUTIES[Route.SAFEGUARDING]
    return not_accused(incident, *duty.handlers)
