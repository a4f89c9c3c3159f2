import pytest

from core.access import Refused
from incidents.codes import Branch
from incidents.states import Status


def test_a_coordinator_reviews_an_ordinary_incident(incident, coordinator):
    incident.review(
        by=coordinator, branch=Branch.UNSUITABLE, user_action=None, safeguarding=False, reason="Not illegal."
    )

    incident.refresh_from_db()
    assert incident.status == Status.UNDER_REVIEW
    assert incident.handler == coordinator
    assert incident.entries.first().text == "Under review. Unsuitable, not illegal. Not illegal."
    assert incident.history.first().history_user == coordinator
    assert incident.history.first().history_change_reason == "Not illegal."


def test_a_stranger_cannot_review(incident, stranger):
    with pytest.raises(Refused, match="Only somebody who handles"):
        incident.review(by=stranger, branch=Branch.UNSUITABLE, user_action=None, safeguarding=False, reason="x")


def test_a_coordinator_who_finds_it_illegal_keeps_reading_and_the_safeguarding_lead_takes_over(
    incident, coordinator, safeguarding_lead
):
    incident.review(by=coordinator, branch=Branch.ILLEGAL, user_action=None, safeguarding=False, reason="Could be.")

    incident.refresh_from_db()
    assert incident.route == "safeguarding"
    assert incident.standing_of(coordinator) == (True, False, False, False, False)
    assert incident.standing_of(safeguarding_lead).closes
    assert incident.handler is None
