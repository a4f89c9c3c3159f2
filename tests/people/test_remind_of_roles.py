"""Who may confirm a role is reminded of it while it waits."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from people.actions import confirm_role, give_role
from people.models import Notice
from people.roles import Role
from people.tasks import remind_of_roles

THURSDAY = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clockwork():
    with time_machine.travel(THURSDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def on(clockwork):
    """`on(7)`: the job runs so many days after that Thursday; who was told of what by then."""

    def run(days):
        clockwork.move_to(THURSDAY + timedelta(days=days))
        remind_of_roles.call()
        return [(notice.user.name, notice.wanted) for notice in Notice.objects.select_related("user")]

    return run


@pytest.fixture
def waiting(headteacher, administrator, teacher, school):
    membership = give_role(teacher, Role.COORDINATOR, school, by=administrator)
    Notice.objects.all().delete()
    return membership


REMINDER = ("Hattie Head", "A role still waits for you: E-Safety Coordinator, Ashdown Primary.")


def test_once_a_week_from_a_week_after_it_was_given(waiting, on):
    assert on(6) == []
    assert on(9) == []  # a Saturday
    assert on(11) == on(12) == [REMINDER]
    assert on(18) == [REMINDER] * 2


def test_not_once_it_is_confirmed(waiting, headteacher, on):
    confirm_role(waiting, by=headteacher)
    Notice.objects.all().delete()

    assert on(8) == []


def test_not_where_the_school_sends_no_reminders(waiting, school, administrator, on):
    school.sends_reminders = False
    school.save_as(administrator)

    assert on(8) == []
