from datetime import date

import pytest

from core.access import Refused
from incidents import actions
from incidents.codes import Branch, Finding
from incidents.models import Involvement
from incidents.statement import Named
from incidents.states import Status
from tests.incidents.browser_form import sent_by

SAID = {"finding": Finding.SUBSTANTIATED, "outcome": "Spoken to.", "rationale": "Seen by two."}
INFORMED = {"parents": "informed", "parents_informed_on": date(2026, 1, 5), "parents_informed_by": "Cora"}


@pytest.fixture
def ready(reviewed, coordinator):
    """Under review, and nothing is missing."""
    actions.record_parents(reviewed, [(reviewed.involvements.get(), INFORMED)], by=coordinator)
    return reviewed


def test_a_handler_closes_with_finding_outcome_and_reasons(ready, coordinator):
    ready.close(by=coordinator, **SAID)

    ready.refresh_from_db()
    assert ready.status == Status.CLOSED
    assert (ready.finding, ready.rationale, ready.closed_by) == ("substantiated", "Seen by two.", coordinator)
    assert ready.entries.first().text == "Closed. Substantiated: it happened. Seen by two."


def test_before_closing_each_pupils_parents_are_informed_or_why_not(reviewed, coordinator):
    with pytest.raises(Refused, match="parents of Pip Pupil were informed, or why not"):
        reviewed.close(by=coordinator, **SAID)

    reviewed.refresh_from_db()
    assert reviewed.status == Status.UNDER_REVIEW


def test_a_reason_for_not_informing_the_parents_is_enough(reviewed, coordinator):
    why_not = {"parents": "not_informed", "parents_reason": "A witness only."}
    actions.record_parents(reviewed, [(reviewed.involvements.get(), why_not)], by=coordinator)

    reviewed.close(by=coordinator, **SAID)

    assert reviewed.status == Status.CLOSED


def test_an_incident_that_was_not_reviewed_cannot_be_closed(incident, coordinator):
    with pytest.raises(Refused, match="reported cannot be closed"):
        incident.close(by=coordinator, **SAID)


def test_a_coordinator_who_kept_reading_cannot_close_what_the_safeguarding_lead_leads(
    incident, coordinator, safeguarding_lead
):
    incident.review(by=coordinator, branch=Branch.UNSUITABLE, user_action=None, safeguarding=True, reason="At risk.")

    with pytest.raises(Refused, match="The safeguarding lead or the head closes"):
        incident.close(by=coordinator, **SAID)


def test_the_illegal_branch_is_not_closed_without_a_referral_or_the_reason_why_not(log_incident, safeguarding_lead):
    illegal = log_incident(may_be_illegal=True)
    illegal.review(by=safeguarding_lead, branch=Branch.ILLEGAL, user_action=None, safeguarding=True, reason="Could be.")

    with pytest.raises(Refused, match="refer it to the authorities, or say why not"):
        illegal.close(by=safeguarding_lead, **SAID)


def test_closing_twice_is_refused(ready, coordinator):
    ready.close(by=coordinator, **SAID)

    with pytest.raises(Refused, match="closed cannot be closed"):
        ready.close(by=coordinator, **SAID)

    assert ready.entries.filter(verb="close").count() == 1


def test_an_instigator_is_alleged_until_a_finding(ready, coordinator):
    before = ready.involvements.get().part_in_words
    ready.close(by=coordinator, **SAID)

    after = Involvement.objects.get().part_in_words

    assert (before, after) == ("Alleged instigator", "Instigator")


def test_the_page_closes_and_says_so(ready, coordinator, signed_in):
    browser = signed_in(coordinator)

    response = browser.post(f"{ready.get_absolute_url()}close/", SAID, follow=True)

    assert "The incident is closed." in response.content.decode()
    assert ready.__class__.objects.get().status == Status.CLOSED


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("finding", "Choose what was found"),
        ("outcome", "Say what the outcome is"),
        ("rationale", "Give the reasons for the finding"),
    ],
)
def test_the_page_names_what_is_missing_and_keeps_the_rest(ready, coordinator, signed_in, field, sentence):
    page = signed_in(coordinator).post(f"{ready.get_absolute_url()}close/", SAID | {field: ""})

    shown = sent_by(page, "rationale")
    assert page.context["form"].errors == {field: [sentence]}
    assert {name: shown.get(name, "") for name in SAID} == SAID | {field: ""}
    assert ready.__class__.objects.get().status == Status.UNDER_REVIEW


def test_an_entry_after_closing_is_refused(ready, coordinator):
    ready.close(by=coordinator, **SAID)

    with pytest.raises(Refused, match="takes no entries"):
        ready.add_entry(by=coordinator, text="Too late")


def test_nobody_else_can_tell_from_a_refused_verb_what_is_in_it(log_incident, coordinator, signed_in, headteacher):
    restricted = log_incident(
        people=[Named(part="instigator", name="Mx Adult", kind="other", works_or_volunteers="unsure")]
    )

    assert signed_in(coordinator).get(f"{restricted.get_absolute_url()}close/").status_code == 404
