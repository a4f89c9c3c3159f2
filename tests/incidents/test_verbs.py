"""The verbs on an incident: each moves it as the table of states says, or refuses with its reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.access import Refused
from incidents.codes import Branch, Told
from incidents.models import Incident, Referral
from incidents.states import TRANSITIONS, Answer, Status, after, allows


def test_a_referral_puts_it_with_the_authorities_on_the_illegal_branch(incident, headteacher, referral):
    incident.notify_authorities(by=headteacher, **referral)

    incident.refresh_from_db()
    assert (incident.status, incident.branch) == (Status.WITH_AUTHORITIES, Branch.ILLEGAL)
    assert incident.device_kept == "Locked in the office"
    assert Referral.objects.get().by == headteacher


def test_a_coordinator_who_refers_keeps_reading_and_the_safeguarding_lead_takes_over(
    incident, coordinator, safeguarding_lead, referral
):
    incident.notify_authorities(by=coordinator, **referral)

    incident.refresh_from_db()
    assert incident.standing_of(coordinator) == (True, False, False, False, False)
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
    referred.record_answer(
        by=safeguarding_lead, answer=answer, answer_text="They rang.", reference="", answered_by="PC Quince"
    )

    referred.refresh_from_db()
    assert (referred.status, referred.branch, referred.authority_outcome) == (status, branch, answer)


def test_while_waiting_nothing_else_moves_it(referred, safeguarding_lead):
    for verb in ("review", "close", "withdraw", "notify_authorities"):
        refusal = Incident.access.refusal(safeguarding_lead, verb, referred) or "allowed"
        assert refusal.startswith("An incident that is with the authorities cannot be"), verb


def test_a_decision_not_to_refer_ends_the_illegal_branch_with_its_reason(log_incident, safeguarding_lead):
    incident = log_incident(may_be_illegal=True)

    incident.decide_not_to_refer(by=safeguarding_lead, agency="police", reason="A misunderstanding.")

    incident.refresh_from_db()
    assert incident.branch == Branch.UNSUITABLE
    assert Referral.objects.get().told == Told.NOT_REFERRED


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


def test_the_coordinator_does_not_withdraw_what_is_restricted_and_the_head_does(log_incident, coordinator, headteacher):
    incident = log_incident(kind="staff_conduct")

    with pytest.raises(Refused, match="Only somebody who handles this incident can withdraw it"):
        incident.withdraw(by=coordinator, reason="Reported in error.")
    still = Incident.objects.get().status
    incident.decide_allegation(by=headteacher, threshold="nobody_here", reason="Reported in error.")
    incident.withdraw(by=headteacher, reason="Reported in error.")

    assert (still, incident.status) == (Status.REPORTED, Status.WITHDRAWN)


def test_a_duplicate_names_one_that_can_be_read(incident, log_incident, coordinator, signed_in):
    other, hidden = log_incident(), log_incident(kind="staff_conduct")
    browser, url = signed_in(coordinator), f"{incident.get_absolute_url()}withdraw/"

    refused = browser.post(url, {"reason": "Twice", "duplicate_of": hidden.reference})
    browser.post(url, {"reason": "Twice", "duplicate_of": other.reference.lower()})

    incident.refresh_from_db()
    assert "no incident with this reference that you can read" in refused.content.decode()
    assert incident.duplicate_of == other


def test_a_duplicates_reference_is_shown_only_to_who_may_read_that_one(
    incident, log_incident, coordinator, headteacher, governor, signed_in
):
    other = log_incident()
    incident.withdraw(by=coordinator, reason="Twice.", duplicate_of=other)
    incident.readers.create(user=governor, by=headteacher, reason="Second person")

    page, readers_page = (signed_in(user).get(incident.get_absolute_url()) for user in (coordinator, governor))

    assert f'href="{other.get_absolute_url()}"' in page.content.decode()
    assert readers_page.status_code == 200
    assert other.reference not in readers_page.content.decode()


def test_a_verb_leaves_history_and_an_entry_with_actor_and_reason(incident, coordinator):
    incident.withdraw(by=coordinator, reason="In error.")

    row, entry = incident.history.first(), incident.entries.first()
    assert (row.status, row.history_user, row.history_user_name) == ("withdrawn", coordinator, "Cora Coordinator")
    assert row.history_change_reason == "In error."
    assert (entry.verb, entry.by, entry.text) == ("withdraw", coordinator, "Withdrawn. In error.")


def test_a_verb_whose_entry_fails_saves_nothing(incident, coordinator, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the entry cannot be written")

    monkeypatch.setattr(Incident, "note", fails)

    with pytest.raises(RuntimeError):
        incident.withdraw(by=coordinator, reason="In error.")

    assert Incident.objects.get().status == Status.REPORTED
    assert incident.history.count() == 1


def test_the_first_review_is_remembered_whatever_follows(incident, headteacher, referral):
    first, later = clock.now() + timedelta(minutes=5), clock.now() + timedelta(minutes=10)
    with clock.set_to(first):
        incident.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
    with clock.set_to(later):
        incident.notify_authorities(by=headteacher, **referral)

    incident.refresh_from_db()
    assert incident.reviewed_at == first


def test_a_referral_without_a_review_is_its_first_review(incident, headteacher, referral):
    with clock.set_to(clock.now()):
        incident.notify_authorities(by=headteacher, **referral)
        now = clock.now()

    incident.refresh_from_db()
    assert incident.reviewed_at == now


def test_reopening_what_was_withdrawn_before_any_review_is_its_first_review(incident, coordinator, headteacher):
    incident.withdraw(by=coordinator, reason="Twice.")
    with clock.set_to(clock.now()):
        incident.reopen(by=headteacher, reason="It was not.")
        now = clock.now()

    incident.refresh_from_db()
    assert (incident.reviewed_at, incident.handler) == (now, headteacher)


def test_reopening_keeps_the_first_review_and_the_handler(reviewed, coordinator, headteacher):
    first = reviewed.reviewed_at
    reviewed.withdraw(by=coordinator, reason="Twice.")

    reviewed.reopen(by=headteacher, reason="It was not.")

    reviewed.refresh_from_db()
    assert (reviewed.reviewed_at, reviewed.handler) == (first, coordinator)


ALLOWED = {
    (Status.REPORTED, "review"),
    (Status.REPORTED, "notify_authorities"),
    (Status.REPORTED, "withdraw"),
    (Status.UNDER_REVIEW, "notify_authorities"),
    (Status.UNDER_REVIEW, "close"),
    (Status.UNDER_REVIEW, "withdraw"),
    (Status.UNDER_REVIEW, "record_answer"),  # of an agency that was silent
    (Status.WITH_AUTHORITIES, "record_answer"),
    (Status.CLOSED, "reopen"),
    (Status.WITHDRAWN, "reopen"),
}
MOVING_VERBS = ["review", "notify_authorities", "record_answer", "close", "withdraw", "reopen"]


@pytest.mark.parametrize("verb", MOVING_VERBS)
@pytest.mark.parametrize("status", Status)
def test_which_verb_may_happen_in_which_status(status, verb):
    assert allows(status, verb) == ((status, verb) in ALLOWED)


def test_no_other_verb_moves_an_incident():
    assert {step.verb for step in TRANSITIONS} == set(MOVING_VERBS)


def test_what_is_not_in_the_table_leads_nowhere():
    with pytest.raises(KeyError):
        after(Status.REPORTED, "close")


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
