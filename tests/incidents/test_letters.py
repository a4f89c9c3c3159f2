"""No e-mail names anybody or says what happened: all that can be told of an incident, read word by word."""

from typing import NamedTuple

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from core import clock
from incidents.codes import Branch, Finding
from incidents.models import Involvement
from incidents.statement import Named
from incidents.telling import REROUTED, TOLD
from people.models import Notice, User
from people.roles import Role
from people.tasks import send_morning_messages
from tests.incidents.investigating import begin

pytestmark = pytest.mark.once

SECRETS = {
    "description": "Quicksilver covered the blackboard.",
    "immediate_action": "Took the marmalade tablet away.",
    "told_by": "Wilhelmina Witness",
    "place_detail": "the observatory",
    "told_in_person": "Ottoline Officer",
}


class Sent(NamedTuple):
    """What the worker sent of all that happened, and what the tests look for in it."""

    letters: list[EmailMessage]
    references: set[str]
    about_head_and_chair: str
    lead: str
    names: set[str]


@pytest.fixture
def handlers(coordinator, safeguarding_lead, headteacher, chair):
    return {"coordinator": coordinator, "lead": safeguarding_lead, "head": headteacher, "chair": chair}


@pytest.fixture
def everything(handlers, log_incident, pupil, other_pupil, referral, work, appoint, school) -> Sent:
    """Six incidents go through every verb that tells somebody, and the worker sends it all."""
    headteacher, safeguarding_lead = handlers["head"], handlers["lead"]
    accused = [Named(part=Involvement.Part.INSTIGATOR, person=handlers[who].person) for who in ("head", "chair")]
    people = [
        Named(part=Involvement.Part.INSTIGATOR, person=pupil),
        Named(part=Involvement.Part.TARGET, person=other_pupil),
        Named(part=Involvement.Part.WITNESS, name="Zebedee Zephyr", kind="pupil"),
    ]
    first = log_incident(people=people, **SECRETS)
    first.review(by=headteacher, branch=Branch.UNSUITABLE, user_action=None, safeguarding=True, reason="Kumquat.")
    for involvement in first.involvements.all():
        involvement.inform_parents(
            by=headteacher,
            parents=Involvement.Parents.NOT_INFORMED,
            parents_informed_on=None,
            parents_informed_by="",
            parents_informed_how="",
            parents_reason="Kumquat.",
            voice="Kumquat.",
            no_misuse=True,
        )
    first.take_over(by=safeguarding_lead)
    first.close(by=headteacher, finding=Finding.UNFOUNDED, outcome="Kumquat.", rationale="Kumquat.", debrief="Kumquat.")
    first.reopen(by=headteacher, reason="Kumquat.")
    first.withdraw(by=headteacher, reason="Kumquat.")
    second = log_incident(people=people, may_be_illegal=True, **SECRETS)
    second.notify_authorities(by=safeguarding_lead, **referral | {"reason": "Kumquat.", "spoke_to": "Kumquat"})
    asked = {"word": "wait", "agency": "police", "spoke_to": "Kumquat", "said_at": clock.now()}
    second.agree_on_parents(by=headteacher, reason="Kumquat.", **asked)
    second.record_answer(
        by=headteacher, answer="confirmed", answer_text="Kumquat.", reference="Kumquat", answered_by="PC Quince"
    )
    third = log_incident(people=people, may_be_illegal=True, **SECRETS)
    third.decide_not_to_refer(by=safeguarding_lead, agency="police", reason="Kumquat.")
    third.correct_own(by=third.reported_by, text="Kumquat.")
    fourth = log_incident(people=accused)
    fifth = log_incident(people=people, about_headteacher=True, **SECRETS)
    for other in (appoint(Role.CHAIR_OF_GOVERNORS, school, "Cleo Chair"), handlers["chair"]):
        fifth.decide_allegation(by=other, threshold="harm", reason=f"Kumquat of {other}.")
    sixth = log_incident(people=people, **SECRETS)
    sixth.review(by=headteacher, branch=Branch.UNSUITABLE, user_action=None, safeguarding=True, reason="Kumquat.")
    begin(sixth, headteacher, headteacher, appoint(Role.SENIOR_LEADER, school, "Lena Leader"))
    sixth.notify_authorities(by=headteacher, **referral | {"reason": "Kumquat.", "spoke_to": "Kumquat"})
    sixth.record_answer(by=headteacher, answer="not_confirmed", answer_text="Kumquat.", reference="", answered_by="PC")
    work()
    return Sent(
        letters=list(mail.outbox),
        references={each.reference for each in (first, second, third, fourth, fifth, sixth)},
        about_head_and_chair=fourth.reference,
        lead=safeguarding_lead.email,
        names={name for user in User.objects.all() for name in user.name.split()},
    )


@pytest.fixture(scope="module")
def kept() -> list[Sent]:
    return []


@pytest.fixture
def sent(db, kept, request) -> Sent:
    """It all goes once, for the first test that reads it."""
    if not kept:
        kept.append(request.getfixturevalue("everything"))
    return kept[0]


def test_each_line_of_the_table_was_sent(sent):
    bodies = "\n".join(letter.body for letter in sent.letters)
    wanted = {line.wanted for lines in TOLD.values() for line in lines} | {REROUTED.wanted}

    assert {sentence for sentence in wanted if sentence not in bodies} == set()


def test_it_says_which_incident(sent):
    assert {letter.subject.split(":")[0] for letter in sent.letters} == sent.references


def test_no_name_and_no_text_is_in_any_of_them(sent):
    words = {word.strip(".,") for text in SECRETS.values() for word in text.split() if len(word) > 6}
    names = sent.names | {"Pip", "Quinn", "Zebedee", "Zephyr"}
    secret = words | names | {"Kumquat", "filter", "Ashdown"}

    said = "\n".join(letter.message().as_string().split("Date:")[1] + letter.subject for letter in sent.letters)

    assert len(sent.letters) > 8
    assert {word for word in secret if word.lower() in said.lower()} == set()


def test_nobody_accused_got_any(sent):
    got_it = [letter.to for letter in sent.letters if sent.about_head_and_chair in letter.subject]

    assert got_it == [[sent.lead]]


def test_who_is_accused_after_it_was_told_gets_none(log_incident, coordinator, headteacher, work):
    incident = log_incident()
    Involvement(incident=incident, person=coordinator.person, kind="staff", part=Involvement.Part.INSTIGATOR).save_as(
        headteacher
    )
    assert Notice.objects.filter(user=coordinator).exists()

    work()

    assert [letter.to for letter in mail.outbox] == [[headteacher.email]]
    assert not Notice.objects.filter(user=coordinator).exists()


def test_who_loses_the_role_before_the_morning_reads_nothing_of_it(log_incident, coordinator, headteacher, work):
    coordinator.choose_messages(by=coordinator, messages=User.Messages.DAILY)
    log_incident()
    coordinator.memberships.all().delete()

    send_morning_messages.call()
    work()

    assert [letter.to for letter in mail.outbox] == [[headteacher.email]]
