"""Federations of very many schools, written by the database itself: every row as the models would have it.

Nothing is random: the same numbers give the same rows, so that two measurements are of the same thing. What was
reported is spread over two whole academic years and the years around them; the last weeks are open, the rest is closed.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from people.calendar import AcademicYear
from people.models import Federation, Membership, Person, School, User
from people.roles import Role

from . import log
from .rows import copies, one_of, run

PUPILS = 300  # of a school
STAFF = 6  # of a school who sign in, the first of them its coordinator
TOGETHER = 100  # schools of a federation
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Trust:
    """What was written."""

    schools: list[School]  # in the order of their codes; the first hundred are one federation
    year: AcademicYear  # the last one that is over
    coordinator: User  # of the first school
    federated: User  # coordinator of all schools of the first federation
    head: User  # of all schools of the first federation


def fill(incidents: int, schools: int, last: AcademicYear) -> Trust:
    """So many incidents in so many schools, from two years before `last` until today."""
    with transaction.atomic():
        trust = _people(schools, last)
        log.fill(trust.schools, incidents, AcademicYear(last.start - 2), PUPILS)
    return trust


def found() -> Trust:
    """What an earlier process wrote."""
    schools = list(School.objects.filter(code__startswith="Z").order_by("code"))
    return _trust(schools, AcademicYear.current().previous)


def settle() -> None:
    """Let the database see what it has now, as it does by itself every few minutes. Not inside a transaction."""
    run("VACUUM ANALYZE")


def _people(schools: int, last: AcademicYear) -> Trust:
    federation = Federation.objects.create(name="Federation 000")
    for number in range(1, -(-schools // TOGETHER)):
        Federation.objects.create(name=f"Federation {number:03}")
    first = School.objects.create(name="Template", code="AAAZ", federation=federation)
    code = f"'Z' || translate(lpad(n::text, 3, '0'), '0123456789', '{LETTERS}')"
    copies(
        first,
        f"generate_series(0, {schools - 1}) AS n "
        f"JOIN people_federation AS f ON f.name = 'Federation ' || lpad((n / {TOGETHER})::text, 3, '0')",
        name="'School ' || lpad(n::text, 4, '0')",
        code=code,
        federation_id="f.id",
    )
    written = list(School.objects.filter(code__startswith="Z").order_by("code"))
    began = date(last.start - 2, 9, 1)
    head = User.objects.create_user("head@bench.example", "The Head")
    _staff(began, head)
    federated = User.objects.create_user("federation@bench.example", "The Federation’s Coordinator")
    roles = ((Role.COORDINATOR, federated, head), (Role.HEADTEACHER, head, federated))
    for role, user, by in roles:
        Membership.objects.create(user=user, role=role, federation=federation, starts_on=began, confirmed_by=by)
    trust = _trust(written, last)
    for user in (trust.coordinator, trust.federated, trust.head):
        Person.objects.create(school=written[0], kind=Person.Kind.STAFF, name=user.name, user=user)
    _pupils(written[0])
    return trust


def _trust(schools: list[School], last: AcademicYear) -> Trust:
    names = (f"staff-{schools[0].code.lower()}-1", "federation", "head")
    return Trust(schools, last, *(User.objects.get(email=f"{name}@bench.example") for name in names))


def _staff(began: date, head: User) -> None:
    """Of each school a coordinator and others who report."""
    user = User.objects.create_user("template@bench.example", "Template")
    address = "'staff-' || lower(s.code) || '-' || k || '@bench.example'"
    there = f"people_school AS s JOIN generate_series(1, {STAFF}) AS k ON s.code LIKE 'Z%'"
    copies(user, there, email=address, name="'Colleague ' || k || ' of ' || s.name")
    school = School.objects.order_by("code").first()
    role = Membership.objects.create(user=head, role=Role.STAFF, school=school, starts_on=began)
    copies(
        role,
        f"{there} JOIN people_user AS u ON u.email = {address}",
        user_id="u.id",
        school_id="s.id",
        confirmed_by_id=str(head.pk),
        role=f"CASE k WHEN 1 THEN '{Role.COORDINATOR}' ELSE '{Role.STAFF}' END",
    )


def _pupils(school: School) -> None:
    pupil = Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Template", year_group="5")
    copies(
        pupil,
        f"people_school AS s JOIN generate_series(1, {PUPILS}) AS n ON s.code LIKE 'Z%'",
        school_id="s.id",
        name="'Pupil ' || n || ' of ' || s.name",
        year_group=one_of(["1", "2", "3", "4", "5", "6"], "n"),
    )
