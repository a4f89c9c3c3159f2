"""The first run: from an empty database to a school that goes on by itself."""

import runpy
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from core import clock
from core.access import Refused
from people import actions, set_up
from people.actions.set_up import Somebody
from people.calendar import AcademicYear
from people.models import Federation, Membership, Person, School, User
from people.roles import Role, roles_of
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.django_db
URL = "/set-up/"


@pytest.fixture
def answers(password):
    """The form, filled in."""
    return {
        "token": set_up.token(),
        "school_name": "Elm Road Primary",
        "code": "elm",
        "phase": School.Phase.PRIMARY,
        "urn": "",
        "federation": "",
        "administrator_name": "Ada Administrator",
        "administrator_email": "ada@elm.example",
        "password": password,
        "password_again": password,
        "head_name": "Hattie Head",
        "head_email": "hattie@elm.example",
    }


def errors(response):
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def test_one_page_makes_the_school_its_administrator_and_its_head(client, answers):
    response = client.post(URL, answers)

    school = School.objects.get()
    held = {
        each.user.name: (each.role, each.confirmed_by and each.confirmed_by.name) for each in school.memberships.all()
    }
    assert response["Location"] == reverse("home")
    assert (school.name, school.code, school.federation) == ("Elm Road Primary", "ELM", None)
    assert held == {
        "Ada Administrator": (Role.ADMINISTRATOR, None),
        "Hattie Head": (Role.HEADTEACHER, "Ada Administrator"),
    }


def test_both_are_on_the_register_as_staff(client, answers):
    client.post(URL, answers)

    assert set(Person.objects.values_list("user__name", "kind")) == {
        ("Ada Administrator", "staff"),
        ("Hattie Head", "staff"),
    }


def test_the_terms_of_this_year_are_there(client, answers):
    client.post(URL, answers)

    year = AcademicYear.of(clock.today())
    assert list(School.objects.get().terms.values_list("name", "starts_on", "ends_on")) == list(year.default_terms())


def test_the_history_says_who_did_it(client, answers):
    client.post(URL, answers)

    assert {row.history_user_name for row in School.history.all()} == {"Ada Administrator"}
    assert {row.history_user_name for row in Membership.history.all()} == {"Ada Administrator"}


def test_a_federation_may_be_named(client, answers):
    client.post(URL, answers | {"federation": "Chalk Hill Federation"})

    assert School.objects.get().federation == Federation.objects.get(name="Chalk Hill Federation")


def test_the_administrator_is_signed_in_and_the_head_is_invited(client, answers, work, mailoutbox):
    client.post(URL, answers)
    work()

    assert client.get(reverse("home")).context["user"].name == "Ada Administrator"
    assert [mail.to for mail in mailoutbox] == [["hattie@elm.example"]]


def test_once_there_is_a_school_there_is_no_such_page(client, answers, school):
    asked, sent = client.get(URL), client.post(URL, answers)

    assert asked.status_code == sent.status_code == 404
    assert School.objects.count() == 1


@pytest.mark.parametrize("token", ["wrong", "é", "\0", "x" * 300, set_up.is_token.__name__])
def test_without_the_key_nothing_is_made(client, answers, token):
    response = client.post(URL, answers | {"token": token})

    assert response.status_code == 200
    assert "token" in errors(response)
    assert not School.objects.exists()
    assert not User.objects.exists()


def test_the_key_is_another_one_for_each_installation(settings):
    before = set_up.token()

    settings.SECRET_KEY = "another"

    assert set_up.token() != before


def test_the_address_that_is_printed_fills_in_the_key(client):
    page = client.get(set_up.link().removeprefix("http://127.0.0.1:8000")).content.decode()

    assert f'value="{set_up.token()}"' in page


