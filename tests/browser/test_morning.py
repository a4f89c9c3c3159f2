"""The coordinator's morning by the keyboard alone: ten new incidents, each reviewed, and one of them handed over."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from incidents.statement import Named
from incidents.states import Status
from people.roles import Role

from .keyboard import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)
TEN = 10
BY_TAB = 2  # reached with Tab, link by link; the others with the letters that the pages offer


@pytest.fixture
def new_ones(log_incident, pupil, policy_in_force):
    """Ten incidents that nobody has looked at, oldest first."""
    return [
        log_incident(people=[Named(part="instigator", person=pupil)], description=f"Number {number} of this morning.")
        for number in range(TEN)
    ]


@pytest.fixture
def colleague(appoint, school):
    return appoint(Role.COORDINATOR, school, "Connie Colleague")


def test_ten_new_incidents_are_reviewed_one_after_the_other(browser_of, coordinator, colleague, new_ones, checked):
    page = browser_of(coordinator)
    keyboard = Keyboard(page)
    heading = page.get_by_role("heading", level=1)

    keyboard.follow("All reported")
    expect(page.get_by_role("row")).to_have_count(TEN + 1)
    keyboard.letter("j", times=TEN)
    keyboard.letter("o")
    for number, incident in enumerate(new_ones, start=1):
        expect(heading).to_have_text(incident.reference)
        if number <= BY_TAB:
            keyboard.follow("Review")
        else:
            keyboard.letter("r")
        keyboard.choose("No: unsuitable or inappropriate")
        keyboard.write("Why do you judge it so?", "Seen, and nothing illegal.")
        keyboard.push("Start the review")
        expect(page.get_by_role("status")).to_contain_text("The review has begun")
        if number <= BY_TAB:
            keyboard.follow(f"Next to review: {new_ones[number].reference}")
        elif number < TEN:
            keyboard.letter("n")
    checked(page)
    expect(page.get_by_role("link", name=re.compile("Next to review"))).to_have_count(0)

    keyboard.follow("Hand over")
    keyboard.choose(re.compile("Connie Colleague"))
    keyboard.push("Hand it over")
    expect(page.get_by_role("status")).to_be_visible()

    assert Incident.objects.filter(status=Status.UNDER_REVIEW, handler=coordinator).count() == TEN - 1
    assert Incident.objects.get(handler=colleague) == new_ones[-1]
