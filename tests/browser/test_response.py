"""Both branches from the report to the closure: each way in, each answer of the authorities, each refusal met."""

import pytest

from incidents.models import Incident
from incidents.statement import Named
from people.models import Person

from .conftest import PASSWORD
from .responding import Responding

WITH_THEM = "It is with the authorities: nobody investigates until they answer."
NOT_BEFORE = "Nobody investigates before the authorities answer."
WAITS = "Informing the parents waits until the Police or social care agree."


@pytest.fixture
def responding(browser_of, open_context, sign_in, checked):
    """`responding(user, incident)`: this user, in a browser of their own; `too_late`: what they send is refused once,
    of which the browser's console tells as well."""

    def enter(user, incident, *, too_late=False):
        if not too_late:
            return Responding(browser_of(user), incident, checked)
        page = open_context().new_page()
        sign_in(page, user)
        return Responding(page, incident, checked)

    return enter


def stands(incident):
    incident = Incident.objects.get(pk=incident.pk)
    return incident.status, incident.branch, incident.way_in


def test_no_child_at_immediate_risk_and_nothing_is_confirmed(responding, log_incident, safeguarding_lead, pupil):
    incident = log_incident(kind="contact", people=[Named(part="target", person=pupil)])
    lead = responding(safeguarding_lead, incident)

    # before anybody was told
    lead.opens_it()
    lead.reads("This may be illegal. Leave everything exactly as it is.")
    lead.is_refused("close/", "An incident that is reported cannot be closed.")
    lead.is_refused("investigation/start/", NOT_BEFORE)
    lead.tries_to_inform_parents()
    lead.is_warned(WAITS)
    lead.check(lead.page)

    # with the authorities
    lead.refers_it("No child is at immediate risk", "Police", look=True)
    lead.reads("Tell the Police or CEOP")
    lead.is_refused("investigation/start/", WITH_THEM)
    lead.is_refused("close/", "An incident that is with the authorities cannot be closed.")
    lead.tries_to_inform_parents()
    lead.is_warned(WAITS)
    lead.hears_that_they_agree(look=True)
    lead.tries_to_inform_parents()
    lead.is_told("It is recorded.")

    # back on the other branch
    lead.records_their_answer("not confirmed")
    assert stands(incident) == ("under_review", "unsuitable", "no_immediate_risk")
    lead.is_refused("close/", "say which row of the policy it was after all")
    lead.says_that_no_row_fits()
    lead.reads("Everything required is done: it can be closed")
    lead.closes_it()
    assert stands(incident) == ("closed", "unsuitable", "no_immediate_risk")


def test_whom_it_was_referred_to_never_answers(responding, log_incident, safeguarding_lead):
    incident = log_incident(kind="contact")
    lead = responding(safeguarding_lead, incident)
    lead.refers_it("No child is at immediate risk", "Internet Watch Foundation")

    lead.records_their_answer("none")
    lead.is_refused("investigation/start/", "Nobody answers: refer it to the Police, or decide not to.")
    lead.is_refused("close/", "refer it to the Police (")

    lead.decides_not_to_refer_it("Police")
    lead.says_that_no_row_fits()
    lead.closes_it()
    assert stands(incident) == ("closed", "unsuitable", "no_immediate_risk")


def test_a_child_at_risk_and_it_is_confirmed_and_finished(responding, log_incident, safeguarding_lead, pupil):
    incident = log_incident(kind="nudes", child_in_danger=True, people=[Named(part="target", person=pupil)])
    lead = responding(safeguarding_lead, incident)

    # files are refused from the start
    lead.opens_it()
    lead.is_refused("evidence/attach/", "nothing is attached, and nobody opens what is there")

    # what this way asks for first
    lead.refers_it("A child is at immediate risk", "Police")
    lead.reads("Take the first steps (2 still needed).")
    lead.tells("Children's social care", look=True)
    lead.records_a_meeting(look=True)
    lead.reads("Wait for the answer of the Police, and record it.")
    lead.check(lead.page)

    # their answers: the Police go on, and finish
    lead.records_their_answer("not confirmed", of="Children's social care")
    lead.is_refused("close/", "An incident that is with the authorities cannot be closed.")
    lead.records_their_answer("confirmed", of="Police")
    lead.is_refused("investigation/start/", WITH_THEM)
    lead.records_their_answer("finished", of="Police")
    assert stands(incident) == ("under_review", "illegal", "child_at_risk")

    # internal procedures follow: closing says what is still missing
    lead.is_refused("close/", "record whether the Police or social care let you inform the parents")
    lead.is_refused("evidence/attach/", "nothing is attached, and nobody opens what is there")
    lead.hears_that_they_agree()
    lead.tries_to_inform_parents()
    lead.says_that_no_row_fits()
    lead.closes_it()
    assert stands(incident) == ("closed", "illegal", "child_at_risk")


def test_an_adult_is_involved_and_nothing_is_confirmed(
    responding, log_incident, headteacher, coordinator, appoint, school, pupil
):
    accused = Person.objects.create(school=school, kind="staff", name="Alma Accused")
    people = [Named(part="instigator", person=accused), Named(part="target", person=pupil)]
    incident = log_incident(may_be_illegal=True, people=people)
    head = responding(headteacher, incident)

    # it is for the head alone
    responding(coordinator, incident).finds_nothing()

    head.refers_it("A member of staff", "Local Authority Designated Officer")
    head.reads("To do: Call a strategy meeting")
    head.is_refused("investigation/start/", WITH_THEM)
    head.records_their_answer("not confirmed")
    assert stands(incident) == ("under_review", "unsuitable", "adult_involved")

    head.is_refused("close/", "decide on the allegation")
    head.decides_on_the_allegation()
    head.is_refused("close/", "record the strategy meeting, or why none was called")
    head.says_that_no_meeting_is_called("The LADO saw no need.")
    head.tries_to_inform_parents()
    head.says_that_no_row_fits()
    head.is_refused("close/", "say which misuse it was for Alma Accused, or that none applies")
    head.says_that_no_misuse_applies()
    head.closes_it()
    assert stands(incident) == ("closed", "unsuitable", "adult_involved")


def test_unsuitable_and_two_people_investigate(responding, incident, coordinator, headteacher):
    first, second = responding(coordinator, incident), responding(headteacher, incident, too_late=True)

    first.reviews_it()
    first.follows("Start an investigation")
    first.names_two(coordinator, coordinator)
    first.is_warned("choose somebody else as the second")
    first.names_two(coordinator, headteacher)
    first.is_told("The investigation has begun.")
    first.records_an_address("https://proxy.example/")
    first.concludes()
    first.is_refused("close/", "have the investigation signed by both, or stop it")

    # signed by one, and changed before the other signs
    first.opens_the_page_to_sign()
    first.signs(PASSWORD)
    first.is_told("You have signed.")
    first.is_refused("investigation/sign/", "You have signed it. The other reviewer signs now.")
    first.is_refused("investigation/rows/add/", "It is concluded: take it up again before anything in it is changed.")
    second.opens_the_page_to_sign()
    first.takes_it_up_again()
    first.records_an_address("https://another.example/")
    first.concludes()
    second.signs(PASSWORD)
    second.is_warned("It was changed after this page was opened.")

    # signed by both as it stands
    second.opens_the_page_to_sign()
    second.signs(PASSWORD)
    first.opens_the_page_to_sign()
    first.signs(PASSWORD)
    first.is_refused("investigation/rows/add/", "It is sealed: both have signed.")
    first.tries_to_inform_parents()
    first.says_that_no_misuse_applies()
    first.closes_it()
    assert stands(incident) == ("closed", "unsuitable", "")
