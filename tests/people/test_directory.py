"""Signing in through the school's own directory: whom it lets in, and whom it does not.

| the directory says | there is an account | answer |
|---|---|---|
| this address, verified | with it | in, and known from now on |
| this address, verified | with it, closed | refused |
| this address, not verified, or not said | with it | refused; in, where its addresses count by the settings |
| another address, known from before | with the earlier one | in |
| another address | none | refused; none is made |
| the address of one who was known, verified, of another entry | with it | refused, until the server unties it |
"""

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.urls import reverse

from people.models import User

from .directory_server import running

WAY = "/sign-in/with/directory/"


@pytest.fixture(scope="module")
def server():
    with running() as directory:
        yield directory


@pytest.fixture
def directory(server, settings, teacher):
    """It knows the teacher."""
    app = {
        "provider_id": "directory",
        "name": "Microsoft",
        "client_id": "e-safety",
        "secret": "x",
        "settings": {"server_url": server.url},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    server.says = {"sub": "42", "name": "Tess Teacher", "email": teacher.email.upper(), "email_verified": True}
    return server


@pytest.fixture
def come(client, directory):
    """`come()`: from the sign-in page to the directory and back."""

    def through(wanted=""):
        away = client.get(WAY, {"next": wanted} if wanted else {})
        assert away.status_code == 302, away.content
        back = requests.get(away["Location"], allow_redirects=False, timeout=5)
        return client.get(back.headers["Location"].removeprefix("http://testserver"))

    return through


def is_in(client):
    return client.get("/").status_code == 200


def test_the_sign_in_page_leads_to_it_where_there_is_one(directory, client):
    page = client.get(reverse("sign-in")).content.decode()

    assert f'href="{WAY}"' in page
    assert "Sign in with Microsoft" in page


def test_who_has_an_account_with_a_verified_address_is_in(come, client, teacher):
    response = come("/incidents/mine/")

    assert response["Location"] == "/incidents/mine/"
    assert client.get("/").context["user"] == teacher
    assert SocialAccount.objects.get().user == teacher


def test_it_is_asked_with_a_state_and_a_proof_key(come, directory):
    come()

    assert {"state", "code_challenge"} <= directory.asked.keys()
    assert directory.asked["redirect_uri"] == f"http://testserver{WAY}back/"


def test_who_came_before_is_known_whatever_the_address_is_now(come, client, directory):
    come()
    client.post(reverse("sign-out"))
    directory.says = {"sub": "42", "email": "married@test.example", "email_verified": True}

    come()

    assert is_in(client)


@pytest.mark.parametrize(("uid", "status"), [("42", 302), ("77", 403)])
def test_of_two_that_come_in_one_moment_the_first_has_the_account(come, client, teacher, monkeypatch, uid, status):
    """The other one is through while this one waits for the account."""
    lock = User.lock

    def the_other_first(user):
        SocialAccount.objects.get_or_create(user=user, provider="directory", uid=uid)
        return lock(user)

    monkeypatch.setattr(User, "lock", the_other_first)
    response = come()

    assert (response.status_code, is_in(client)) == (status, status == 302)


@pytest.fixture
def successor(come, client, directory):
    """After the teacher came, the directory gives their address to an entry of somebody else."""
    come()
    client.post(reverse("sign-out"))
    directory.says |= {"sub": "77", "name": "New Colleague"}


def test_who_is_given_the_address_of_somebody_who_came_before_is_not_let_in(successor, come, client, teacher):
    response = come()

    assert response.status_code == 403
    assert "was used by another entry of the directory before" in response.content.decode()
    assert not is_in(client)
    assert teacher.socialaccount_set.get().uid == "42"


def test_until_the_server_unties_it(successor, come, client, teacher, work, mailoutbox):
    call_command("forget_directory", teacher.email, by="Ina Admin", reason="A new entry of the same person.")

    come()

    work()
    assert client.get("/").context["user"] == teacher
    assert (
        "by Ina Admin: A new entry" in teacher.history.exclude(history_change_reason="").latest().history_change_reason
    )
    assert any("from a new entry of yours" in mail.body for mail in mailoutbox)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"by": " "}, "Say who you are"),
        ({"address": "nobody@test.example"}, "Nobody has an account"),
        ({}, "No entry of the directory has used the account of Tess Teacher"),
    ],
)
def test_what_cannot_be_untied_is_said(teacher, said, sentence):
    known = {"address": teacher.email, "by": "Ina Admin", "reason": "A new entry."} | said

    with pytest.raises(CommandError, match=sentence):
        call_command("forget_directory", known["address"], by=known["by"], reason=known["reason"])


@pytest.mark.parametrize(
    "said",
    [
        {"email": "nobody@test.example", "email_verified": True},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": "", "email_verified": True},
    ],
    ids=["another address", "not verified", "not said", "said as a word", "no address"],
)
def test_anybody_else_is_refused_and_no_account_is_made(come, client, directory, said):
    directory.says |= said
    before = User.objects.count()

    response = come()

    assert response.status_code == 403
    assert "You are not signed in" in response.content.decode()
    assert User.objects.count() == before
    assert not is_in(client)


def test_a_directory_of_the_schools_own_may_be_trusted_for_its_addresses(come, client, directory, settings):
    settings.DIRECTORY_PROVES_ADDRESSES = True
    del directory.says["email_verified"]

    come()

    assert is_in(client)


def test_a_closed_account_stays_closed(come, client, teacher):
    come()
    client.post(reverse("sign-out"))
    teacher.is_active = False
    teacher.save_as(None)

    come()

    assert not is_in(client)


def test_the_second_step_is_asked_for_all_the_same(come, client, teacher, with_codes):
    code = with_codes(teacher)

    response = come("/incidents/mine/")

    assert response["Location"] == "/sign-in/second-step/"
    assert not is_in(client)
    assert client.post("/sign-in/second-step/", {"one_time_code": code()})["Location"] == "/incidents/mine/"


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(come, wanted):
    assert come(wanted)["Location"] == "/"


def test_an_answer_that_was_not_asked_for_signs_nobody_in(client, directory):
    response = client.get(f"{WAY}back/", {"code": "a-code", "state": "guessed"})

    assert response.status_code == 403
    assert not is_in(client)


def test_another_site_starts_nothing(client, directory):
    response = client.get(WAY, headers={"sec-fetch-site": "cross-site"})

    assert response["Location"] == reverse("sign-in")


def test_nobody_signed_in_is_tied_to_another_entry_of_the_directory(client, directory, signed_in, coordinator):
    browser = signed_in(coordinator)

    away = browser.get(WAY, {"process": "connect"})
    back = requests.get(away["Location"], allow_redirects=False, timeout=5)
    browser.get(back.headers["Location"].removeprefix("http://testserver"))

    assert not SocialAccount.objects.filter(user=coordinator).exists()


def test_nor_by_a_form(directory, signed_in, coordinator):
    assert signed_in(coordinator).post(WAY, {"process": "connect"}).status_code == 405


def test_a_directory_out_of_reach_is_said(client, directory, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"

    response = client.get(WAY)

    assert response.status_code == 502
    assert "Try again" in response.content.decode()


def test_an_account_that_is_used_this_way_is_in_use(come, client, teacher):
    come()

    assert User.objects.get(pk=teacher.pk).is_used
