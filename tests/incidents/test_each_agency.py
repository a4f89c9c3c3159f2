"""What each agency said, and where the incident stands then: the table of docs/decisions/0123."""

import pytest

from core import clock
from incidents.models import Incident
from incidents.progress import what_is_next

pytestmark = pytest.mark.once

WAITS, ILLEGAL, UNSUITABLE = (
    ("with_authorities", "illegal"),
    ("under_review", "illegal"),
    ("under_review", "unsuitable"),
)

# The Police and children's social care were told. What they said, one after the other, and what follows.
SAID = {
    "care: confirmed": WAITS,
    "care: confirmed, police: not_confirmed": WAITS,
    "care: confirmed, police: finished": WAITS,
    "care: confirmed, police: not_confirmed, care: not_confirmed": UNSUITABLE,
    "care: confirmed, police: not_confirmed, care: finished": ILLEGAL,
    "care: confirmed, care: finished, police: not_confirmed": ILLEGAL,
    "care: finished, police: not_confirmed": ILLEGAL,
    "care: not_confirmed, police: not_confirmed": UNSUITABLE,
    "care: not_confirmed, police: finished": ILLEGAL,
    "police: confirmed, care: not_confirmed": WAITS,
    "police: confirmed, care: finished": WAITS,
    "police: confirmed, police: not_confirmed": UNSUITABLE,
    "police: not_confirmed": UNSUITABLE,
    "police again, police: not_confirmed": UNSUITABLE,
    "ceop, police: not_confirmed": WAITS,
}
AGENCIES = {"care": "childrens_services", "police": "police", "ceop": "ceop"}


@pytest.fixture
def say(referred, safeguarding_lead):
    """`say("care: confirmed")`: that agency's answer; without one, it is told besides."""

    def make(step):
        whose, _, answer = step.removesuffix(" again").partition(": ")
        told = {"spoke_to": "Sam to them", "reason": "Theirs too.", "reference": "", "at": clock.now()}
        if answer:
            said = {"answer_text": "As they said.", "answered_by": "PC Quince", "reference": ""}
            referred.record_answer(by=safeguarding_lead, agency=AGENCIES[whose], answer=answer, **said)
        else:
            referred.tell_agency(by=safeguarding_lead, agency=AGENCIES[whose], **told)

    return make


@pytest.mark.parametrize("steps", SAID)
def test_what_one_confirmed_is_ended_by_its_own_word_alone(referred, say, steps):
    say("care")

    for step in steps.split(", "):
        say(step)

    incident = Incident.objects.get()
    assert (incident.status, incident.branch) == SAID[steps]


def test_nobody_investigates_while_one_of_them_does(referred, say, headteacher):
    for step in ("care", "care: confirmed", "police: not_confirmed"):
        say(step)

    incident = Incident.objects.get()
    assert incident.authority_outcome == "confirmed"
    assert "Wait for the answer of children's social care, and record it." in what_is_next(incident).sentence
    assert incident.entries.first().text == "Police: No illegal activity or material confirmed. As they said."
    assert "nobody investigates until they answer" in incident.access.refusal(
        headteacher, "start_investigation", incident
    )


@pytest.mark.parametrize(("whose", "follows"), [("it_provider", WAITS), ("lado", UNSUITABLE), ("police", UNSUITABLE)])
def test_who_was_only_told_does_not_answer_for_whom_it_was_referred_to(
    log_incident, safeguarding_lead, referral, whose, follows
):
    incident = log_incident(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": "lado"})
    told = {"spoke_to": "Sam to them", "reason": "Theirs too.", "reference": "", "at": clock.now()}
    if whose != "lado":
        incident.tell_agency(by=safeguarding_lead, agency=whose, **told)

    said = {"answer_text": "Nothing here.", "answered_by": "Somebody there", "reference": ""}
    incident.record_answer(by=safeguarding_lead, agency=whose, answer="not_confirmed", **said)

    assert (incident.status, incident.branch) == follows


def test_referred_anew_what_others_finished_stays_illegal(referred, say, safeguarding_lead, referral):
    say("police: finished")
    referred.notify_authorities(by=safeguarding_lead, **referral | {"agency": "childrens_services"})

    say("care: not_confirmed")

    incident = Incident.objects.get()
    assert (incident.status, incident.branch, incident.authority_outcome) == (*ILLEGAL, "finished")


@pytest.mark.parametrize("order", ["care: finished, police: not_confirmed", "police: not_confirmed, care: finished"])
def test_once_the_police_answered_the_order_of_the_answers_says_nothing(
    log_incident, safeguarding_lead, referral, order
):
    incident = log_incident(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral | {"agency": "iwf"})
    told = {"spoke_to": "Sam to them", "reason": "Theirs too.", "reference": "", "at": clock.now()}
    for whose in ("care", "police"):
        incident.tell_agency(by=safeguarding_lead, agency=AGENCIES[whose], **told)

    said = {"answer_text": "As they said.", "answered_by": "PC Quince", "reference": ""}
    for step in ["care: confirmed", *order.split(", ")]:
        whose, answer = step.split(": ")
        incident.record_answer(by=safeguarding_lead, agency=AGENCIES[whose], answer=answer, **said)

    incident = Incident.objects.get()
    assert (incident.status, incident.branch, incident.authority_outcome) == (*ILLEGAL, "finished")
