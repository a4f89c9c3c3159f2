"""One's own sign-in page: where one is signed in, and what ends a session."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from people import actions
from people.calendar import midnight
from people.models import User
from people.roles import Role
from people.sessions import browser_in_words
from people.tasks import end_sessions_of_ended_roles

PAGE = "/people/me/sign-in/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML) Version/26.0 Safari/604.1"


@pytest.fixture
def in_two_browsers(teacher, enter):
    """The teacher, signed in at the desk and on a telephone."""
    desk, telephone = Client(headers={"user-agent": FIREFOX}), Client(headers={"user-agent": IPHONE})
    for browser in (desk, telephone):
        enter(teacher, browser=browser)
    return desk, telephone


def is_in(browser):
    return browser.get("/").status_code == 200


def test_it_lists_each_browser_this_one_first(in_two_browsers):
    desk, _ = in_two_browsers

    places = desk.get(PAGE).context["places"]

    assert [(place.browser, place.is_here) for place in places] == [
        ("Firefox on Windows", True),
        ("Safari on an iPhone", False),
    ]


def test_another_one_is_signed_out(in_two_browsers):
    desk, telephone = in_two_browsers
    other = desk.get(PAGE).context["places"][1]

    desk.post("/people/me/sign-in/sessions/end/", {"session": other.key})

    assert is_in(desk)
    assert not is_in(telephone)


def test_nobody_ends_the_session_of_somebody_else(in_two_browsers, signed_in, coordinator):
    desk, telephone = in_two_browsers
    theirs = desk.get(PAGE).context["places"]

    for place in theirs:
        signed_in(coordinator).post("/people/me/sign-in/sessions/end/", {"session": place.key})

    assert is_in(desk)
    assert is_in(telephone)


def test_everywhere_else_at_once(in_two_browsers):
    desk, telephone = in_two_browsers

    desk.post("/people/me/sign-in/sessions/end-others/")

    assert is_in(desk)
    assert not is_in(telephone)
    assert len(desk.get(PAGE).context["places"]) == 1


def test_another_password_ends_the_others(in_two_browsers):
    desk, telephone = in_two_browsers
    new = "another four words here"

    desk.post(
        reverse("people:change-own-password"),
        {"old_password": "four words nobody guesses", "password": new, "password_again": new},
    )

    assert is_in(desk)
    assert not is_in(telephone)


@pytest.mark.parametrize("verb", ["give", "end"])
def test_a_role_that_is_given_or_ended_ends_all(in_two_browsers, teacher, administrator, school, verb):
    if verb == "give":
        actions.give_role(teacher, Role.TECHNICIAN, school, by=administrator)
    else:
        actions.end_role(teacher.memberships.get(), by=administrator, on=date.today(), reason="Left")  # noqa: DTZ011

    assert [is_in(browser) for browser in in_two_browsers] == [False, False]


def test_so_does_a_role_that_is_confirmed(in_two_browsers, teacher, administrator, headteacher, school):
    role = actions.give_role(teacher, Role.COORDINATOR, school, by=administrator)
    before = [is_in(browser) for browser in in_two_browsers]

    actions.confirm_role(role, by=headteacher)

    assert before == [True, True]
    assert [is_in(browser) for browser in in_two_browsers] == [False, False]


def test_so_does_a_role_that_ended_by_its_date_once(in_two_browsers, teacher):
    role = teacher.memberships.get()
    role.ends_on = clock.today()
    role.save_as(None, "Until today")
    before = [is_in(browser) for browser in in_two_browsers]

    with clock.set_to(midnight(clock.today() + clock.ONE_DAY)):
        end_sessions_of_ended_roles.call()
        end_sessions_of_ended_roles.call()

    said = teacher.history.values_list("history_change_reason", flat=True)
    assert before == [True, True]
    assert [is_in(browser) for browser in in_two_browsers] == [False, False]
    assert [reason for reason in said if reason] == [f"Signed out: {role} has ended"]


def test_the_history_says_why(teacher, administrator, school):
    actions.give_role(teacher, Role.TECHNICIAN, school, by=administrator)

    last = User.objects.get(pk=teacher.pk).history.latest()
    assert (last.history_change_reason, last.history_user) == ("Signed out: Technician, Ashdown Primary", administrator)


@pytest.mark.once
@pytest.mark.parametrize(
    ("written", "said"),
    [
        (FIREFOX, "Firefox on Windows"),
        (EDGE, "Edge on Windows"),
        (IPHONE, "Safari on an iPhone"),
        ("", "A browser"),
        ("curl/8", "A browser"),
    ],
)
def test_a_browser_is_named_as_people_name_it(written, said):
    assert browser_in_words(written) == said


@pytest.mark.once
def test_a_new_passkey_is_called_one_unless_its_owner_says_otherwise(teacher, signed_in):
    page = signed_in(teacher).get("/people/me/sign-in/passkeys/add/")

    assert page.context["form"].initial["name"] == "Passkey"
