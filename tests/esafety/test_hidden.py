"""A blank page, for when somebody comes to the desk."""

import pytest
from django.urls import reverse

from tests.pages import main_of

pytestmark = pytest.mark.once


@pytest.fixture
def hidden(coordinator, signed_in):
    """`hidden(referer)`: the blank page, opened from there."""
    browser = signed_in(coordinator)
    return lambda came_from: browser.get(reverse("hidden"), headers={"referer": came_from}, secure=False)


def test_it_shows_nothing_and_leads_back(hidden, incident):
    page = hidden(f"http://testserver{incident.get_absolute_url()}?before=x")

    assert "<title>Blank page</title>" in page.content.decode()
    assert f'href="{incident.get_absolute_url()}?before=x"' in page.content.decode()
    assert "Cora" not in page.content.decode()
    assert "E-safety" not in page.content.decode()


@pytest.mark.parametrize(
    "came_from",
    [
        "",
        "http://elsewhere.example/x",
        "javascript:alert(1)",
        "http://testserver/hidden/",
        "http://testserver//elsewhere.example/x",
    ],
)
def test_from_anywhere_else_it_leads_home(hidden, came_from):
    assert 'href="/"' in main_of(hidden(came_from))


def test_every_page_of_somebody_signed_in_can_be_hidden(incident, coordinator, signed_in, client):
    inside = signed_in(coordinator).get(incident.get_absolute_url()).content.decode()
    outside = client.get(reverse("sign-in")).content.decode()

    assert f'href="{reverse("hidden")}" data-hide' in inside
    assert "js/hide.js" in inside
    assert "data-hide" not in outside
    assert "js/hide.js" not in outside
