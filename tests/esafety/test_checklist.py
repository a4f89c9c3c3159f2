"""What is still to set up: on the home of the administrator until nothing is missing."""

import pytest

from people.actions import add_default_terms
from people.calendar import AcademicYear
from people.models import Agency, Membership
from people.roles import Role
from policies.actions import start_policy

REGISTER, STAFF = "Bring in the register of pupils", "Give accounts to teaching and support staff"
COORDINATOR = "Have an E-Safety Coordinator, confirmed by the head"
LEAD = "Have a Designated Safeguarding Lead, confirmed by the head"
CHAIR = "Have a chair of governors, confirmed"
TERMS, AGENCIES = "Set the terms of this academic year", "List the agencies that your school turns to"
POLICY = "Start the policy of your school"
EVERYTHING = [REGISTER, STAFF, COORDINATOR, LEAD, CHAIR, TERMS, AGENCIES, POLICY]


@pytest.fixture
def to_do(signed_in):
    """`to_do(user)`: the lines of the checklist that are not ticked; None where there is no checklist."""

    def lines(user):
        found = [block for block in signed_in(user).get("/").context["blocks"] if block.key == "to-set-up"]
        return [point.text for point in found[0].points if not point.is_done] if found else None

    return lines


@pytest.fixture
def provide(appoint, school, administrator, request):
    """`provide(TERMS)`: what this line of the checklist asks for."""

    def make(line):
        if line == REGISTER:
            request.getfixturevalue("pupil")
        elif line == TERMS:
            add_default_terms(school, AcademicYear.current(), by=administrator)
        elif line == AGENCIES:
            Agency.objects.create(school=school, kind="police", name="Police")
        elif line == POLICY:
            start_policy(title="E-safety", schools=[school], sources=["standard"], by=administrator)
        else:
            appoint(ROLES[line], school)

    return make


ROLES = {
    STAFF: Role.STAFF,
    COORDINATOR: Role.COORDINATOR,
    LEAD: Role.SAFEGUARDING_LEAD,
    CHAIR: Role.CHAIR_OF_GOVERNORS,
}


def test_a_new_school_lacks_everything(to_do, administrator):
    assert to_do(administrator) == EVERYTHING


@pytest.mark.parametrize("line", EVERYTHING)
def test_each_line_is_ticked_by_what_it_asks_for(to_do, administrator, provide, line):
    provide(line)

    assert to_do(administrator) == [other for other in EVERYTHING if other != line]


@pytest.mark.parametrize("line", [COORDINATOR, LEAD, CHAIR])
def test_a_role_that_waits_to_be_confirmed_ticks_nothing(to_do, administrator, provide, line):
    provide(line)
    Membership.objects.filter(role=ROLES[line]).update(confirmed_by=None)

    assert line in to_do(administrator)


def test_once_nothing_is_missing_it_is_gone(to_do, administrator, provide):
    for line in EVERYTHING:
        provide(line)

    assert to_do(administrator) is None


@pytest.mark.parametrize("who", ["teacher", "coordinator", "headteacher", "chair"])
def test_it_is_for_the_administrator(request, to_do, who):
    assert to_do(request.getfixturevalue(who)) is None


def test_of_several_schools_it_names_those_that_lack_something(to_do, administrator, provide, appoint, other_school):
    appoint(Role.ADMINISTRATOR, other_school, user=administrator)
    provide(AGENCIES)

    lines = to_do(administrator)

    assert f"{AGENCIES}: Birchwood Primary" in lines
    assert f"{TERMS}: Ashdown Primary, Birchwood Primary" in lines


def test_a_role_in_the_federation_counts_for_each_of_its_schools(to_do, appoint, federation, sister_schools):
    administrator = appoint(Role.ADMINISTRATOR, sister_schools[0])
    appoint(Role.COORDINATOR, federation)

    assert COORDINATOR not in to_do(administrator)


def test_each_line_leads_to_where_one_sees_to_it(signed_in, administrator):
    browser = signed_in(administrator)
    [block] = [block for block in browser.get("/").context["blocks"] if block.key == "to-set-up"]

    assert {browser.get(point.url, follow=True).status_code for point in block.points} == {200}
