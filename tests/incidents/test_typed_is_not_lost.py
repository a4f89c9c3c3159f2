"""A session that ends, a token that goes stale, a database that is away: nothing typed is lost, nothing is done."""

import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from core.show_again import LONGEST, SHOW_AGAIN
from incidents.actions import reporting
from incidents.models import Draft, Incident
from people.models import User
from people.roles import Role
from policies.models import Policy
from tests.incidents.browser_form import sent_by
from tests.pages import said

REPORT = "/incidents/report/"
PASSWORD = "a long enough password"
HERE = {"origin": "http://testserver"}


@pytest.fixture
def account(teacher):
    teacher.set_password(PASSWORD)
    teacher.save()
    return teacher


@pytest.fixture
def sign_in(client):
    """`sign_in(page, user)`: fills in the sign-in form of a page, and sends what it carries."""

    def send(page, user):
        form = sent_by(page, "password")
        return client.post(reverse("sign-in"), form | {"username": user.email, "password": PASSWORD})

    return send


@pytest.fixture
def go_on(client):
    """`go_on(page)`: presses the one button of a page that carries what was typed."""

    def press(page):
        action = re.search(
            r'action="([^"]+)">\s*<input[^>]*>\s*<input type="hidden" name="show_again"', page.content.decode()
        )[1]
        return client.post(action.replace("&amp;", "&"), sent_by(page, SHOW_AGAIN))

    return press


class TestSignedOut:
    def test_the_sign_in_page_says_so_and_carries_what_was_typed(self, client, db, answers):
        page = client.post(REPORT, answers)

        assert page.status_code == 200
        assert "You were signed out." in page.content.decode()
        assert "A+proxy+page+was+open." in sent_by(page, "password")["kept"]
        assert sent_by(page, "password")["next"] == REPORT
        assert "no-store" in page["Cache-Control"]

    def test_nothing_is_stored_for_somebody_who_is_not_signed_in(self, client, db, answers):
        client.post(REPORT, answers)

        assert Draft.objects.count() == Incident.objects.count() == 0
        assert "sessionid" not in client.cookies

    def test_after_signing_in_it_is_there_as_a_draft_and_not_sent(self, client, account, answers, sign_in, go_on):
        page = go_on(sign_in(client.post(REPORT, answers), account))

        shown = sent_by(page, "submission")
        assert {name: shown[name] for name in answers if "FORMS" not in name} == {
            name: str(value) for name, value in answers.items() if "FORMS" not in name
        }
        assert "Your report is not sent yet; it is kept as a draft." in said(page)
        assert Draft.objects.get().user == account
        assert Incident.objects.count() == 0

    def test_then_it_is_sent_once(self, client, account, answers, sign_in, go_on):
        page = go_on(sign_in(client.post(REPORT, answers), account))

        client.post(REPORT, sent_by(page, "submission"))

        assert Incident.objects.get().description == "A proxy page was open."
        assert Draft.objects.count() == 0

    def test_a_mistyped_password_loses_nothing(self, client, account, answers, sign_in, go_on):
        again = client.post(
            reverse("sign-in"),
            sent_by(client.post(REPORT, answers), "password") | {"username": account.email, "password": "wrong"},
        )

        page = go_on(sign_in(again, account))

        assert "do not go together" in said(again)
        assert sent_by(page, "submission")["description"] == answers["description"]

    @pytest.mark.both
    def test_so_it_is_where_somebody_signed_in_elsewhere_meanwhile(self, client, account, answers, sign_in, go_on):
        carried = client.post(REPORT, answers)
        client.force_login(account)

        page = go_on(sign_in(carried, account))

        assert sent_by(page, "submission")["description"] == answers["description"]

    def test_the_answers_of_the_stop_screen_come_back_too(self, client, account, answers, sign_in, go_on):
        told = {"kind": "nudes", "stopped": "yes", "told_in_person": "Sam at ten", "device_kept": "Locked away"}

        page = go_on(sign_in(client.post(REPORT, answers | told), account))

        shown = sent_by(page, "submission")
        assert {name: shown[name] for name in told} == told

    def test_a_verb_on_an_incident_is_shown_again_and_not_performed(
        self, client, incident, coordinator, sign_in, go_on
    ):
        coordinator.set_password(PASSWORD)
        coordinator.save()
        url = f"{incident.get_absolute_url()}entry/"

        page = go_on(sign_in(client.post(url, {"text": "Spoke to <Pip>."}), coordinator))

        assert sent_by(page, "text")["text"] == "Spoke to <Pip>."
        assert incident.entries.count() == 1

    def test_a_page_that_is_not_for_the_one_who_signs_in_stays_closed(self, client, incident, account, sign_in, go_on):
        page = go_on(sign_in(client.post(f"{incident.get_absolute_url()}entry/", {"text": "x"}), account))

        assert page.status_code == 404

    def test_passwords_are_not_carried(self, client, db, answers):
        page = client.post(REPORT, answers | {"new_password1": "secret-marker", "Password": "secret-marker"})

        assert "You were signed out." in page.content.decode()
        assert "secret-marker" not in page.content.decode()

    def test_what_is_too_much_to_carry_leads_to_the_plain_sign_in(self, client, db, answers):
        response = client.post(REPORT, answers | {"description": "x" * LONGEST})

        assert response["Location"] == f"{reverse('sign-in')}?next={REPORT}"

    def test_a_script_is_answered_with_the_way_to_the_sign_in(self, client, db, answers):
        response = client.post("/incidents/report/draft/", answers, headers={"accept": "application/json"})

        assert response.status_code == 302

    @pytest.mark.parametrize("following", ["https://elsewhere.example/", "/sign-out/", "/admin/", "/nowhere/", ""])
    def test_it_is_carried_to_no_other_page_than_one_that_shows_it(self, client, account, following):
        forged = {"username": account.email, "password": PASSWORD, "kept": "a=b", "next": following}

        response = client.post(reverse("sign-in"), forged)

        assert response.status_code == 302
        assert "elsewhere" not in response["Location"]


