"""Holding back and asking for something to be erased stand where one looks for them: on the incident and the person."""

import pytest
from django.urls import reverse

from compliance.models import Hold
from core import clock
from core.access import Refused
from tests.compliance.test_disposal import SEVEN_YEARS, closed
from tests.pages import main_of


def linked(page):
    return {name for name in ("hold", "erase", "requests/whose") if f"/{name}/" in page.content.decode()}


@pytest.fixture
def old(incident, headteacher, pupil):
    """Closed seven years ago; the pupil left then."""
    closed(incident, headteacher)
    pupil.left_on = clock.today()
    pupil.save_as(headteacher, "Left")
    with clock.set_to(clock.now() + SEVEN_YEARS):
        yield incident


def test_one_that_has_ended_says_how_long_it_is_kept_and_leads_to_both(old, headteacher, coordinator, signed_in):
    assert linked(signed_in(headteacher).get(old.get_absolute_url())) == {"hold", "erase"}
    assert linked(signed_in(coordinator).get(old.get_absolute_url())) == {"hold"}

    Hold.on(old, by=coordinator, reason="A claim may follow.")

    page = signed_in(headteacher).get(old.get_absolute_url())
    assert linked(page) == set()
    assert "A claim may follow." in page.content.decode()
    assert "Lift the legal hold" in page.content.decode()
    assert "Lift the legal hold" not in signed_in(coordinator).get(old.get_absolute_url()).content.decode()


def test_one_that_is_open_says_nothing_of_it(incident, headteacher, signed_in):
    assert "How long it is kept" not in main_of(signed_in(headteacher).get(incident.get_absolute_url()))


def test_the_page_of_a_person_leads_the_head_to_all_three(old, pupil, headteacher, administrator, signed_in):
    address = pupil.get_absolute_url()

    assert linked(signed_in(headteacher).get(address)) == {"hold", "requests/whose"}  # a record of theirs is kept
    old.involvements.all().delete()
    assert linked(signed_in(headteacher).get(address)) == {"hold", "erase", "requests/whose"}
    assert linked(signed_in(administrator).get(address)) == set()


def test_the_safeguarding_lead_holds_everything_about_somebody_back_from_their_chronology(
    old, pupil, safeguarding_lead, coordinator, signed_in
):
    chronology, browser = reverse("sanctions:chronology", args=[pupil.pk]), signed_in(safeguarding_lead)
    assert linked(signed_in(coordinator).get(chronology)) == set()
    assert linked(browser.get(chronology)) == {"hold", "requests/whose"}

    page = browser.post(reverse("compliance:hold-entry", args=[pupil.pk]), {"reason": "An inquiry."}, follow=True)

    assert page.redirect_chain[-1][0] == chronology
    assert "An inquiry." in page.content.decode()
    with pytest.raises(Refused, match="already on legal hold"):
        Hold.on(pupil, by=safeguarding_lead, reason="Again.")
