"""SECRET_KEY was lost, and with it the keys of one-time codes: a sentence, another way in, and one back.

| what the account has | signing in | a page of its own |
|---|---|---|
| codes of the lost key alone | a sentence, for recovery codes too | none opens |
| recovery codes made since | with one of those | says that the telephone's can no longer be checked |
| a passkey too | with it | leads to new codes |
"""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.urls import reverse

from core import clock
from people.codes import UNREADABLE
from people.models import User
from people.models.users import SET_UP_WITHIN

SECOND_STEP = reverse("mfa_authenticate")
ANSWER = "We met in the office."


@pytest.fixture
def lose_key(settings):
    """`lose_key()`: the server starts with another SECRET_KEY, and without the one before."""

    def lose():
        settings.SECRET_KEY = "another key of more than fifty characters, since the old one was lost"
        settings.SECRET_KEY_FALLBACKS = []

    return lose


@pytest.fixture
def codes(coordinator, with_codes):
    """What the coordinator's telephone shows, and their first recovery code."""
    return with_codes(coordinator)(), RecoveryCodes.activate(coordinator).get_unused_codes()[0]


@pytest.mark.parametrize("which", [0, 1])
def test_a_code_of_the_lost_key_is_answered_with_a_sentence(codes, coordinator, enter, client, lose_key, which):
    lose_key()
    enter(coordinator)

    page = client.post(SECOND_STEP, {"one_time_code": codes[which]})

    assert UNREADABLE in page.content.decode()
    assert client.get("/").status_code == 302


def test_recovery_codes_that_were_made_since_still_let_in(codes, coordinator, enter, client, lose_key):
    lose_key()
    Authenticator.objects.filter(type="recovery_codes").delete()
    new = RecoveryCodes.activate(coordinator).get_unused_codes()[0]
    enter(coordinator)

    client.post(SECOND_STEP, {"one_time_code": new})

    assert client.get("/").status_code == 200
    assert "Your codes can no longer be checked" in client.get(reverse("mfa_index")).content.decode()


def test_who_is_in_by_a_passkey_makes_new_ones(codes, coordinator, signed_in, lose_key):
    lose_key()
    browser = signed_in(coordinator)

    answer = browser.get(reverse("mfa_view_recovery_codes"), follow=True)
    browser.post(answer.request["PATH_INFO"])

    assert "Your recovery codes can no longer be read: make new ones." in answer.content.decode()
    assert "The 10 that you have not used no longer work." in answer.content.decode()
    assert len(browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10


class TestAtTheServer:
    @pytest.fixture
    def take_away(self):
        def run(address, by="Ina Admin", reason=ANSWER):
            call_command("take_second_step_away", address, by=by, reason=reason)

        return run

    def test_it_goes_with_every_session_and_the_owner_sets_up_another(
        self, codes, coordinator, signed_in, take_away, work, mailoutbox, capsys
    ):
        browser = signed_in(coordinator)

        take_away(coordinator.email.upper())

        work()
        after = User.objects.get(pk=coordinator.pk)
        assert browser.get("/").status_code == 302
        assert not Authenticator.objects.exists()
        assert after.may_set_up_until > clock.now() + SET_UP_WITHIN - clock.ONE_DAY
        assert [(mail.to, "was taken away" in mail.body) for mail in mailoutbox] == [([coordinator.email], True)]
        assert "Cora Coordinator signs in with the password alone now" in capsys.readouterr().out

    def test_who_did_it_and_why_stays(self, codes, coordinator, take_away):
        take_away(coordinator.email)

        assert coordinator.history.latest().history_change_reason == (
            f"The second step was taken away on the server by Ina Admin: {ANSWER}"
        )

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"address": "nobody@test.example"}, "Nobody has an account with the address nobody@test.example"),
            ({"address": "{head}"}, "Hattie Head has no second step"),
            ({"by": " "}, "Say who you are and why"),
            ({"reason": ""}, "Say who you are and why"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_changes(
        self, codes, coordinator, headteacher, take_away, said, sentence
    ):
        known = {"address": coordinator.email} | said

        with pytest.raises(CommandError, match=sentence):
            take_away(**known | {"address": known["address"].format(head=headteacher.email)})

        assert Authenticator.objects.filter(user=coordinator).count() == 2
