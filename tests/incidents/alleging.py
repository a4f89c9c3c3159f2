"""What the tests of allegations say again and again."""

from datetime import UTC, datetime

from django.urls import reverse

from core import clock
from tests.pages import main_of

FRIDAY, SATURDAY, MONDAY, TUESDAY = (datetime(2026, 11, day, 10, tzinfo=UTC) for day in (20, 21, 23, 24))
TOLD = {"spoke_to": "Hattie Head to Lou Officer", "reason": "The messages.", "reference": "L-1"}


def tell_lado(incident, by, at=FRIDAY):
    with clock.set_to(at):
        incident.tell_agency(by=by, agency="lado", at=at, **TOLD)


def page_of(incident, browser, name="incident"):
    return main_of(browser.get(reverse(f"incidents:{name}", args=[incident.reference])))
