"""Every address, asked by who has no business there, or leading elsewhere, or told of another host."""

import re

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.roles import Role
from tests.architecture.routes import routes
from tests.architecture.sources import APPS
from tests.architecture.walked import OF_A_RECEIPT, OF_AN_INCIDENT, known_of

pytestmark = pytest.mark.django_db

ELSEWHERE = "evil.example"
UNWALKED = {"submission", "token", "uidb64", "provider_id"}
ROUTES = [
    route for route in routes()
    if not route.varies & UNWALKED and not route.name.startswith("public:") and route.name != "sign-out"
]  # fmt: skip
NAMES = ("next", "back", "return", "return_to", "redirect", "redirect_to", "url", "to", "from", "kept", "path")
LEADING_AWAY = (
    f"https://{ELSEWHERE}/",
    f"//{ELSEWHERE}/",
    f"/\\{ELSEWHERE}/",
    f"https:{ELSEWHERE}",
    f"\t//{ELSEWHERE}/",
)
# One's own: what somebody may always do with their own account, their own page, or as anybody of the staff.
WRITTEN_FOR_ONESELF = {"people.Notice", "incidents.Draft", "incidents.SavedView", "audit.SignIn", "audit.Link"}


def leads_away(response) -> bool:
    located = response.get("Location", "")
    page = "" if response.streaming else response.content.decode(errors="replace")
    links = re.findall(rf"""(?:href|action|src)\s*=\s*["'](?:https?:)?[\\/\s]*{ELSEWHERE}""", page)
    return ELSEWHERE in located.split("?")[0] or bool(links)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_leads_to_another_site(anywhere, insider, signed_in, method):
    browser, away = signed_in(insider), set()
    browser.raise_request_exception = False
    session = browser.cookies["sessionid"].value
    addresses = {route.name: anywhere(route) for route in ROUTES}

    for place, (name, where) in enumerate(addresses.items()):
        leading = LEADING_AWAY[place % len(LEADING_AWAY)]
        with transaction.atomic():
            if leads_away(getattr(browser, method)(where, dict.fromkeys(NAMES, leading))):
                away.add((name, leading))
            transaction.set_rollback(True)
        browser.cookies["sessionid"] = session  # one of them signs out

    assert away == set()


@pytest.mark.parametrize("leading", LEADING_AWAY)
def test_nor_does_one_without_a_sign_in(client, db, leading):
    public = [route for route in ROUTES if not route.varies]

    away = {
        route.name for route in public if leads_away(client.get(reverse(route.name), dict.fromkeys(NAMES, leading)))
    }

    assert away == set()


def test_no_page_takes_the_name_of_its_host_from_who_asks(anywhere, insider, signed_in):
    browser = signed_in(insider)
    headers = {
        "x-forwarded-host": ELSEWHERE,
        "x-host": ELSEWHERE,
        "forwarded": f"host={ELSEWHERE}",
        "x-original-url": "/",
    }
    addresses = {route.name: anywhere(route) for route in ROUTES}

    named = {
        name for name, where in addresses.items() if ELSEWHERE.encode() in content(browser.get(where, headers=headers))
    }
    refused = {browser.get(where, headers={"host": ELSEWHERE}).status_code for where in addresses.values()}

    assert named == set()
    assert refused == {400}


def content(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows_of_all() -> dict[str, int]:
    models = [each for each in apps.get_models() if each._meta.app_label in APPS and not each._meta.proxy]
    return {
        each._meta.label: each._base_manager.count()
        for each in models
        if each._meta.label.replace("Historical", "") not in WRITTEN_FOR_ONESELF
    }


@pytest.mark.parametrize("who", ["colleague", "governor", "administrator_of_another_school"])
def test_nobody_changes_anything_by_sending_to_every_address_of_its_records(
    request, appoint, school, other_school, anywhere, signed_in, who
):
    roles = {"colleague": (Role.STAFF, school), "governor": (Role.GOVERNOR, school)}
    user = appoint(*roles.get(who, (Role.ADMINISTRATOR, other_school)), "Nora Nobody")
    browser = signed_in(user)
    addresses = {route.name: anywhere(route) for route in ROUTES if route.varies}
    sent = {
        "reason": "Because",
        "text": "x",
        "confirm": "on",
        "name": "x",
        "on": "2026-09-01",
        "starts_on": "2026-09-01",
    }
    before = rows_of_all()

    answers = {name: browser.post(where, sent).status_code for name, where in addresses.items()}

    after = rows_of_all()
    assert {name: (before[name], after[name]) for name in after if after[name] != before[name]} == {}
    assert sum(status in {403, 404, 405} for status in answers.values()) > len(answers) * 0.8


def test_no_form_is_taken_without_its_token(anywhere, insider):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(insider)
    addresses = {route.name: anywhere(route) for route in ROUTES}
    before = rows_of_all()

    answers = {name: browser.post(where, {"reason": "x", "text": "x"}) for name, where in addresses.items()}

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 403} == {}
    assert [name for name, answer in answers.items() if b"Please send that again" not in answer.content] == []
    assert rows_of_all() == before


def shape(queries) -> list[str]:
    once_a_minute = re.compile(
        'SAVEPOINT|^UPDATE "django_session"'
    )  # that the session is in use, whatever is asked for
    asked = (query["sql"] for query in queries)
    return [re.sub(r"'[^']*'|\b\d+\b", "?", sql) for sql in asked if not once_a_minute.search(sql)]


def test_a_record_of_elsewhere_takes_as_much_work_as_none(address, incident, stranger, signed_in):
    """Otherwise the time of the answer would tell which references exist."""
    browser, known, different = signed_in(stranger), known_of(incident), {}
    browser.get(reverse("home"))

    for route in OF_AN_INCIDENT:
        asked = {}
        for which, reference in (("there", incident.reference), ("nowhere", "ASH-99999")):
            kwargs = {name: known[name] for name in route.varies} | {"reference": reference}
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(reverse(route.name, kwargs=kwargs)).status_code == 404
            asked[which] = shape(queries.captured_queries)
        if asked["there"] != asked["nowhere"]:
            different[route.name] = [len(each) for each in asked.values()]

    assert different == {}
    assert len(OF_AN_INCIDENT) > 50 > len(OF_A_RECEIPT)


def test_every_page_of_who_is_signed_in_is_kept_nowhere(anywhere, insider, signed_in):
    browser = signed_in(insider)
    addresses = {route.name: anywhere(route) for route in ROUTES}

    kept = {name: browser.get(where).get("Cache-Control", "") for name, where in addresses.items()}

    assert {name: said for name, said in kept.items() if "no-store" not in said} == {}


TRAVERSAL = (
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..\\..\\etc\\passwd",
    "/etc/passwd",
)


@pytest.mark.parametrize("path", TRAVERSAL)
def test_no_address_reaches_a_file_outside(client, insider, signed_in, path):
    browser = signed_in(insider)

    answers = {start: browser.get(f"{start}{path}") for start in ("/", "/static/", "/incidents/", "/admin/r/", "/p/")}

    assert {start: a.status_code for start, a in answers.items() if a.status_code not in {400, 404}} == {}
    assert [start for start, answer in answers.items() if b"root:" in content(answer)] == []
