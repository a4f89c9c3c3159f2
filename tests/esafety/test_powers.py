"""What the page about a user says they may do is what the rules let them do."""

from datetime import date

import pytest

from compliance.access import BreachAccess, RequestAccess, RetentionAccess
from compliance.models import AccessRequest, Breach
from core import clock
from esafety.powers import POWERS, READS, powers_of, powers_of_role
from incidents.access import EvidenceAccess, IncidentAccess, PhraseAccess, TaskAccess, TransferAccess
from incidents.models import Incident
from incidents.routing import Route
from people.access import PeopleAccess, RoleAccess, SchoolAccess
from people.calendar import AcademicYear
from people.models import Membership
from people.roles import OPENS_RECORDS, Role
from policies.access import PolicyAccess
from policies.actions import start_policy
from policies.models import PolicyVersion
from reports.access import ReportAccess
from reports.actions import prepare
from sanctions.access import SanctionsAccess

pytestmark = pytest.mark.once

READS_BY_SENTENCE = {sentence: route for route, sentence in READS.items()}
RULES = {
    "Reports incidents, and keeps a receipt of each": (IncidentAccess, "report"),
    "Manages people, roles and settings": (PeopleAccess, "manage"),
    "Takes lists of incidents out as files": (IncidentAccess, "export"),
    "Sees which sanctions are in force, and lifts those of incidents that they handle": (
        SanctionsAccess,
        "read_in_force",
    ),
    "Does tasks, and lifts sanctions, that are given to them": (TaskAccess, "read_list"),
    "Keeps the frequent phrases": (PhraseAccess, "read"),
    "Sends the file of a pupil who leaves to the new school": (TransferAccess, "read_all"),
    "Brings damaged files of evidence back, without seeing what they are": (EvidenceAccess, "look_after_files"),
    "Sees what could not be sent or done, and has it tried again": (PeopleAccess, "see_failures"),
    "Drafts policies": (PolicyAccess, "start"),
    "Keeps the register of data breaches": (BreachAccess, "record"),
    "Records who asks for what is kept about them": (RequestAccess, "record"),
    "Sees which records are due to go, and asks for it or confirms it": (RetentionAccess, "read_queue"),
    "Prepares governor reports": (ReportAccess, "prepare"),
    "Reads released governor reports": (ReportAccess, "read_list"),
}


@pytest.mark.parametrize("sentence", RULES)
@pytest.mark.parametrize("role", Role)
def test_it_is_said_of_whom_the_rule_allows(appoint, school, role, sentence):
    user = appoint(role, school)
    access, verb = RULES[sentence]

    [standing] = powers_of(user, [school])

    said = sentence in {power.sentence for power in standing.powers}
    assert said == access.allows(user, verb, None)


# What is asked about a record: `said_of`, below, makes one of each.
ABOUT_A_RECORD = {
    **READS_BY_SENTENCE,
    "Confirms roles that open records": Role.COORDINATOR,
    "Confirms the head's roles": Role.HEADTEACHER,
    "Confirms the next chair of governors; a governor, where none sits": Role.CHAIR_OF_GOVERNORS,
    "Records that a policy was approved": None,
    "Releases governor reports": None,
    "Decides who is told of a data breach": None,
    "Has the file made that answers them": None,
}


def test_each_sentence_is_held_against_its_rule():
    assert RULES.keys() | ABOUT_A_RECORD.keys() == POWERS.keys()
    assert not RULES.keys() & ABOUT_A_RECORD.keys()


@pytest.mark.parametrize("role", Role)
def test_who_is_said_to_handle_incidents_may_add_an_entry(appoint, school, log_incident, role):
    user, incident = appoint(role, school), log_incident()
    flags = {
        Route.ORDINARY: {},
        Route.SAFEGUARDING: {"safeguarding": True},
        Route.RESTRICTED: {"restricted": True},
        Route.ABOUT_HEAD: {"about_headteacher": True},
    }
    for sentence, route in READS_BY_SENTENCE.items():
        Incident.objects.filter(pk=incident.pk).update(**flags[route])
        incident.refresh_from_db()
        assert incident.route == route
        assert (sentence in powers_of_role(role)) == incident.access.allows(user, "add_entry", incident)