class TestStaleToken:
    @pytest.fixture
    def browser(self, teacher):
        client = Client(enforce_csrf_checks=True)
        client.force_login(teacher)
        return client

    def test_what_was_typed_comes_back_and_nothing_is_done(self, browser, answers):
        refused = browser.post(REPORT, answers | {"csrfmiddlewaretoken": "old"}, headers=HERE)

        page = browser.post(REPORT, sent_by(refused, SHOW_AGAIN), headers=HERE)

        assert refused.status_code == 403
        assert "What you typed is kept on this page." in refused.content.decode()
        assert sent_by(page, "submission")["description"] == "A proxy page was open."
        assert Incident.objects.count() == 0

    @pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://testserver.elsewhere.example"])
    def test_what_another_site_sends_is_not_shown(self, browser, answers, origin):
        refused = browser.post(REPORT, answers, headers={"origin": origin})

        assert refused.status_code == 403
        assert "A proxy page" not in refused.content.decode()

    def test_nor_is_what_no_browser_says_it_sent_from_here(self, browser, answers):
        assert "A proxy page" not in browser.post(REPORT, answers).content.decode()

    def test_somebody_who_is_signed_out_besides_is_led_straight_to_the_sign_in(self, browser, answers):
        browser.logout()

        page = browser.post(REPORT, answers | {"csrfmiddlewaretoken": "old"}, headers=HERE)
        script = browser.post(REPORT, answers, headers=HERE | {"accept": "application/json"})

        assert "A+proxy+page+was+open." in sent_by(page, "password")["kept"]
        assert script.status_code == 403

    def test_showing_again_asks_for_the_token_too(self, browser, answers):
        refused = browser.post(REPORT, answers | {SHOW_AGAIN: "1"}, headers={"origin": "https://elsewhere.example"})

        assert refused.status_code == 403
        assert Draft.objects.count() == 0


class TestBrokenSite:
    @pytest.mark.parametrize(
        ("error", "status"), [(OperationalError("gone"), 503), (ZeroDivisionError(), 500)], ids=["database", "fault"]
    )
    def test_the_page_that_says_so_carries_what_was_typed(self, teacher, answers, monkeypatch, error, status):
        def fail(*_):
            raise error

        client = Client(raise_request_exception=False)
        client.force_login(teacher)
        monkeypatch.setattr(reporting, "_log", fail)
        broken = client.post(REPORT, answers, headers=HERE)
        monkeypatch.undo()

        page = client.post(REPORT, sent_by(broken, SHOW_AGAIN))

        assert broken.status_code == status
        assert sent_by(page, "submission")["description"] == "A proxy page was open."
        assert Incident.objects.count() == 0


def test_a_page_without_a_form_does_nothing_when_asked_to_show_again(signed_in, appoint, school):
    leader = appoint(Role.HEADTEACHER, school)

    response = signed_in(leader).post("/incidents/", {SHOW_AGAIN: "1", "anything": "x"})

    assert response["Location"] == "/incidents/"


def test_a_form_that_makes_something_makes_nothing_when_shown_again(signed_in, administrator, school):
    page = signed_in(administrator).post(
        reverse("policies:start-kind", args=["e_safety"]),
        {SHOW_AGAIN: "1", "title": "Shown, not made", "schools": [school.pk]},
    )

    assert "Shown, not made" in page.content.decode()
    assert Policy.objects.filter(title="Shown, not made").count() == 0
    assert User.objects.filter(pk=administrator.pk).exists()
