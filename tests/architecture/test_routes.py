"""Closed by default: every address is public by name, or asks for a sign-in and names who may open it."""

import inspect
import sys
from functools import cache
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import resolve, reverse

from core.access import Access
from core.views import DetailPage, ListPage, Page, Scoped
from esafety.urls import PUBLIC
from people.forms import ConfirmingForm

from .routes import routes
from .sources import APPS

ROUTES = routes()
PAGES = [route for route in ROUTES if route.page and issubclass(route.page, Page)]
# Views that are no page of a record, with the reason why each needs no rule of its own.
WITHOUT_A_RULE = {
    "home": "assembled for whoever is signed in: each app's blocks ask their own rules",
    "components": "the demonstration's own: shows no record",
    "sign-out": "Django's own",
    "hidden": "a blank page: shows no record",
    "people:search": "answers a form with JSON; asks PeopleAccess.search itself",
}
ONLY_LISTS = {"incidents:exports"}  # what was taken out: asks the same rule, hands out nothing
SIGNS = {"sign", "record_signature", "release", "ask_destruction"}
OWN_PROMISES = {"agreements:sign"}  # an agreement is a promise about oneself: nobody is bound by it but its reader
# Pages whose files tell nothing of anybody, with the reason.
FOR_ITS_READERS = {
    "policies:matrix-file": "a table of a policy",
    "people:import-sample": "an invented file to start from",
    "reports:governor-pdf": "fitted so that nobody is recognised in it; who took a copy is listed",
    "reports:governor-archive": "the same",
    "reports:governor-page": "the same",
}
ANYTHING = {
    "reference": "ASH-23467",
    "pk": 1,
    "slug": "standard",
    "number": 1,
    "kind": "user_actions",
    "ending": "csv",
    "submission": UUID(int=1),
}


def address(route):
    return reverse(route.name, kwargs={name: ANYTHING.get(name, 1) for name in route.varies})


def hands_out(page):
    """Whether its own code makes an attachment; not that of a page whose subclass does."""
    return any(makes_an_attachment(each) for each in page.__mro__ if each.__module__.split(".")[0] in APPS)


@cache
def makes_an_attachment(shape):
    """Its module is read first: to find a class in its module takes long, and few make any."""
    return all("attachment(" in inspect.getsource(code) for code in (sys.modules[shape.__module__], shape))


def needs_no_sign_in(route):
    return not getattr(route.view, "login_required", True)


def test_there_are_routes():
    assert {"home", "incidents:log", "incidents:close", "sanctions:decide", "policies:matrix"} <= {
        route.name for route in ROUTES
    }


def test_each_route_has_a_name_of_its_own():
    names = [route.name for route in ROUTES]

    assert len(names) == len(set(names))


def test_no_address_is_taken_by_another_page():
    assert {route.name: resolve(address(route)).view_name for route in ROUTES} == {r.name: r.name for r in ROUTES}


def test_what_needs_no_sign_in_is_what_is_declared_public():
    assert {route.name for route in ROUTES if needs_no_sign_in(route)} == PUBLIC


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_other_page_sends_who_is_not_signed_in_to_the_sign_in(client, db, method):
    closed = [route for route in ROUTES if route.name not in PUBLIC]

    answers = {route.name: getattr(client, method)(address(route)) for route in closed}

    to_sign_in = reverse("sign-in") + "?next=/"
    sent = {name for name, answer in answers.items() if answer.get("Location", "").startswith(to_sign_in)}
    assert answers.keys() - sent == set()
    assert {answer.status_code for answer in answers.values()} == {302}


@pytest.mark.parametrize("route", [route for route in ROUTES if route.name in PUBLIC], ids=str)
def test_a_public_page_opens_for_anybody(client, db, route):
    # What stands in these addresses here is no invitation and no school.
    gone = {"invitation": 410, "second-step-lost": 410, "public:policies": 404, "public:policy": 404, "public:pdf": 404}
    # Nobody is on the second step of signing in, and a passkey's answer is sent, not asked for.
    gone |= {"mfa_authenticate": 302, "mfa_login_webauthn": 302}
    gone |= {"openid_connect_login": 404, "openid_connect_callback": 404}  # no directory is set up

    assert client.get(address(route)).status_code == gone.get(route.name, 200)


def test_every_page_is_of_a_shape_that_asks_a_rule():
    others = {route.name for route in ROUTES} - {route.name for route in PAGES}

    assert others == PUBLIC | WITHOUT_A_RULE.keys()


def test_every_page_names_an_action_of_its_access_rules():
    assert {route.name for route in PAGES if not issubclass(route.page.access, Access)} == set()
    assert {route.name for route in PAGES if not callable(getattr(route.page.access, route.page.action, None))} == set()


def test_every_page_of_records_names_a_scope_of_its_model():
    of_records = [route for route in PAGES if issubclass(route.page, Scoped)]

    assert of_records
    assert {r.name for r in of_records if not callable(getattr(r.page.model.objects, r.page.scope, None))} == set()


def test_every_list_and_every_record_has_a_scope():
    shown = [route for route in PAGES if issubclass(route.page, ListPage | DetailPage)]

    assert shown
    assert {route.name for route in shown if not issubclass(route.page, Scoped)} == set()


@pytest.mark.once
@pytest.mark.parametrize("route", [r for r in PAGES if r.page.action.startswith(("export", "print_"))], ids=str)
def test_every_page_that_takes_something_out_asks_who_it_is(route):
    assert getattr(route.view, "lately_proved", False) is (route.name not in ONLY_LISTS)


@pytest.mark.once
@pytest.mark.parametrize("route", [r for r in PAGES if hands_out(r.page)], ids=str)
def test_every_page_whose_code_hands_out_a_file_asks_who_it_is(route):
    assert getattr(route.view, "lately_proved", False) is (route.name not in FOR_ITS_READERS)


@pytest.mark.once
@pytest.mark.parametrize("route", [r for r in PAGES if r.page.action in SIGNS and r.name not in OWN_PROMISES], ids=str)
def test_every_page_of_what_is_done_in_ones_own_name_asks_each_time(route):
    assert issubclass(route.page.form_class, ConfirmingForm)


def test_a_page_without_a_rule_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="Open names no action of its access rules"):
        type("Open", (ListPage,), {"__module__": "nowhere"})
