"""Whether a page would open for somebody: what it says is what the page itself would answer."""

import pytest
from django.urls import reverse

from core.opening import may_open

WHO = [
    "teacher",
    "coordinator",
    "safeguarding_lead",
    "headteacher",
    "chair",
    "governor",
    "administrator",
    "stranger",
]
PAGES = [
    "home",
    "people:messages",
    "people:list",
    "people:failures",
    "incidents:log",
    "incidents:report",
    "policies:list",
]
OF_AN_INCIDENT = ["incidents:incident", "incidents:review", "incidents:close", "incidents:reopen", "incidents:receipt"]


@pytest.mark.parametrize("who", WHO)
def test_it_agrees_with_the_pages(request, signed_in, incident, who):
    user = request.getfixturevalue(who)
    browser = signed_in(user)
    addresses = [*map(reverse, PAGES), *(reverse(name, args=[incident.reference]) for name in OF_AN_INCIDENT)]

    answered = {address: browser.get(address).status_code == 200 for address in addresses}

    assert {address: may_open(user, address) for address in addresses} == answered
    assert set(answered.values()) == {True, False}


def test_what_follows_the_path_is_no_part_of_it(teacher):
    assert may_open(teacher, "/incidents/mine/?status=reported#newest")


@pytest.mark.parametrize("path", ["/nowhere/", "", "/incidents/ASH-99999/", "/incidents/ASH-99999", "\0"])
def test_what_is_no_page_opens_for_nobody(headteacher, path):
    assert not may_open(headteacher, path)


@pytest.mark.parametrize("path", ["https://else.example/", "//else.example/"])
def test_an_address_is_no_path(headteacher, path):
    assert not may_open(headteacher, path)
