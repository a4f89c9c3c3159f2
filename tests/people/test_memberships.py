"""What the database itself refuses about roles, whoever asks."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from people.models import Membership, School, User
from people.roles import Role

SEPTEMBER, JULY = date(2026, 9, 1), date(2027, 7, 31)


@pytest.fixture
def user(db):
    return User.objects.create_user("new@test.example", "Nia New")


# SQLite names the columns of a unique constraint, not the constraint.
COLUMNS = {
    "role_is_held_once_at_a_school": "people_membership.user_id, people_membership.school_id",
    "role_is_held_once_in_a_federation": "people_membership.user_id, people_membership.federation_id",
}


@pytest.fixture
def refused():
    """`refused("name of a constraint")`: the block must break exactly this one."""

    @contextmanager
    def refusal(constraint):
        said = f"{constraint}|{COLUMNS.get(constraint, constraint)}"
        with pytest.raises(IntegrityError, match=said), transaction.atomic():
            yield

    return refusal


def test_a_role_is_of_one_school_or_of_one_federation(user, school, refused):
    with refused("membership_is_of_one_school_or_one_federation"):
        Membership.objects.create(user=user, role=Role.STAFF)


def test_and_never_of_both(user, school, federation, refused):
    with refused("membership_is_of_one_school_or_one_federation"):
        Membership.objects.create(user=user, role=Role.STAFF, school=school, federation=federation)


def test_nobody_confirms_their_own_role(user, school, refused):
    with refused("nobody_confirms_their_own_role"):
        Membership.objects.create(user=user, role=Role.COORDINATOR, school=school, confirmed_by=user)


def test_nor_later(user, school, registrar, refused):
    membership = Membership.objects.create(user=user, role=Role.COORDINATOR, school=school, confirmed_by=registrar)
    membership.confirmed_by = user

    with refused("nobody_confirms_their_own_role"):
        membership.save_as(user)


def test_a_role_does_not_end_before_it_starts(user, school, refused):
    with refused("membership_ends_after_it_starts"):
        Membership.objects.create(user=user, role=Role.STAFF, school=school, starts_on=JULY, ends_on=SEPTEMBER)


def test_a_role_may_last_one_day(user, school):
    Membership.objects.create(user=user, role=Role.STAFF, school=school, starts_on=JULY, ends_on=JULY)


def test_a_role_is_held_once_at_a_time(user, school, refused):
    Membership.objects.create(user=user, role=Role.STAFF, school=school)

    with refused("role_is_held_once_at_a_school"):
        Membership.objects.create(user=user, role=Role.STAFF, school=school)


def test_and_once_at_a_time_in_a_federation(user, federation, refused):
    Membership.objects.create(user=user, role=Role.STAFF, federation=federation)

    with refused("role_is_held_once_in_a_federation"):
        Membership.objects.create(user=user, role=Role.STAFF, federation=federation)


def test_the_same_role_may_be_held_again_after_it_ended_or_elsewhere(user, school, other_school, federation):
    places = [{"school": school}, {"school": other_school}, {"federation": federation}]
    Membership.objects.create(user=user, role=Role.STAFF, school=school, starts_on=SEPTEMBER, ends_on=SEPTEMBER)

    for place in places:
        Membership.objects.create(user=user, role=Role.STAFF, **place)

    assert user.memberships.count() == 4


def test_several_roles_may_be_held_at_once(user, school):
    for role in Role:
        Membership.objects.create(user=user, role=role, school=school)

    assert user.memberships.count() == len(Role)


def test_a_school_never_publishes_smaller_counts(refused, db):
    with refused("school_never_publishes_smaller_counts"):
        School.objects.create(name="Tell All", code="TEL", suppress_below=4)
