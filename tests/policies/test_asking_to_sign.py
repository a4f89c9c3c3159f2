"""Asking for signatures: by hand, each morning, and on the home page."""

from datetime import timedelta

import pytest

from core import clock
from core.opening import may_open
from people.models import Notice, User
from people.roles import Role
from policies import home_agreements, queries
from policies.actions import remind, sign
from policies.models import Policy
from policies.tasks import ask_for_signatures

Kind = Policy.Kind
THURSDAY, FRIDAY, SATURDAY, NEXT_THURSDAY = 19, 20, 21, 26  # November 2026


@pytest.fixture
def on(time_machine):
    """`on(20)`: it is the morning of that day of November, and signatures are asked for."""

    def run(day):
        time_machine.move_to(f"2026-11-{day} 06:40", tick=False)
        ask_for_signatures.call()

    return run


@pytest.fixture
def staff(agree):
    return agree(Kind.STAFF_AGREEMENT)


def told():
    return list(Notice.objects.order_by("user__name", "at").values_list("user__name", flat=True))


def test_those_who_have_not_signed_are_reminded_once_a_day(staff, teacher, headteacher, administrator):
    sign(staff, by=administrator)

    assert (remind(staff, by=administrator), remind(staff, by=administrator)) == (2, 0)

    assert told() == ["Hattie Head", "Tess Teacher"]


def test_who_wishes_no_e_mail_is_not_counted_as_told(staff, teacher, administrator):
    teacher.messages = User.Messages.NONE
    teacher.save_as(None)

    assert remind(staff, by=administrator) == 1


def test_a_notice_names_the_agreement_and_opens_until_it_is_signed(staff, teacher, administrator):
    remind(staff, by=administrator)

    notice = Notice.objects.get(user=teacher)
    assert (notice.label, notice.path) == (str(staff), staff.sign_url)
    assert notice.wanted == "Read this agreement and sign it."
    assert may_open(teacher, notice.path)
    sign(staff, by=teacher)
    assert not may_open(User.objects.get(pk=teacher.pk), notice.path)


def test_each_morning_asks_everybody_once_a_week(staff, teacher, on):
    for day in (THURSDAY, THURSDAY, FRIDAY, SATURDAY):
        on(day)
    assert told() == ["Tess Teacher"]

    on(NEXT_THURSDAY)

    assert told() == ["Tess Teacher"] * 2


def test_a_new_version_is_asked_for_on_its_first_school_morning(agree, staff, teacher, on):
    sign(staff, by=teacher)
    agree.again(staff, effective_from=clock.today() + timedelta(days=1))
    on(THURSDAY)
    assert told() == []

    on(FRIDAY)

    assert told() == ["Tess Teacher"]
    assert Notice.objects.get().wanted == "This is a new version of the agreement: read it and sign it."


def test_pupils_and_a_school_without_reminders_are_asked_by_nobody(agree, staff, school, teacher, pupil, on):
    agree(Kind.OLDER_PUPILS_AGREEMENT)
    school.sends_reminders = False
    school.save_as(None)

    on(THURSDAY)

    assert told() == []


def test_the_home_page_asks_who_must_sign_and_tells_who_keeps_the_list(staff, teacher, administrator, governor):
    sign(staff, by=administrator)

    blocks = {
        user.name: home_agreements.blocks(user, queries.read_by(user)) for user in (teacher, administrator, governor)
    }

    assert {name: [block.key for block in found] for name, found in blocks.items()} == {
        "Tess Teacher": ["agreements-to-sign"],
        "Ada Administrator": ["agreements-unsigned"],
        "Gwen Governor": [],
    }
    assert blocks["Ada Administrator"][0].items[0].label == "1 of 2"


@pytest.mark.parametrize("people", [1, 3])
def test_the_home_page_asks_a_constant_number_of_queries(
    staff, appoint, school, administrator, people, django_assert_num_queries
):
    for _ in range(people):
        appoint(Role.STAFF, school)

    with django_assert_num_queries(10):
        user = User.objects.get(pk=administrator.pk)
        home_agreements.blocks(user, queries.read_by(user))
