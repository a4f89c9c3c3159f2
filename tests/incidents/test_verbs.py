"""The verbs on an incident: each moves it as the table of states says, or refuses with its reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.access import Refused
from incidents.codes import Branch
from incidents.models import Incident, Referral
from incidents.states import TRANSITIONS, Answer, Status, after, allows


@pytest.fixture
def referred(log_incident, safeguarding_lead):
    """With the authorities, referred by the safeguarding lead."""
    incident = log_incident(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **REFERRAL)
    return incident


REFERRAL = {
    "agency": "police",
    "at": clock.now() - timedelta(minutes=5),
    "spoke_to": "Sam spoke to the duty officer",
    "reason": "May be illegal.",
    "reference": "P-1",
    "device_kept": "Locked in the office",
}


def test_a_referral_puts_it_with_the_authorities_on_the_illegal_branch(incident, headteacher):
    incident.notify_authorities(by=headteacher, **REFERRAL)

    incident.refresh_from_db()
    assert (incident.status, incident.branch) == (Status.WITH_AUTHORITIES, Branch.ILLEGAL)
    assert incident.device_kept == "Locked in the office"
    assert Referral.objects.get().by == headteacher


def test_a_coordinator_who_refers_keeps_reading_and_the_safeguarding_lead_takes_over(
    incident, coordinator, safeguarding_lead
):
    incident.notify_authorities(by=coordinator, **REFERRAL)

    incident.refresh_from_db()
    assert incident.standing_of(coordinator) == (True, False, False, False)
    assert incident.standing_of(safeguarding_lead).handles


@pytest.mark.parametrize(
    ("answer", "status", "branch"),
    [
        (Answer.NOT_CONFIRMED, Status.UNDER_REVIEW, Branch.UNSUITABLE),
        (Answer.CONFIRMED, Status.WITH_AUTHORITIES, Branch.ILLEGAL),
        (Answer.FINISHED, Status.UNDER_REVIEW, Branch.ILLEGAL),
    ],
)
def test_each_answer_leads_where_the_table_says(referred, safeguarding_lead, answer, status, branch):
    referred.record_answer(by=safeguarding_lead, answer=answer, answer_text="They rang.", reference="")

    referred.refresh_from_db()
    assert (referred.status, referred.branch, referred.authority_outcome) == (status, branch, answer)


def test_while_waiting_nothing_else_moves_it(referred, safeguarding_lead):
    for verb in ("review", "close", "withdraw", "reopen", "notify_authorities"):
        assert Incident.access.refusal(safeguarding_lead, verb, referred), verb


def test_a_decision_not_to_refer_ends_the_illegal_branch_with_its_reason(log_incident, safeguarding_lead):
    incident = log_incident(may_be_illegal=True)

    incident.decide_not_to_refer(by=safeguarding_lead, agency="police", reason="A misunderstanding.")

    incident.refresh_from_db()
    assert incident.branch == Branch.UNSUITABLE
    assert Referral.objects.get().referred is False


def test_a_reviewer_cannot_quietly_take_it_off_the_illegal_branch(log_incident, safeguarding_lead):
    incident = log_incident(may_be_illegal=True)

    with pytest.raises(Refused, match="ends the illegal branch"):
        incident.review(
            by=safeguarding_lead, branch=Branch.UNSUITABLE, user_action=None, safeguarding=False, reason="No."
        )


def test_withdrawing_and_reopening_by_the_head(incident, coordinator, headteacher):
    incident.withdraw(by=coordinator, reason="Reported twice.")

    with pytest.raises(Refused, match="Only the head"):
        incident.reopen(by=coordinator, reason="No.")
    incident.reopen(by=headteacher, reason="It was not.")

    assert incident.status == Status.UNDER_REVIEW
    assert [entry.verb for entry in incident.entries.all()] == ["reopen", "withdraw", "report"]


def test_the_coordinator_does_not_withdraw_what_is_restricted(log_incident, headteacher):
    incident = log_incident(kind="staff_conduct")

    incident.withdraw(by=headteacher, reason="Reported in error.")

    assert incident.status == Status.WITHDRAWN


def test_a_duplicate_names_one_that_can_be_read(incident, log_incident, coordinator, signed_in):
    other, hidden = log_incident(), log_incident(kind="staff_conduct")
    browser, url = signed_in(coordinator), f"{incident.get_absolute_url()}withdraw/"

    refused = browser.post(url, {"reason": "Twice", "duplicate_of": hidden.reference})
    browser.post(url, {"reason": "Twice", "duplicate_of": other.reference.lower()})

    incident.refresh_from_db()
    assert "no incident with this reference that you can read" in refused.content.decode()
    assert incident.duplicate_of == other


def test_a_verb_leaves_history_with_actor_and_reason_in_the_same_transaction(incident, coordinator):
    try:
        with transaction.atomic():
            incident.withdraw(by=coordinator, reason="In error.")
            raise RuntimeError("something after the verb fails")
    except RuntimeError:
        incident.refresh_from_db()

    assert incident.status == Status.REPORTED
    assert incident.history.count() == 1
    assert incident.entries.count() == 1


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", sorted({step.verb for step in TRANSITIONS}))
def test_allowed_is_exactly_what_has_a_target(status, verb):
    targets = [step.target for step in TRANSITIONS if (step.source, step.verb) == (status, verb)]

    assert allows(status, verb) == bool(targets)
    if not targets:
        with pytest.raises(KeyError):
            after(status, verb)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"about_headteacher": True}, "about_the_head_is_restricted"),
        ({"status": "closed"}, "closed_incident_has_finding_and_reasons"),
        ({"status": "with_authorities"}, "only_the_illegal_branch_is_with_the_authorities"),
        ({"occurred_at": clock.now() + timedelta(days=1)}, "happened_before_reported"),
    ],
)
def test_the_database_itself_refuses(incident, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(**change)
