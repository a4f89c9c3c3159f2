"""What a school needs before it can work, and where it is missing."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from people.calendar import AcademicYear
from people.models import Agency, Membership, Person, School, Term, User
from people.roles import Role

HERE = OuterRef("pk")


def _holds(role: Role) -> Exists:
    """Whether somebody holds the role at the school today, confirmed where it has to be."""
    place = Q(school=HERE) | Q(federation=OuterRef("federation"))
    return Exists(Membership.objects.in_force().filter(place, role=role, user__is_active=True))


def completeness(user: User) -> list[School]:
    """The schools of which the user is administrator, with `has_…` for each thing that they need. One query."""
    year = AcademicYear.current()
    terms = Term.objects.filter(starts_on__range=(year.first_day, year.last_day))
    return list(
        School.objects.of(user, Role.ADMINISTRATOR)
        .select_related("federation")
        .annotate(
            has_register=Exists(Person.objects.current().filter(school=HERE, kind=Person.Kind.PUPIL)),
            has_staff=_holds(Role.STAFF),
            has_coordinator=_holds(Role.COORDINATOR),
            has_safeguarding_lead=_holds(Role.SAFEGUARDING_LEAD),
            has_chair=_holds(Role.CHAIR_OF_GOVERNORS),
            has_terms=Exists(terms.filter(school=HERE, is_assumed=False)),
            has_agencies=Exists(Agency.objects.filter(school=HERE)),
        )
    )


def given_and_waiting(schools: Iterable[School], roles: Iterable[Role]) -> list[Membership]:
    """Of these roles, what was given at the schools and nobody has confirmed yet, the first one first. One query."""
    waiting = Membership.objects.waiting().filter(role__in=list(roles)).touching([school.pk for school in schools])
    return list(waiting.select_related("user", "school", "federation").order_by("pk"))
