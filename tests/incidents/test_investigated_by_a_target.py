"""Somebody who is a target in an incident leads no investigation of it, and sends no record of it out."""

import pytest

from core import clock
from core.access import Refused
from incidents import actions
from incidents.access import InvestigationAccess
from incidents.models import Incident, Investigation, PupilWithFile
from incidents.statement import Named
from people.models import User
from people.roles import Role
from tests.incidents.investigating import begin, concluded, signed

pytestmark = pytest.mark.once

RULES = {name for name, rule in vars(InvestigationAccess).items() if isinstance(rule, staticmethod)}
READS = {"read", "go_on"}  # that it goes on is for nobody to do


@pytest.fixture
def leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


@pytest.fixture
def investigation(reviewed, headteacher, leader):
    return begin(reviewed, headteacher, headteacher, leader)


@pytest.fixture
def hurt(reviewed, headteacher):
    """`hurt(user)`: the user was a target in it, as is known by now."""

    def make(user):
        actions.add_person(reviewed, Named(part="target", person=user.person), by=headteacher)

    return make


def may_do(user, investigation):
    found = Investigation.objects.get(pk=investigation.pk)
    return {name for name in RULES if InvestigationAccess.allows(User.objects.get(pk=user.pk), name, found)}


def test_who_handles_it_declares_that_before_any_verb_of_the_investigation(investigation, coordinator, hurt):
    before = may_do(coordinator, investigation)
    hurt(coordinator)
    undeclared = may_do(coordinator, investigation)
    actions.declare_interest(investigation.incident, by=coordinator, text="I was hurt.", stays_because="It is minor.")

    assert before == READS | {"print_record", "change_computer", "replace_reviewer", "stop"}
    assert undeclared == READS
    assert may_do(coordinator, investigation) == before


def test_one_of_the_two_undoes_no_signature_of_the_other(investigation, headteacher, leader, hurt):
    signed(concluded(investigation, headteacher), headteacher)
    before = may_do(leader, investigation)
    hurt(leader)

    with pytest.raises(Refused, match="You are part of this incident, or close to it"):
        investigation.take_up_again(by=leader, reason="I do not like it.")

    assert before == READS | {"print_record", "sign", "take_up_again"}
    assert may_do(leader, investigation) == READS
    assert [signature.name for signature in investigation.valid_signatures] == ["Hattie Head"]


def test_nor_is_the_record_sent_out_in_a_pupils_file(incident, pupil, coordinator, safeguarding_lead):
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=True, reason="Seen.")
    said = {"to_school": "Elm Park School", "left_on": clock.today()}
    transfer = PupilWithFile.objects.get(pk=pupil.pk).begin_transfer(by=safeguarding_lead, **said)
    transfer.choose(by=safeguarding_lead, incidents=[incident], open_because="They ask.")
    actions.keep_printed_file(transfer, [incident], b"%PDF-", by=safeguarding_lead)
    actions.add_person(incident, Named(part="target", person=safeguarding_lead.person), by=safeguarding_lead)

    verbs = ("print_file", "send", "end")
    refusals = {verb: transfer.access.refusal(safeguarding_lead, verb, transfer) for verb in verbs}
    with pytest.raises(Refused) as refused:
        transfer.choose(by=safeguarding_lead, incidents=[])
    stays = {"text": "I was hurt.", "stays_because": "Nobody else leads."}
    actions.declare_interest(Incident.objects.get(), by=safeguarding_lead, **stays)

    first = f"You are a target in {incident}: declare your interest there first, and step back or say why you stay."
    assert (refusals, str(refused.value)) == (dict.fromkeys(verbs, first), first)
    assert transfer.access.allows(safeguarding_lead, "send", transfer)
