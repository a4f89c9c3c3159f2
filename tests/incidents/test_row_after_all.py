"""The row of the policy is said before closing: anew where it was illegal and is not, and where nobody reviewed it."""

import pytest

from core.access import Refused
from incidents.codes import Branch, Finding
from incidents.models import Incident
from incidents.progress import lanes, what_is_next
from incidents.queries import rows_in_force

ANEW = ["say which row of the policy it was after all, or that it was none"]
NOBODY_REVIEWED = ["say which row of the policy it falls under, or none, and why: nobody reviewed it"]
SAID = {"finding": Finding.UNSUBSTANTIATED, "outcome": "Nothing.", "rationale": "Nothing was found."}


def needed(incident):
    incident = Incident.objects.get(pk=incident.pk)
    return [point.text for point in incident.missing_for_closure if point.anchor == "says"]


@pytest.fixture
def answered(log_incident, safeguarding_lead, referral):
    """`answered("not_confirmed")`: reviewed under an illegal row, referred, and the Police said so."""

    def make(answer):
        incident = log_incident(may_be_illegal=True)
        _, rows = rows_in_force(incident)
        row = next(row for row in rows if row.illegal)
        incident.review(by=safeguarding_lead, branch="illegal", user_action=row, safeguarding=True, reason="Yes.")
        incident.notify_authorities(by=safeguarding_lead, **referral)
        incident.record_answer(
            by=safeguarding_lead, answer=answer, answer_text="So.", reference="", answered_by="PC Quince"
        )
        incident.refresh_from_db()
        return incident

    return make


def test_what_was_not_confirmed_is_not_closed_under_an_illegal_row(answered, safeguarding_lead):
    incident = answered("not_confirmed")

    assert needed(incident) == ANEW
    with pytest.raises(Refused, match="which row of the policy it was after all"):
        incident.close(by=safeguarding_lead, **SAID)
    assert what_is_next(incident).verb == "choose_row"


def test_no_row_at_all_is_an_answer(answered, safeguarding_lead):
    incident = answered("not_confirmed")

    incident.choose_row(by=safeguarding_lead, user_action=None, reason="A drawing.")

    assert needed(incident) == []


def test_what_was_confirmed_keeps_its_row(answered):
    assert needed(answered("confirmed")) == []


def test_a_referral_from_the_report_is_no_review(referred, safeguarding_lead):
    referred.record_answer(
        by=safeguarding_lead, answer="finished", answer_text="Done.", reference="", answered_by="PC Quince"
    )
    referred.refresh_from_db()

    assert needed(referred) == NOBODY_REVIEWED
    assert [(step.label, step.state) for step in lanes(referred)[0]][1] == ("Not reviewed", "not taken")

    referred.choose_row(by=safeguarding_lead, user_action=None, reason="None fits.")

    assert needed(referred) == []


def test_a_review_is_enough(reviewed):
    assert reviewed.branch == Branch.UNSUITABLE
    assert needed(reviewed) == []
