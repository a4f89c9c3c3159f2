"""The pages of the trends: for whom they are, what they say where there is nothing, and what they cost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from people.roles import Role
from reports.trends.access import TrendsAccess

pytestmark = pytest.mark.both

PAGES = [reverse(f"reports:{name}") for name in ("trends", "trends-kinds", "trends-hours", "trends-handling")]
WEEKS, KINDS, HOURS, HANDLING = PAGES
REFUSED = "Live figures are for the coordinator, the safeguarding lead, the head and senior leaders."
JUNE = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize("role", list(Role))
def test_numbers_are_for_those_who_see_numbers(role, appoint, school):
    sees = {Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER, Role.SENIOR_LEADER}

    assert TrendsAccess.refusal(appoint(role, school), "read", None) == (None if role in sees else REFUSED)


@pytest.mark.once
def test_a_governor_is_told_why_not_and_sees_no_link(governor, logged, signed_in):
    logged(1, at=JUNE)
    browser = signed_in(governor)

    answers = [browser.get(page) for page in PAGES]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert all(REFUSED in answer.content.decode() for answer in answers)
    assert WEEKS not in browser.get("/").content.decode()


def test_a_stranger_sees_nothing_of_this_school(stranger, logged, signed_in):
    logged(3, at=JUNE, group="5")
    browser = signed_in(stranger)

    assert all("<strong>0 incidents</strong>" in browser.get(page).content.decode() for page in PAGES)


@pytest.mark.parametrize(("page", "queries"), [(WEEKS, 8), (KINDS, 9), (HOURS, 8), (HANDLING, 9)])
def test_a_page_asks_the_same_of_one_incident_and_of_three(
    page, queries, coordinator, logged, signed_in, django_assert_num_queries
):
    browser = signed_in(coordinator)
    logged(1, at=JUNE, group="5", occurred_at=JUNE, reviewed_at=JUNE)
    browser.get("/hidden/")  # writes in the session that it is in use
    with django_assert_num_queries(queries):
        browser.get(page, {"compare": "on"})
    logged(2, at=JUNE - timedelta(days=9), kind="money", place="home", group="6")

    with django_assert_num_queries(queries):
        answer = browser.get(page, {"compare": "on"})

    assert "<strong>3 incidents</strong>" in answer.content.decode()


@pytest.mark.once
def test_an_empty_period_says_what_to_do(coordinator, signed_in):
    browser = signed_in(coordinator)

    now, then = browser.get(WEEKS).content.decode(), browser.get(HOURS, {"period": "last"}).content.decode()

    assert f'href="{WEEKS}?period=last">Look at last academic year</a>' in now
    assert "Nothing to show for this period" in then


@pytest.mark.once
def test_the_head_of_a_page_says_what_is_counted(coordinator, logged, signed_in):
    logged(1, at=JUNE)

    page = signed_in(coordinator).get(WEEKS, {"period": "term"}).content.decode()

    assert "Ashdown Primary: Summer term 2026 to the same day" not in page
    assert "Ashdown Primary: Summer term 2026, 1 April 2026 to 10 July 2026." in page
    assert "Only incidents that you may read are counted: there may be others." in page


def test_who_has_no_log_is_given_no_way_to_it(appoint, school, logged, picture, signed_in):
    leader = appoint(Role.SENIOR_LEADER, school)

    answer = signed_in(leader).get(KINDS)

    assert answer.status_code == 200
    assert "<strong>0 incidents</strong>" in answer.content.decode()
    assert "/incidents/?" not in answer.content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"period": "own"}, "Write both days: this academic year is shown."),
        ({"period": "own", "since": "2026-02-01", "until": "2026-01-01"}, "It is before the first day"),
        ({"period": "own", "since": "2020-02-01", "until": "2026-01-01"}, "Choose two years at most"),
        ({"period": "own", "since": "2026-02-01", "until": "2026-08-01"}, "The date cannot be in the future"),
        ({"period": "ever"}, "Choose one of the periods"),
        ({"since": "2026-02-01"}, "choose “The days below” as the period to use them"),
    ],
)
def test_what_is_not_understood_is_said_and_the_year_is_shown(answers, sentence, coordinator, logged, signed_in):
    logged(1, at=JUNE)

    page = signed_in(coordinator).get(KINDS, answers).content.decode()

    assert escape(sentence) in page
    assert "Academic year 2025 to 2026, 1 September 2025 to 10 July 2026." in page
    assert "<strong>1 incident</strong>" in page
