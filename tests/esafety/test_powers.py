"""What the page about a user says they may do is what the rules let them do."""

import pytest

from esafety.powers import POWERS, powers_of, powers_of_role
from incidents.access import IncidentAccess
from people.access import PeopleAccess, SchoolAccess
from people.roles import OPENS_RECORDS, Role
from policies.access import PolicyAccess
from reports.access import ReportAccess

RULES = {
    "Reports incidents, and keeps a receipt of each": (IncidentAccess, "report"),
    "Manages people, roles and settings": (PeopleAccess, "manage"),
    "Drafts policies": (PolicyAccess, "start"),
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
