"""What is alleged against a colleague is investigated once it is decided on, and once the LADO has advised on harm."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents import actions
from incidents.models import Incident
from incidents.models.investigation.reviewers import Second
from incidents.statement import Named
from people.roles import Role
from tests.incidents.alleging import FRIDAY, page_of, tell_lado
from tests.incidents.investigating import begin, concluded, signed

pytestmark = pytest.mark.once

DECIDE, TELL, RECORD = "Decide on the allegation first", "tell the LADO first", "record first what they advised"
STATES = {  # of the allegation, one after the other → what has to come before anybody investigates
    "low_level": "",
    "conduct": "",
    "harm": TELL,
    "told": RECORD,
    "advised": "",
    "another_is_accused": DECIDE,
    "harm_of_two": TELL,
}
GOES_ON = ("go_on", "review_site", "change_computer", "replace_reviewer", "conclude", "sign", "take_up_again")
ADVISED = {"text": "Go on.", "given_by": "Lou Officer", "at": FRIDAY, "reference": "L-2"}


@pytest.fixture
def leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


@pytest.fixture
def under_way(decide, headteacher, leader):
    """Investigated by the head and the senior leader: it was judged a low-level concern."""
    alleged = decide("low_level")
    alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")
    return begin(alleged, headteacher, headteacher, leader)


def accuse(incident, user, by):
    actions.add_person(incident, Named(part="instigator", person=user.person), by=by)


def what_comes_first(investigation, user):
    """Verb → which of the three things it is refused for, of the investigation and of beginning one."""
    incident = Incident.objects.get(pk=investigation.incident_id)
    investigation.incident = incident
    refusals = {verb: investigation.access.refusal(user, verb, investigation) or "" for verb in GOES_ON}
    refusals["start_investigation"] = incident.access.refusal(user, "start_investigation", incident) or ""
    first = {verb: [each for each in (DECIDE, TELL, RECORD) if each in said] for verb, said in refusals.items()}
    assert investigation.access.allows(user, "stop", investigation)
    return {each for found in first.values() for each in found or [""]}


def test_nothing_of_it_goes_on_before_the_decision_and_the_advice(under_way, decide, headteacher, appoint, school):
    second, found = appoint(Role.STAFF, school, "Sid Second"), {}
    incident = under_way.incident
    comes_to = {
        "low_level": lambda: None,
        "conduct": lambda: decide("conduct", "Less."),
        "harm": lambda: decide("harm", "More came out."),
        "told": lambda: tell_lado(incident, headteacher),
        "advised": lambda: incident.record_advice(by=headteacher, **ADVISED),
        "another_is_accused": lambda: accuse(incident, second, by=headteacher),
        "harm_of_two": lambda: decide("harm", "Both of them."),
    }

    for state, happens in comes_to.items():
        happens()
        found[state] = what_comes_first(under_way, headteacher)

    assert found == {state: {first} for state, first in STATES.items()}


def test_no_investigation_begins_between_the_telling_and_the_advice(decide, headteacher, leader):
    alleged = decide("harm")
    alleged.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")
    tell_lado(alleged, headteacher)

    with pytest.raises(Refused, match="record first what they advised"):
        begin(alleged, headteacher, headteacher, leader)
    alleged.record_advice(by=headteacher, **ADVISED)
    begin(alleged, headteacher, headteacher, leader)

    assert alleged.investigations.count() == 1


def test_nobody_is_let_in_as_a_reviewer_before_the_decision(
    reviewed, coordinator, headteacher, leader, teacher, appoint
):
    other = appoint(Role.SENIOR_LEADER, reviewed.school, "Otto Other")
    investigation = begin(reviewed, headteacher, headteacher, leader)
    accuse(reviewed, teacher, by=headteacher)

    with pytest.raises(Refused, match="Decide on the allegation first"):
        actions.replace_reviewer(
            investigation, by=headteacher, first=headteacher, second=Second(user=other), reason="Ill."
        )

    assert not Incident.objects.readable_by(other).exists()


def test_what_one_of_the_two_has_signed_is_not_sealed_before_the_advice(under_way, decide, headteacher, leader):
    signed(concluded(under_way, headteacher), headteacher)
    decide("harm", "More came out.")

    with pytest.raises(Refused, match="tell the LADO first"):
        actions.sign(under_way, by=leader, shown=under_way.fingerprint)

    assert not under_way.is_sealed


def test_its_page_says_why_it_waits_and_it_may_be_stopped(under_way, decide, headteacher, signed_in):
    alleged, browser = decide("harm", "More came out."), signed_in(headteacher)

    page = page_of(alleged, browser, "investigation")
    browser.post(reverse("incidents:stop-investigation", args=[alleged.reference]), {"reason": "The LADO takes over."})

    under_way.refresh_from_db()
    assert "It waits.</strong> The harm threshold is met: tell the LADO first." in page
    assert "Stop the investigation" in page
    assert "Record another" not in page
    assert under_way.status == "stopped"
