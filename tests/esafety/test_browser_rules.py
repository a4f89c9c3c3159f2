"""What each page lets the browser do: nothing inline, nothing from elsewhere, no frame round it."""

import re

import pytest
from django.urls import reverse

from people.roles import Role
from tests.architecture.routes import routes

pytestmark = pytest.mark.once

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ROUTES = [route for route in routes() if route.varies <= {"reference"} and route.name != "sign-out"]


def directives(response):
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))


INLINE = re.compile(r"<style\b|\sstyle\s*=|<script\b(?![^>]*\ssrc=)|<[^>]*\son[a-z]+\s*=")


@pytest.fixture(
    params=[
        Role.HEADTEACHER,
        *(pytest.param(role, marks=pytest.mark.thorough) for role in (Role.ADMINISTRATOR, Role.STAFF)),
    ]
)
def answers(request, signed_in, appoint, school, incident):
    """By route: between these roles nearly every page opens, and the others are refused."""
    browser = signed_in(appoint(request.param, school))
    return {
        route.name: browser.get(reverse(route.name, kwargs=dict.fromkeys(route.varies, incident.reference)))
        for route in ROUTES
    }


def test_every_page_carries_them_and_holds_nothing_inline(answers):
    assert {name for name, response in answers.items() if directives(response) != POLICY} == set()
    for header, value in HEADERS.items():
        assert {name for name, response in answers.items() if response.get(header) != value} == set()
    texts = {name: response.content.decode(errors="replace") for name, response in answers.items()}  # a few are files
    assert {name for name, text in texts.items() if INLINE.search(text)} == set()
    assert {response.status_code for response in answers.values()} <= {200, 302, 403, 404}
    assert answers["home"].status_code == 200


def test_who_is_not_signed_in_is_protected_too(client, db):
    response = client.get(reverse("sign-in"))

    assert directives(response) == POLICY
    assert all(response[header] == value for header, value in HEADERS.items())


def test_nor_is_an_error_page_left_out(client, db):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert directives(response) == POLICY


def test_nothing_inline_is_allowed_anywhere():
    from esafety.settings import base

    written = str(base.CONTENT_SECURITY_POLICY)

    assert "unsafe" not in written
    assert "*" not in written
    assert "http" not in written