@pytest.mark.parametrize("given", [Role.COORDINATOR, Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS])
@pytest.mark.parametrize("role", Role)
def test_who_is_said_to_confirm_a_role_may(appoint, school, teacher, role, given):
    former = appoint(Role.CHAIR_OF_GOVERNORS, school)  # of a school that never had one, the head confirms the first
    former.memberships.update(ends_on=date(2021, 8, 31))
    user = appoint(role, school)
    waiting = Membership.objects.create(user=teacher, role=given, school=school)
    sentence = next(sentence for sentence, what in ABOUT_A_RECORD.items() if what == given)

    assert (sentence in powers_of_role(role)) == RoleAccess.allows(user, "confirm", waiting)


@pytest.mark.parametrize("role", Role)
def test_who_is_said_to_approve_may(appoint, school, administrator, role):
    user = appoint(role, school)
    draft = start_policy(title="E-safety policy", schools=[school], by=administrator)
    PolicyVersion.objects.filter(pk=draft.pk).update(status="submitted")
    draft.refresh_from_db()

    said = "Records that a policy was approved" in powers_of_role(role)

    assert said == PolicyAccess.allows(user, "approve", draft)


@pytest.mark.parametrize("role", Role)
def test_who_is_said_to_release_reports_is_not_refused_for_the_role(appoint, school, coordinator, role):
    user = appoint(role, school)
    report = prepare([school], AcademicYear.current(), coordinator)

    said = "Releases governor reports" in powers_of_role(role)

    assert said == (ReportAccess.refusal(user, "release", report) != "Only the head releases a governor report.")
    assert ReportAccess.refusal(user, "release", report)  # the year is not over: that is said to the head


def test_who_is_said_to_decide_on_breaches_and_to_answer_requests_may(appoint, school, log_incident, pupil):
    asked = AccessRequest(school=school, person=pupil, due_on=date(2026, 2, 1))
    asked.received_on, asked.by = date(2026, 1, 1), appoint(Role.STAFF, school)
    asked.save_as(None, "Asked")
    plain = {"what": "A list.", "found_at": clock.now(), "school": school, "recorded_by": asked.by}
    breach = Breach.objects.create(**plain)
    about_head = Breach.objects.create(**plain, incident=log_incident(about_headteacher=True))

    for role in Role:
        user, said = appoint(role, school), powers_of_role(role)
        where = about_head if role == Role.CHAIR_OF_GOVERNORS else breach  # the chair: of what is about the head
        decides, makes = BreachAccess.allows(user, "tell_people", where), RequestAccess.allows(user, "make", asked)
        assert ("Decides who is told of a data breach" in said) == decides, role
        assert ("Has the file made that answers them" in said) == makes, role


def test_whoever_manages_people_changes_settings(appoint, school):
    for role in Role:
        user = appoint(role, school)
        assert PeopleAccess.allows(user, "manage") == SchoolAccess.allows(user, "configure", school)


@pytest.mark.parametrize("role", Role)
def test_only_roles_that_open_records_read_incidents(role):
    reads = [sentence for sentence in powers_of_role(role) if sentence.startswith("Reads and handles")]

    assert bool(reads) == (role in OPENS_RECORDS)


def test_each_sentence_names_the_roles_that_grant_it(appoint, school, headteacher):
    appoint(Role.STAFF, school, user=headteacher)

    [standing] = powers_of(headteacher, [school])

    reasons = {power.sentence: power.reason for power in standing.powers}
    assert reasons["Reports incidents, and keeps a receipt of each"] == "Teaching and support staff, Headteacher"
    assert reasons["Releases governor reports"] == "Headteacher"
    assert list(reasons) == [sentence for sentence in POWERS if sentence in reasons]


def test_a_closed_account_may_nothing(headteacher, school):
    headteacher.is_active = False

    assert powers_of(headteacher, [school]) == []
