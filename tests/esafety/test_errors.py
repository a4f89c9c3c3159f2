"""Each thing that can go wrong has a page that says what happened and what to do next."""

import re

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from esafety import views
from incidents.models import Incident

SAID = {
    "too big": (413, "That was too much at once", "Nothing was saved."),
    "not understood": (400, "That was not understood", "Nothing was saved."),
    "forbidden": (403, "You cannot do this", "People are managed by the administrator or the head."),
    "not found": (404, "There is nothing here", "Either the address is wrong, or what was here is not for you to see."),
    "old form": (403, "Please send that again", "Nothing was saved."),
}


@pytest.fixture
def browser(teacher):
    """A teacher's browser that checks forms as a real one does, and shows the page where something breaks."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(teacher)
    return client


@pytest.fixture
def anonymous_browser(db):
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def token_of(browser):
    page = browser.get(reverse("incidents:report")).content.decode()
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


PROVOKED = {
    "too big": lambda browser: browser.post(
        reverse("incidents:report"), {"csrfmiddlewaretoken": token_of(browser), "description": "x" * 10_000_000}
    ),
    "not understood": lambda browser: browser.get("/", headers={"host": "elsewhere.example"}),
    "forbidden": lambda browser: browser.get(reverse("people:list")),
    "not found": lambda browser: browser.get("/nowhere/"),
    "old form": lambda browser: browser.post(reverse("incidents:report"), {"csrfmiddlewaretoken": "old"}),
}


def assert_whole(page):
    """A page with its title, one heading, and a way on; no placeholder left open."""
    assert page.count("<h1") == 1
    assert re.search(r"<title>\S.* – E-safety</title>", page)
    assert page.rstrip().endswith("</html>")
    assert "None" not in page
    assert "{{" not in page


@pytest.mark.parametrize("what", SAID)
def test_each_failure_has_its_status_its_heading_and_a_sentence(browser, what):
    status, heading, sentence = SAID[what]

    response = PROVOKED[what](browser)

    page = response.content.decode()
    assert response.status_code == status
    assert heading in page
    assert sentence in page
    assert_whole(page)


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/%00", 404), ("/" + "x" * 5000, 404)])
def test_somebody_who_is_not_signed_in_gets_the_same_page(anonymous_browser, address, status):
    response = anonymous_browser.get(address)

    assert response.status_code == status
    assert_whole(response.content.decode())


def test_the_navigation_stays_on_the_page_of_somebody_who_is_signed_in(browser):
    page = browser.get("/nowhere/").content.decode()

    assert 'aria-label="Main"' in page
    assert "Tess Teacher" in page


def test_too_many_fields_are_too_much_at_once(browser):
    many = "&".join(f"f{number}=1" for number in range(2001))
    sent = f"csrfmiddlewaretoken={token_of(browser)}&{many}"

    response = browser.post(reverse("incidents:report"), sent, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413
    assert Incident.objects.count() == 0


@pytest.fixture
def broken(monkeypatch):
    """`broken(error)`: the home page fails with it."""

    def install(error):
        def fail(user):
            raise error

        monkeypatch.setattr(views, "blocks_for", fail)

    return install


def test_a_fault_of_the_program_says_that_nothing_was_saved_and_not_what_broke(browser, broken):
    broken(ZeroDivisionError("the secret inside"))

    response = browser.get("/")

    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong here" in page
    assert "What you sent was not saved, in whole or in part." in page
    assert "the secret inside" not in page
    assert "Tess Teacher" not in page
    assert_whole(page)


GONE = [OperationalError("gone"), InterfaceError("closed"), DatabaseError("server closed the connection unexpectedly")]


@pytest.mark.parametrize("error", GONE, ids=lambda error: type(error).__name__)
def test_a_database_that_fails_in_the_middle_of_a_page_is_told_as_such(browser, broken, error):
    broken(error)

    response = browser.get("/")

    assert response.status_code == 503
    assert "The site cannot reach its records" in response.content.decode()
    assert response["Retry-After"] == "60"


def test_a_query_that_is_wrong_is_a_fault_of_the_program(browser, broken):
    broken(ProgrammingError("no such column"))

    assert browser.get("/").status_code == 500


def test_a_database_that_ends_before_the_session_is_written_is_told_as_such(browser, monkeypatch):
    def fail(session, **options):
        raise UpdateError from OperationalError("gone")

    monkeypatch.setattr(SessionStore, "save", fail)

    response = browser.get("/")

    assert response.status_code == 503
    assert "The site cannot reach its records" in response.content.decode()


def test_a_session_that_ended_meanwhile_is_not(browser, monkeypatch):
    def fail(session, **options):
        raise UpdateError

    monkeypatch.setattr(SessionStore, "save", fail)

    assert browser.get("/").status_code == 400


@pytest.fixture
def database_down(db):
    """From here on every query fails. Gives the queries that were tried, in order."""
    tried = []

    def fail(execute, sql, params, many, context):
        tried.append(sql)
        raise OperationalError("could not connect to server")

    with connection.execute_wrapper(fail):
        yield tried


@pytest.mark.parametrize("address", ["home", "incidents:log", "people:list", "privacy", "incidents:stop"])
def test_every_page_says_when_the_database_is_down(browser, database_down, address):
    response = browser.get(reverse(address))

    page = response.content.decode()
    assert response.status_code == 503
    assert "The site cannot reach its records" in page
    assert "What was saved before is safe." in page
    assert_whole(page)


def test_so_does_a_form_that_is_sent_then(browser, request):
    token = token_of(browser)
    request.getfixturevalue("database_down")

    response = browser.post(reverse("incidents:report"), {"csrfmiddlewaretoken": token, "description": "Lost?"})

    assert response.status_code == 503


def test_the_page_itself_asks_the_database_nothing(browser, database_down):
    browser.get("/")

    assert {sql.split()[0] for sql in database_down} == {"SELECT"}
    assert all("django_session" in sql for sql in database_down)  # what failed, and nothing after it


def test_who_is_not_signed_in_still_reads_what_to_do_first(anonymous_browser, database_down):
    response = anonymous_browser.get(reverse("incidents:stop"))

    assert response.status_code == 200
    assert "999" in response.content.decode()


@pytest.mark.parametrize("what", ["500", "503"])
def test_a_page_that_cannot_help_says_who_can(what):
    from django.template.loader import render_to_string

    page = render_to_string(f"errors/{what}.html")

    assert 'href="tel:999"' in page
    assert_whole(page)
