"""Every address, asked by who has no business there, or leading elsewhere, or told of another host."""

import re

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from tests.architecture.routes import routes
from tests.architecture.sources import APPS

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


@pytest.mark.parametrize("method", ["get"])
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


def test_no_form_is_taken_without_its_token(anywhere, insider):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(insider)
    addresses = {route.name: anywhere(route) for route in ROUTES}
    before = rows_of_all()

    answers = {name: browser.post(where, {"reason": "x", "text": "x"}) for name, where in addresses.items()}

    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 403} == {}
    assert [name for name, answer in answers.items() if b"Please send that again" not in answer.content] == []
    assert rows_of_all() == before
