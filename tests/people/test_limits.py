"""Wrong tries are counted for each account, wherever they come from; who shares a network address is not locked out."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.forms import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse

from audit.models import SignIn
from core import clock
from esafety.settings import base
from people.adapters import TOO_MANY, AccountAdapter

WAIT = TOO_MANY.split(";")[0]
NEW = "another four words here"


@pytest.fixture
def locked(teacher, enter):
    """The teacher's account, after five wrong passwords."""
    enter(teacher)
    browser = Client()
    for _ in range(5):
        enter(teacher, "wrong", browser)
    return teacher


def test_after_five_wrong_passwords_the_right_one_waits(locked, enter):
    browser = Client()

    page = enter(locked, browser=browser)

    assert WAIT in page.content.decode()
    assert browser.get("/").status_code == 302


def test_in_whatever_case_the_address_is_written(locked, enter, client):
    page = Client().post(reverse("sign-in"), {"username": locked.email.upper(), "password": "wrong"})

    assert WAIT in page.content.decode()


@pytest.mark.parametrize("host", ["testserver:1001", "TestServer"])
def test_whatever_host_and_port_the_request_names(locked, host):
    page = Client(HTTP_HOST=host).post(reverse("sign-in"), {"username": locked.email, "password": "wrong"})

    assert WAIT in page.content.decode()


@pytest.mark.once
@pytest.mark.parametrize("written", ["TESS@test.example", "te\u017f\u017f@test.example", "tess@te\u017ft.example"])
def test_spellings_that_find_the_same_account_are_one_count(rf, written):
    request = rf.post("/sign-in/")
    key = AccountAdapter(request)._get_login_attempts_cache_key

    assert key(request, email=written) == key(request, username="tess@test.example")


def test_an_address_without_an_account_is_answered_alike(db, client):
    pages = [client.post(reverse("sign-in"), {"username": "no@test.example", "password": "x"}) for _ in range(6)]

    assert WAIT in pages[-1].content.decode()
    assert {page.status_code for page in pages} == {200}


def test_nobody_else_at_the_same_address_is_kept_out(locked, headteacher, enter):
    assert enter(headteacher, browser=Client()).status_code == 302


def test_choosing_a_password_by_a_link_lets_one_in_again(locked, client, accept, enter):
    client.post("/password/", {"email": locked.email})
    browser = accept(locked, "another four words here")

    assert browser.get("/").status_code == 200
    assert enter(locked, "another four words here", Client()).status_code == 302


def test_the_password_that_is_asked_again_is_counted_with_them(teacher, signed_in, enter):
    enter(teacher)
    browser = signed_in(teacher)
    for _ in range(5):
        browser.post(reverse("people:confirm-it-is-you"), {"password": "wrong"})

    page = browser.post(reverse("people:confirm-it-is-you"), {"password": "four words nobody guesses"})

    assert WAIT in page.content.decode()
    assert WAIT in enter(teacher, browser=Client()).content.decode()


@pytest.mark.parametrize(
    ("page", "field", "more"),
    [
        (
            "people:change-own-password",
            "old_password",
            {"password": NEW, "password_again": NEW},
        ),
        ("people:change-own-email", "password", {"email": "moved@test.example"}),
    ],
)
def test_so_is_the_one_that_is_asked_for_before_ones_own_is_changed(teacher, signed_in, enter, page, field, more):
    enter(teacher)
    browser = signed_in(teacher)
    for _ in range(5):
        browser.post(reverse(page), {field: "wrong"} | more)

    answer = browser.post(reverse(page), {field: "four words nobody guesses"} | more)

    assert WAIT in answer.content.decode()
    assert SignIn.objects.filter(user=teacher.pk, outcome=SignIn.Outcome.FAILED).count() >= 5


def test_a_flood_of_invented_addresses_opens_no_locked_account(locked, enter):
    """Django's own table of three hundred rows would throw the lock out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT value, expires FROM cache LIMIT 1")
        value, _ = cursor.fetchone()
        ends = clock.now() + clock.ONE_DAY
        rows = [(f"zz{number}", value, ends.replace(microsecond=0)) for number in range(1_000)]
        cursor.executemany("INSERT INTO cache (cache_key, value, expires) VALUES (%s, %s, %s)", rows)

    enter(locked, "wrong", Client())

    assert WAIT in enter(locked, browser=Client()).content.decode()


@pytest.mark.once
def test_sixty_of_the_staff_may_sign_in_at_once_from_one_address_some_of_them_wrongly(db, rf):
    request = rf.post("/sign-in/")

    for number in range(120):
        AccountAdapter(request).pre_authenticate(request, email=f"u{number // 2}@test.example")


@pytest.mark.once
def test_the_limits_are_strict_for_an_account_and_generous_for_an_address():
    assert base.ACCOUNT_RATE_LIMITS["login_failed"] == "300/10m/ip,5/10m/key"
    assert base.ACCOUNT_RATE_LIMITS["login"] == "300/m/ip"


def test_they_are_counted_in_the_database_that_every_worker_shares(db):
    cache.set("asked", 1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key = ':1:asked'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_twenty_at_once_through_connections_of_their_own_are_no_more_than_five():
    """Each thread is a worker of its own: what one has counted the others see."""

    def attempt(_):
        try:
            request = RequestFactory().post("/sign-in/")
            AccountAdapter(request).pre_authenticate(request, email="t@test.example")
        except ValidationError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as workers:
        passed = list(workers.map(attempt, range(20)))

    assert sum(passed) == 5


def test_a_flood_from_one_address_is_told_to_wait(db, client, settings):
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    client.post(reverse("sign-in"), {})

    page = client.post(reverse("sign-in"), {})

    assert page.status_code == 429
    assert page["Retry-After"] == "60"
