"""The second step of signing in: who is asked for it, what passes, and what does not."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from audit.models import SignIn
from core import clock
from core.access import Refused
from people import actions
from people.adapters import TOO_MANY, WRONG_CODE
from people.models import User
from people.roles import OPENS_RECORDS, Role

STEP = "/sign-in/second-step/"
SET_UP = "/people/me/sign-in/second-step/"
CODES = "/people/me/sign-in/codes/"
LOG = "/incidents/"


def is_in(browser):
    return browser.get(LOG).status_code == 200


@pytest.fixture
def send(client):
    return lambda code, **more: client.post(STEP, {"one_time_code": code} | more)


class TestAsking:
    def test_the_password_alone_opens_nothing(self, client, coordinator, enter, with_codes):
        with_codes(coordinator)

        answer = enter(coordinator)

        assert answer["Location"] == STEP
        assert client.get(LOG)["Location"].startswith(reverse("sign-in"))

    def test_with_the_code_one_is_in(self, client, coordinator, enter, with_codes, send):
        code = with_codes(coordinator)
        enter(coordinator, next=LOG)

        assert send(code())["Location"] == LOG
        assert is_in(client)

    def test_a_code_works_once(self, client, coordinator, enter, with_codes, send):
        typed = with_codes(coordinator)()
        enter(coordinator)
        send(typed)
        client.post(reverse("sign-out"))
        enter(coordinator)

        again = send(typed)

        assert WRONG_CODE in again.content.decode()
        assert not is_in(client)

    @pytest.mark.parametrize("step", [0, 1])
    def test_not_even_when_the_next_one_is_shown(self, client, coordinator, enter, with_codes, send, step):
        """A clock may be a step wrong either way: so each code passes for a minute and a half."""
        with time_machine.travel(int(time.time()) // 30 * 30, tick=False) as at:
            typed = with_codes(coordinator)(step)
            enter(coordinator)
            assert send(typed).status_code == 302
            for _ in range(1 + step):
                client.post(reverse("sign-out"))
                at.shift(31)
                enter(coordinator)

                assert WRONG_CODE in send(typed).content.decode()

    def test_a_clock_that_is_half_a_minute_wrong_does_not_matter_and_more_does(
        self, client, coordinator, enter, with_codes, send
    ):
        code = with_codes(coordinator)
        enter(coordinator)

        assert WRONG_CODE in send(code(-3)).content.decode()
        assert send(code(-1)).status_code == 302

    def test_so_does_a_recovery_code_once(self, client, coordinator, enter, with_codes, send):
        with_codes(coordinator)
        first = RecoveryCodes.activate(coordinator).get_unused_codes()[0]
        enter(coordinator)
        assert send(first).status_code == 302
        client.post(reverse("sign-out"))
        enter(coordinator)

        assert WRONG_CODE in send(first).content.decode()

    def test_the_code_of_somebody_else_does_not_pass(self, coordinator, headteacher, enter, with_codes, send):
        with_codes(coordinator)
        theirs = with_codes(headteacher)
        enter(coordinator)

        assert WRONG_CODE in send(theirs()).content.decode()

    def test_after_five_wrong_codes_not_even_the_right_one(self, client, coordinator, enter, with_codes, send):
        code = with_codes(coordinator)
        enter(coordinator)
        for _ in range(5):
            send("000000")

        assert TOO_MANY.split(";")[0] in send(code()).content.decode()
        assert not is_in(client)

    def test_a_wrong_code_is_written_down_as_a_failed_sign_in(self, coordinator, enter, with_codes, send):
        with_codes(coordinator)
        enter(coordinator)

        send("000000")

        assert SignIn.objects.get(user=coordinator.pk).outcome == SignIn.Outcome.FAILED

    def test_nobody_comes_to_the_second_step_without_the_first(self, client, db, send):
        assert send("123456")["Location"] == reverse("sign-in")

    def test_the_page_of_the_first_step_begins_again(self, client, coordinator, enter, with_codes, send):
        code = with_codes(coordinator)
        enter(coordinator)
        client.get(reverse("sign-in"))

        assert send(code())["Location"] == reverse("sign-in")

    def test_who_is_in_loses_nothing_by_coming_to_the_first_step(self, client, coordinator, enter, with_codes, send):
        code = with_codes(coordinator)
        enter(coordinator)
        send(code())

        client.get(reverse("sign-in"))

        assert is_in(client)

    def test_what_was_typed_comes_back_after_both_steps(self, client, coordinator, enter, with_codes, send):
        code = with_codes(coordinator)
        carried = {"next": "/incidents/report/", "kept": "description=A+proxy+page"}

        second = enter(coordinator, **carried)
        page = send(code(), **carried)

        assert "The second step" in second.content.decode()
        assert 'name="kept" value="description=A+proxy+page"' in second.content.decode()
        assert 'name="description" value="A proxy page"' in page.content.decode()

    def test_a_link_to_choose_a_password_does_not_go_round_it(self, coordinator, with_codes, client, accept):
        with_codes(coordinator)
        client.post("/password/", {"email": coordinator.email})

        browser = accept(coordinator)

        assert not is_in(browser)
        assert browser.get("/sign-in/second-step/").status_code == 200

    def test_the_key_of_the_telephone_is_not_readable_in_the_database(self, coordinator, with_codes):
        with_codes(coordinator)

        kept = Authenticator.objects.get(user=coordinator)

        assert kept.data["secret"].startswith("gAAAA")
        assert kept.wrap().validate_code("nothing") is False


class TestWhoNeedsOne:
    """role x setting of the school x second step of the account: the table of cases."""

    @pytest.mark.parametrize("role", sorted(OPENS_RECORDS))
    def test_who_opens_records_is_led_to_set_one_up(self, role, appoint, school, client, enter):
        enter(appoint(Role(role), school))

        assert client.get("/")["Location"] == SET_UP
        assert client.get(SET_UP).status_code == 200

    @pytest.mark.parametrize("role", [Role.STAFF, Role.GOVERNOR, Role.ADMINISTRATOR])
    def test_nobody_else_is(self, role, appoint, school, client, enter):
        enter(appoint(role, school))

        assert client.get("/").status_code == 200

    def test_nor_is_anybody_where_the_school_does_not_ask(self, coordinator, school, client, enter):
        school.second_factor = False
        school.save_as(None)

        enter(coordinator)

        assert is_in(client)

    def test_one_school_that_asks_is_enough(self, coordinator, school, other_school, appoint, client, enter):
        school.second_factor = False
        school.save_as(None)
        appoint(Role.COORDINATOR, other_school, user=coordinator)

        enter(coordinator)

        assert client.get(LOG)["Location"] == SET_UP

    def test_a_form_that_meets_it_is_carried_there_and_back(self, coordinator, client, enter):
        enter(coordinator)

        page = client.post("/incidents/report/", {"description": "A proxy page"})

        assert page.status_code == 403
        assert "Set up your second step first" in page.content.decode()
        assert 'name="description" value="A proxy page"' in page.content.decode()

    def test_who_set_one_up_in_another_browser_signs_in_anew_here(self, coordinator, client, enter, with_codes):
        enter(coordinator)
        with_codes(coordinator)

        assert client.get(LOG)["Location"].startswith("/sign-in/?next=")
        assert client.get(SET_UP)["Location"].startswith("/sign-in/?next=")

    @pytest.mark.parametrize("page", ["codes/", "passkeys/add/", "second-step/"])
    def test_who_has_the_password_alone_adds_nothing_to_an_account_that_has_one(
        self, coordinator, client, enter, with_codes, page
    ):
        enter(coordinator)
        with_codes(coordinator)

        answer = client.get(f"/people/me/sign-in/{page}")

        assert answer["Location"].startswith("/sign-in/?next=")
        assert client.get("/")["Location"].startswith("/sign-in/")

    def test_nor_where_the_school_does_not_ask_for_one(self, teacher, client, enter, with_codes):
        enter(teacher)
        with_codes(teacher)

        page = client.post("/people/me/sign-in/passkeys/add/", {"credential": "{}"})

        assert "people/sign_in.html" in [template.name for template in page.templates]
        assert client.get("/").status_code == 302

    def test_it_costs_no_query_to_who_signed_in_with_one(self, signed_in, coordinator, django_assert_num_queries):
        browser = signed_in(coordinator)
        browser.get("/hidden/")

        with django_assert_num_queries(2):  # the session, the user
            browser.get("/hidden/")


class TestSettingUp:
    @pytest.fixture
    def begun(self, coordinator, client, enter):
        """The page that sets codes up, and what the telephone shows."""
        enter(coordinator)
        key = client.get(CODES).context["form"].secret

        def code(step=0):
            return format_hotp_value(hotp_value(key, int(time.time()) // 30 + step))

        return code

    def test_the_first_code_sets_it_up_and_opens_what_was_closed(self, begun, client, coordinator):
        answer = client.post(CODES, {"code": begun()}, follow=True)

        assert "Your recovery codes" in answer.content.decode()
        assert len(answer.context["unused_codes"]) == 10
        assert is_in(client)

    def test_every_other_session_begun_without_it_is_over(self, begun, client, coordinator, enter):
        other = Client()
        enter(coordinator, browser=other)

        client.post(CODES, {"code": begun()})

        assert "_auth_user_id" in client.session
        assert is_in(client)
        assert other.get(CODES)["Location"].startswith("/sign-in/?next=")

    def test_its_owner_is_told(self, begun, client, coordinator, work, mailoutbox, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(CODES, {"code": begun()})
        work()

        assert [mail.to for mail in mailoutbox] == [[coordinator.email]]
        assert "one-time code" in mailoutbox[0].body

    def test_a_wrong_first_code_sets_nothing_up(self, begun, client, coordinator):
        page = client.post(CODES, {"code": "000000"})

        assert WRONG_CODE in page.content.decode()
        assert not coordinator.has_second_step

    def test_the_last_one_is_not_taken_away_where_it_is_needed(self, begun, client, coordinator):
        client.post(CODES, {"code": begun()})

        page = client.post("/people/me/sign-in/codes/stop/", follow=True)

        assert "set up another way first" in page.content.decode()
        assert coordinator.has_second_step

    def test_nor_is_a_last_passkey(self, coordinator, signed_in):
        way = Authenticator.objects.create(user=coordinator, type="webauthn", data={"name": "Laptop"})

        page = signed_in(coordinator).post("/people/me/sign-in/passkeys/remove/", {"passkey": way.pk})

        assert page.status_code == 409
        assert "set up another way first" in page.content.decode()
        assert coordinator.has_second_step

    def test_of_two_ways_only_one_can_be_taken_away(self, coordinator, with_codes, rf):
        with_codes(coordinator)
        Authenticator.objects.create(user=coordinator, type="webauthn", data={"name": "Laptop"})
        codes, passkey = Authenticator.objects.filter(user=coordinator).order_by("type")
        request = rf.post("/")
        request.user = coordinator

        with request_context(request):
            actions.remove_second_step(codes, by=coordinator)
            with pytest.raises(Refused, match="set up another way first"):
                actions.remove_second_step(passkey, by=coordinator)

        assert coordinator.has_second_step

    def test_where_it_is_not_needed_it_is_and_the_recovery_codes_with_it(self, teacher, signed_in, with_codes):
        with_codes(teacher)
        RecoveryCodes.activate(teacher)

        signed_in(teacher).post("/people/me/sign-in/codes/stop/")

        assert not Authenticator.objects.filter(user=teacher).exists()


class TestTheTimeForIt:
    def test_it_begins_with_the_sign_in_that_needs_it_and_ends_after_fourteen_days(self, coordinator, client, enter):
        enter(coordinator)
        begun = User.objects.get(pk=coordinator.pk).may_set_up_until
        first = client.get(SET_UP)
        with clock.set_to(clock.now() + timedelta(days=15)), time_machine.travel(clock.now(), tick=False):
            enter(coordinator)
            later, codes = client.get(SET_UP), client.get(CODES)

        assert begun is not None
        assert first.context["in_time"]
        assert not later.context["in_time"]
        assert codes["Location"] == SET_UP

    def test_opening_the_page_writes_nothing(self, coordinator, signed_in):
        browser, before = signed_in(coordinator), coordinator.history.count()

        browser.get(SET_UP)

        assert coordinator.history.count() == before
        assert User.objects.get(pk=coordinator.pk).may_set_up_until is None

    def test_who_needs_none_has_no_such_time(self, teacher, enter):
        enter(teacher)

        assert User.objects.get(pk=teacher.pk).may_set_up_until is None

    def test_a_link_to_ones_own_mailbox_begins_it_anew(self, coordinator):
        coordinator.may_set_up_until = clock.now() - timedelta(days=1)
        coordinator.save_as(None)

        coordinator.choose_password("four words nobody guesses", by_link=True)

        assert User.objects.get(pk=coordinator.pk).has_time_to_set_up

    def test_choosing_another_password_with_the_old_one_does_not(self, coordinator):
        coordinator.may_set_up_until = clock.now() - timedelta(days=1)
        coordinator.save_as(None)

        coordinator.choose_password("four words nobody guesses")

        assert not User.objects.get(pk=coordinator.pk).has_time_to_set_up
