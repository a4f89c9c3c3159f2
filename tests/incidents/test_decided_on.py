"""On whom the authority has decided: they stay named, and the authority alone changes what they are."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.actions import add_person, change_person, declare_interest, remove_person
from incidents.allegations import with_state_of_allegation
from incidents.models import Incident, Involvement
from incidents.statement import Named
from people.roles import Role
from tests.incidents.alleging import page_of
from tests.incidents.browser_form import sent_by
from tests.pages import main_of

pytestmark = pytest.mark.once


def test_who_is_decided_on_is_not_taken_out_and_what_was_typed_stays(decide, headteacher, signed_in):
    alleged = decide("low_level")
    covered, browser = alleged.involvements.get(), signed_in(headteacher)

    answer = browser.post(
        reverse("incidents:remove-person", args=[alleged.reference, covered.pk]), {"reason": "Another Tess."}
    )

    page = main_of(answer, 409)
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


def test_what_is_shared_is_opened_to_the_accused_by_the_authority_alone(
    decide, coordinator, headteacher, teacher, appoint, signed_in
):
    appoint(Role.COORDINATOR, teacher.memberships.get().school, user=teacher)
    shared = decide("low_level")
    shared.share(by=headteacher, reason="A matter of training.")
    accused, browser = shared.involvements.get(), signed_in(coordinator)
    url = reverse("incidents:change-person", args=[shared.reference, accused.pk])

    page = main_of(
        browser.post(url, sent_by(browser.get(url), "part") | {"part": "witness", "reason": "I say so."}), 409
    )
    read_by_the_accused = Incident.objects.readable_by(teacher).exists()

    assert "only the head (or the chair, about the head) changes what they are" in page
    assert "I say so." in page
    assert not read_by_the_accused
    offered = [f'href="{url}"' in page_of(shared, signed_in(user), "people") for user in (coordinator, headteacher)]
    assert offered == [False, True]


def test_where_the_head_has_stepped_back_from_what_was_shared_whoever_handles_it_does(decide, coordinator, headteacher):
    shared = decide("low_level")
    shared.share(by=headteacher, reason="A matter of training.")
    declare_interest(shared, by=headteacher, text="My neighbour.")

    change_person(shared.involvements.get(), by=coordinator, reason="She only saw it.", part="witness")

    assert shared.involvements.get().part == "witness"


def test_the_authority_says_that_they_only_saw_it(decide, headteacher):
    accused = decide("low_level").involvements.get()

    change_person(accused, by=headteacher, reason="She only saw it.", part="witness")

    assert accused.part == "witness"


def test_what_a_pupil_did_is_changed_by_whoever_handles_it(alleged, decide, headteacher, coordinator, pupil):
    add_person(alleged, Named(part="instigator", person=pupil), by=headteacher)
    decide("low_level").share(by=headteacher, reason="A matter of training.")

    change_person(alleged.involvements.get(person=pupil), by=coordinator, reason="Pip only saw it.", part="witness")

    assert alleged.involvements.get(person=pupil).part == "witness"


def test_who_was_in_another_part_at_the_last_decision_is_decided_on_anew(alleged, decide, headteacher, pupil):
    decide("conduct")
    [accused] = alleged.involvements.filter(part="instigator")
    change_person(accused, by=headteacher, reason="He only saw it.", part=Involvement.Part.WITNESS)
    decide("nobody_here")

    change_person(Involvement.objects.get(pk=accused.pk), by=headteacher, reason="After all.", part="instigator")

    again = Incident.objects.get(pk=alleged.pk)
    listed = with_state_of_allegation(Incident.objects.filter(pk=alleged.pk)).get()
    assert again.needs_decision
    assert listed.needs_decision
    with pytest.raises(Refused, match="Decide on the allegation first"):
        again.share(by=headteacher, reason="About nobody here.")
