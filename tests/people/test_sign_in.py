"""Signing in, staying signed in, and signing out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from esafety.settings import base
from people.models import User

PASSWORD = "a long enough password"
REFUSED = "That e-mail address and password do not go together. Check both and try again."
NINE = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@pytest.fixture
def account(teacher):
    """The teacher, with a password."""
    teacher.set_password(PASSWORD)
    teacher.save()
    return teacher


@pytest.fixture
def send(client, db):
    """`send(username, password, next)`: the sign-in form, filled in."""

    def post(username, password=PASSWORD, following=""):
        return client.post(reverse("sign-in"), {"username": username, "password": password, "next": following})

    return post


def is_signed_in(client):
    return client.get(reverse("home")).status_code == 200


@pytest.mark.both
@pytest.mark.parametrize("write", [str, str.upper, str.title, lambda address: f"  {address}  "])
def test_the_address_may_be_written_in_any_case(account, send, client, write):
    response = send(write(account.email))

    assert response["Location"] == reverse("home")
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(account, send):
    wrong, unknown = send(account.email, "not this one"), send("nobody@test.example")

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert REFUSED in wrong.content.decode()
    assert REFUSED in unknown.content.decode()


def test_a_closed_account_is_not_let_in_and_not_given_away(account, send, client):
    account.is_active = False
    account.save()

    response = send(account.email)

    assert REFUSED in response.content.decode()
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions(account, signed_in):
    browser = signed_in(account)
    assert is_signed_in(browser)

    User.objects.filter(pk=account.pk).update(is_active=False)

    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    ("username", "password", "sentence"),
    [
        ("", "", "Enter your e-mail address"),
        ("t@test.example", "", "Enter your password"),
        ("no address", "x", "Enter a valid email address"),
        ("t\0@test.example", "x", "Null characters are not allowed"),
        ("t@test.example", "x\0y", "Null characters are not allowed"),
        ("x" * 10_000 + "@test.example", "x", "at most 320 characters"),
        ("t@test.example", "x" * 10_000, "at most 1000 characters"),
        ("\u202etest@test.example", "x", "Enter a valid email address"),
        ("test@test.example", "🙂\u202e", REFUSED),
    ],
    ids=[
        "empty",
        "no password",
        "no address",
        "NUL",
        "NUL in the password",
        "long",
        "long password",
        "right to left",
        "any script",
    ],
)
def test_what_cannot_be_right_is_named(send, username, password, sentence):
    response = send(username, password)

    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_the_password_is_not_sent_back(account, send):
    page = send(account.email, "mistyped-marker").content.decode()

    assert account.email in page
    assert "mistyped-marker" not in page


def test_one_is_led_to_the_page_one_wanted(account, client, send):
    wanted = reverse("incidents:receipts") + "?before=x"

    asked = client.get(wanted)
    response = send(account.email, following=wanted)

    assert asked["Location"] == f"{reverse('sign-in')}?next=/incidents/mine/%3Fbefore%3Dx"
    assert response["Location"] == wanted


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "http:elsewhere.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "\0//elsewhere.example",
        " //elsewhere.example",
        "https://testserver@elsewhere.example/",
    ],
)
def test_nobody_is_led_to_another_site(account, send, elsewhere):
    response = send(account.email, following=elsewhere)

    assert response["Location"] == reverse("home")


def test_who_is_signed_in_already_goes_home(account, signed_in):
    response = signed_in(account).get(reverse("sign-in"))

    assert response["Location"] == reverse("home")


@pytest.mark.parametrize(
    "wanted",
    ["/sign-in/", "/sign-in/?next=/sign-in/", "/sign-in/?", "http://testserver/sign-in/", "//testserver/sign-in/"],
)
def test_nobody_is_led_in_a_circle(account, signed_in, send, wanted):
    already = signed_in(account).get(reverse("sign-in"), {"next": wanted})
    now = send(account.email, following=wanted)

    assert already["Location"] == now["Location"] == reverse("home")


def test_a_session_ends_after_thirty_idle_minutes(account, signed_in):
    with time_machine.travel(NINE, tick=False) as now:
        browser = signed_in(account)
        now.shift(timedelta(minutes=29))
        while_active = is_signed_in(browser)
        now.shift(timedelta(minutes=31))
        after_a_pause = is_signed_in(browser)

    assert while_active
    assert not after_a_pause


def test_every_page_starts_the_thirty_minutes_again(account, signed_in):
    with time_machine.travel(NINE, tick=False) as now:
        browser = signed_in(account)
        for _ in range(4):
            now.shift(timedelta(minutes=29))
            assert is_signed_in(browser)


def test_within_a_minute_a_page_writes_nothing_for_it(account, signed_in):
    with time_machine.travel(NINE, tick=False) as now:
        browser = signed_in(account)
        for seconds, written in ((0, 0), (59, 0), (60, 1), (119, 0)):
            now.move_to(NINE + timedelta(seconds=seconds))
            with CaptureQueriesContext(connection) as asked:
                browser.get(reverse("accessibility"))
            assert sum(query["sql"].startswith("UPDATE") for query in asked) == written


def test_a_session_ends_with_the_browser(account, send, client):
    send(account.email)

    cookie = client.cookies["sessionid"]
    assert cookie["expires"] == cookie["max-age"] == ""
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_in_changes_the_key_of_the_session(account, client, send):
    client.get(reverse("sign-in"))
    session = client.session
    session["kept"] = "from before"
    session.save()
    before = session.session_key

    send(account.email)

    assert client.session.session_key != before


def test_signing_out_needs_the_button(account, signed_in):
    browser = signed_in(account)

    response = browser.get(reverse("sign-out"))

    assert response.status_code == 405
    assert is_signed_in(browser)


def test_signing_out_ends_it(account, signed_in):
    browser = signed_in(account)

    response = browser.post(reverse("sign-out"))

    assert response["Location"] == reverse("sign-in")
    assert not is_signed_in(browser)


def test_signing_out_needs_the_forms_token(account):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(account)

    response = browser.post(reverse("sign-out"))

    assert response.status_code == 403
    assert is_signed_in(browser)


@pytest.mark.parametrize("address", ["home", "incidents:report", "incidents:receipts", "policies:list", "privacy"])
def test_the_way_out_is_on_every_page(account, signed_in, address):
    page = signed_in(account).get(reverse(address)).content.decode()

    assert f'<form method="post" action="{reverse("sign-out")}">' in page


class TestDemonstrationAccount:
    @pytest.fixture
    def invented(self, account):
        account.is_demonstration = True
        account.save()
        return account

    def test_it_signs_in_where_the_demonstration_runs(self, invented, send, client, settings):
        settings.DEMONSTRATION = True

        send(invented.email)

        assert is_signed_in(client)

    def test_anywhere_else_it_is_an_account_like_none(self, invented, send, client):
        response = send(invented.email)

        assert REFUSED in response.content.decode()
        assert not is_signed_in(client)

    def test_its_session_ends_where_the_demonstration_is_turned_off(self, invented, signed_in, settings):
        settings.DEMONSTRATION = True
        browser = signed_in(invented)
        before = is_signed_in(browser)

        settings.DEMONSTRATION = False

        assert before
        assert not is_signed_in(browser)


def test_a_school_that_runs_this_has_no_demonstration():
    assert base.DEMONSTRATION is False


def test_passwords_are_kept_as_argon2(settings, db):
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS

    user = User.objects.create_user("a@test.example", "A", PASSWORD)

    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(PASSWORD)


def test_two_accounts_cannot_share_an_address_in_another_case(account):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(account.email.upper().replace("TEST.EXAMPLE", "test.example"), "Twin")
