"""Which roles a user holds today, where, and at what cost."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from core import clock
from people.calendar import midnight
from people.models import Membership, School, User
from people.roles import OPENS_RECORDS, Role, roles_of

TODAY = date(2026, 11, 19)
YESTERDAY, TOMORROW = TODAY - clock.ONE_DAY, TODAY + clock.ONE_DAY


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.set_to(midnight(TODAY)):
        yield


@pytest.fixture
def user(db):
    return User.objects.create_user("new@test.example", "Nia New")


@pytest.fixture
def give(user, registrar):
    """`give(Role.STAFF, school=school)`: a role from yesterday on, confirmed where it has to be."""

    def membership(role, **fields):
        confirmed = registrar if role in OPENS_RECORDS else None
        return Membership.objects.create(
            **{"user": user, "role": role, "starts_on": YESTERDAY, "confirmed_by": confirmed} | fields
        )

    return membership


def held_at(user, school):
    return roles_of(User.objects.get(pk=user.pk)).at(school.pk)


def test_a_role_at_a_school_counts_there_and_nowhere_else(user, give, school, other_school):
    give(Role.STAFF, school=school)

    assert held_at(user, school) == {Role.STAFF}
    assert held_at(user, other_school) == set()


def test_a_role_in_a_federation_counts_at_each_of_its_schools(user, give, federation, sister_schools, school):
    give(Role.COORDINATOR, federation=federation)

    assert [held_at(user, place) for place in (*sister_schools, school)] == [
        {Role.COORDINATOR},
        {Role.COORDINATOR},
        set(),
    ]
    assert roles_of(user).schools(Role.COORDINATOR) == {place.pk for place in sister_schools}


def test_a_school_that_joins_a_federation_comes_with_its_roles(user, give, federation, sister_schools):
    give(Role.COORDINATOR, federation=federation)

    late = School.objects.create(name="Chalk Hill Nursery", code="CHN", federation=federation)

    assert held_at(user, late) == {Role.COORDINATOR}


def test_a_federation_without_schools_gives_no_role_anywhere(user, give, federation):
    give(Role.COORDINATOR, federation=federation)

    assert not roles_of(user).has()


@pytest.mark.parametrize(
    ("period", "counts"),
    [
        ({"starts_on": TODAY}, True),
        ({"starts_on": TOMORROW}, False),
        ({"ends_on": TODAY}, True),
        ({"ends_on": YESTERDAY}, False),
    ],
    ids=["begins today", "begins tomorrow", "ends today", "ended yesterday"],
)
def test_a_role_counts_from_its_first_day_to_its_last(user, give, school, period, counts):
    give(Role.STAFF, school=school, **period)

    assert (held_at(user, school) == {Role.STAFF}) is counts


@pytest.mark.parametrize("role", Role)
def test_a_role_that_opens_records_counts_only_once_it_is_confirmed(user, give, school, role):
    give(role, school=school, confirmed_by=None)

    assert held_at(user, school) == (set() if role in OPENS_RECORDS else {role})


def test_the_roles_that_open_records_are_those_that_handle_incidents():
    from incidents.routing import DUTIES

    handlers = {role for duty in DUTIES.values() for role in (*duty.handlers, *duty.closers, *duty.authority)}

    assert handlers == OPENS_RECORDS


def test_who_is_not_signed_in_holds_nothing():
    roles = roles_of(AnonymousUser())

    assert not roles.has()
    assert roles.schools() == frozenset()


@pytest.mark.parametrize("memberships", [1, 3])
def test_all_roles_are_read_in_one_query_and_then_known(
    user, give, school, other_school, federation, sister_schools, memberships, django_assert_num_queries
):
    places = [{"school": school}, {"federation": federation}, {"school": other_school}]
    for place in places[:memberships]:
        give(Role.STAFF, **place)
        give(Role.HEADTEACHER, **place)

    with django_assert_num_queries(1):
        roles = roles_of(user)
        found = roles.schools(Role.HEADTEACHER)
        roles_of(user).has(Role.STAFF)

    assert len(found) == [1, 3, 4][memberships - 1]


def test_a_closed_account_holds_none(user, give, school):
    give(Role.HEADTEACHER, school=school)
    before = roles_of(user).has(Role.HEADTEACHER)

    user.is_active = False

    assert before
    assert not roles_of(user).has(*Role)
