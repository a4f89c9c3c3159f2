"""Pages of a list by key: nothing is skipped, nothing comes twice, and no key breaks a page."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.keyset import page
from people.models import User

START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def key_of(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.fixture
def add_users(db):
    """Users who joined at these minutes after the start; several may share one."""

    def add(*minutes):
        return [
            User.objects.create(
                email=f"{place}@test.example", name=str(place), date_joined=START + timedelta(minutes=m)
            )
            for place, m in enumerate(minutes)
        ]

    return add


def all_pages(size):
    """Every page from the newest on, as a reader who always asks for older ones gets them."""
    found, key = [], ""
    while True:
        one = page(User.objects.all(), "date_joined", key, size)
        found.append(one)
        if not one.next_key:
            return found
        key = one.next_key


def newest_first():
    return list(User.objects.order_by("-date_joined", "-pk"))


def test_three_pages_are_the_whole_list(add_users):
    add_users(0, 1, 2, 3, 4, 5, 6)

    pages = all_pages(3)

    assert [len(one.rows) for one in pages] == [3, 3, 1]
    assert [row for one in pages for row in one.rows] == newest_first()


def test_rows_of_one_moment_are_neither_skipped_nor_shown_twice(add_users):
    add_users(0, 5, 5, 5, 5, 5, 9)

    pages = all_pages(2)

    assert [row for one in pages for row in one.rows] == newest_first()


def test_the_last_page_knows_that_it_is_the_last_even_when_it_is_full(add_users):
    add_users(0, 1, 2, 3)

    pages = all_pages(2)

    assert [bool(one.next_key) for one in pages] == [True, False]
    assert [one.is_later for one in pages] == [False, True]


def test_a_row_that_arrives_meanwhile_moves_nothing(add_users):
    add_users(0, 1, 2, 3)
    first = page(User.objects.all(), "date_joined", "", 2)

    User.objects.create(email="late@test.example", name="Late", date_joined=START + timedelta(hours=1))
    second = page(User.objects.all(), "date_joined", first.next_key, 2)

    assert [row.name for row in second.rows] == ["1", "0"]


def test_an_empty_list_has_one_empty_page(db):
    only = page(User.objects.all(), "date_joined", "", 5)

    assert (only.rows, only.next_key, only.is_later) == ([], "", False)


def test_a_page_costs_one_query(add_users, django_assert_num_queries):
    add_users(0, 1, 2)

    with django_assert_num_queries(1):
        page(User.objects.all(), "date_joined", "", 2)


GARBAGE = [
    "\0",
    "é🙂",
    "====",
    "A",
    key_of("2026-09-01T08:00:00+00:00"),
    key_of("2026-09-01T08:00:00|1"),  # no time zone
    key_of("2026-09-01T08:00:00+00:00|x"),
    key_of("2026-09-01T08:00:00+00:00|" + "9" * 30),
    key_of("2026-09-01T08:00:00+00:00|" + "9" * 5000),
    key_of("2026-09-01T08:00:00+00:00|1|2"),
    key_of("0001-01-01T00:00:00+23:59|1"),  # before the first moment there is, in UTC
    key_of("9999-12-31T23:59:59-23:59|1"),  # after the last
    "x" * 100_000,
]


@pytest.mark.parametrize("key", GARBAGE, ids=range(len(GARBAGE)))
def test_a_key_that_is_not_understood_shows_the_newest(add_users, key):
    add_users(0, 1, 2)

    shown = page(User.objects.all(), "date_joined", key, 2)

    assert shown.rows == newest_first()[:2]
    assert not shown.is_later


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.datetimes(timezones=st.timezones()), st.integers())
@example(datetime.min.replace(tzinfo=UTC), 0)
@example(datetime.max.replace(tzinfo=UTC), 2**63 - 1)
def test_no_moment_and_no_number_breaks_a_page(db, moment, pk):
    page(User.objects.all(), "date_joined", key_of(f"{moment.isoformat()}|{pk}"), 2)
