"""On whom the authority has decided: they stay named, and the authority alone changes what they are."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.actions import add_person, remove_person
from incidents.statement import Named
from tests.incidents.alleging import page_of
from tests.incidents.browser_form import main_of


def test_who_is_decided_on_is_not_taken_out_and_what_was_typed_stays(decide, headteacher, signed_in):
    alleged = decide("low_level")
    covered, browser = alleged.involvements.get(), signed_in(headteacher)

    answer = browser.post(
        reverse("incidents:remove-person", args=[alleged.reference, covered.pk]), {"reason": "Another Tess."}
    )

    page = main_of(answer)
    assert "Tess Teacher cannot be taken out: a decision on the allegation covers them." in page
    assert "Another Tess." in page
    assert alleged.involvements.get() == covered
    assert "Take out" not in page_of(alleged, browser, "people")


def test_a_pupil_who_is_accused_with_them_stays_too(alleged, decide, headteacher, pupil):
    add_person(alleged, Named(part="instigator", person=pupil), by=headteacher)
    decide("conduct")

    with pytest.raises(Refused, match="Pip Pupil cannot be taken out"):
        remove_person(alleged.involvements.get(person=pupil), by=headteacher, reason="No.")


def test_whom_no_decision_covers_is_taken_out(alleged, decide, headteacher, pupil):
    add_person(decide("conduct"), Named(part="instigator", person=pupil), by=headteacher)

    remove_person(alleged.involvements.get(person=pupil), by=headteacher, reason="No.")

    assert not alleged.involvements.filter(person=pupil).exists()