def both(password):
    return dict.fromkeys(["password", "password_again"], password)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"school_name": ""}, "school_name", "Say what the school is called"),
        ({"code": "e1m"}, "code", "Use two to four letters, A to Z"),
        ({"code": "e"}, "code", "Use two to four letters, A to Z"),
        ({"phase": ""}, "phase", "Choose the phase"),
        ({"urn": "12345"}, "urn", "The unique reference number has six figures"),
        (
            {"password_again": "something else here"},
            "password_again",
            "The two passwords are not the same. Type them again",
        ),
        (both("short"), "password", "at least 12 characters"),
        (
            {"password": "Ada Administrator", "password_again": "Ada Administrator"},
            "password",
            "too similar to the name",
        ),
        ({"head_email": "ADA@elm.example"}, "head_email", "nobody confirms their own role"),
        ({"head_email": "nowhere"}, "head_email", "Enter a valid email address"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(client, answers, changed, field, sentence):
    response = client.post(URL, answers | changed)

    assert sentence in " ".join(errors(response)[field])
    assert 'value="hattie@elm.example"' in response.content.decode() or field == "head_email"
    assert not School.objects.exists()


@pytest.mark.both
def test_an_account_that_is_there_already_is_not_taken(client, answers):
    User.objects.create_superuser("ada@elm.example", "Somebody", "a long enough password")

    response = client.post(URL, answers)

    assert errors(response) == {
        "administrator_email": ["There is an account with this address already: give another one"]
    }


def make(code="ELM"):
    return actions.set_up(
        school={"name": code, "code": code, "phase": "primary", "urn": ""},
        federation="",
        administrator=Somebody("Ada", f"ada@{code}.example"),
        password="four words nobody guesses",
        head=Somebody("Hattie", f"hattie@{code}.example"),
    )


@pytest.mark.both
def test_of_two_who_do_it_one_is_told_that_the_other_was_faster(client, answers, monkeypatch):
    make("OAK")
    monkeypatch.setattr(set_up, "is_open", lambda: True)  # as it was when this browser sent the form

    response = client.post(URL, answers)

    assert response.status_code == 409
    assert "Somebody else has just set up the first school" in response.content.decode()
    assert School.objects.get().code == "OAK"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_even_at_the_same_moment():
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.get_for_model(School)
    start, outcomes = threading.Barrier(3), []

    def attempt(code):
        start.wait()
        try:
            make(code)
            outcomes.append("made")
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt, args=[code]) for code in ("OAK", "ELM", "ASH")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["made", "refused", "refused"]
    assert School.objects.count() == 1


class TestAnnouncement:
    def test_the_start_of_the_web_server_says_where_it_is(self, capsys):
        set_up.announce()

        assert capsys.readouterr().err == f"E-safety has no school yet. Set up the first one at {set_up.link()}\n"

    def test_it_is_gunicorn_that_says_it(self, capsys):
        runpy.run_path(str(ROOT / "gunicorn.conf.py"))["post_worker_init"](None)

        assert set_up.link() in capsys.readouterr().err

    def test_once_there_is_a_school_it_says_nothing(self, capsys, school):
        set_up.announce()

        assert capsys.readouterr() == ("", "")

    def test_a_database_that_is_not_ready_stops_no_start(self, capsys, monkeypatch):
        def broken():
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM no_such_table")

        monkeypatch.setattr(set_up, "is_open", broken)

        set_up.announce()

        assert capsys.readouterr().err == ""

    def test_a_command_prints_it_again(self, capsys):
        call_command("set_up_link")

        assert capsys.readouterr().out.strip() == set_up.link()

    def test_and_not_when_it_leads_nowhere(self, school):
        with pytest.raises(CommandError, match="There is already a school"):
            call_command("set_up_link")


def test_the_sign_in_page_leads_to_it_while_there_is_no_school(client):
    before = client.get(reverse("sign-in")).content.decode()
    make()
    after = client.get(reverse("sign-in")).content.decode()

    assert f'href="{URL}"' in before
    assert f'href="{URL}"' not in after


def test_from_an_empty_database_to_a_coordinator_who_opens_records(client, answers, accept, password):
    client.post(URL, answers)
    school = School.objects.get()
    School.objects.update(second_factor=False)  # what it asks for has tests of its own
    added = client.post(
        reverse("people:add-user"),
        {"name": "Cora Coordinator", "email": "cora@elm.example", "school": school.pk, "roles": [Role.COORDINATOR]},
    )
    cora = User.objects.get(email="cora@elm.example")
    assert added["Location"] == cora.get_absolute_url()
    coordinator = accept(cora)
    assert coordinator.get(reverse("incidents:log")).status_code == 403

    head = accept(User.objects.get(email="hattie@elm.example"))
    waiting = head.get(reverse("people:roles-to-confirm")).context["waiting"].get()
    head.post(reverse("people:confirm-role", args=[waiting.pk]))

    assert roles_of(User.objects.get(pk=cora.pk)).at(school.pk) == {Role.COORDINATOR}
    again = Client()
    assert again.login(username="cora@elm.example", password=password)
    assert again.get(reverse("incidents:log")).status_code == 200


def test_the_key_of_the_printed_address_is_not_asked_for(client):
    page = client.get(URL, {"token": set_up.token()})

    assert page.context["form"]["token"].is_hidden
    assert "The key" not in page.content.decode()


@pytest.mark.parametrize("written", ["", "guessed"])
def test_without_the_right_key_it_is_asked_for(client, written):
    page = client.get(URL, {"token": written})

    assert not page.context["form"]["token"].is_hidden
    assert "The key" in page.content.decode()
