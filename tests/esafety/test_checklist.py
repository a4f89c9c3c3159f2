"""What is still to set up: on the home of the administrator until nothing is missing."""

import pytest

from people.actions import add_default_terms, change_terms, give_role
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


def test_terms_that_the_first_run_assumed_are_not_set_until_somebody_says_so(to_do, administrator, school, provide):
    provide(TERMS)
    school.terms.update(is_assumed=True)
    before = to_do(administrator)

    year = AcademicYear.current()
    terms = [(term, term.name, term.starts_on) for term in school.terms.of(year)]
    change_terms(school, year, terms, by=administrator)

    assert TERMS in before
    assert TERMS not in to_do(administrator)


@pytest.fixture
def point(signed_in, administrator):
    """`point(COORDINATOR)`: this line of the administrator's checklist."""

    def line(text):
        [block] = [each for each in signed_in(administrator).get("/").context["blocks"] if each.key == "to-set-up"]
        [found] = [each for each in block.points if each.text == text]
        return found

    return line


class TestARole:
    def test_that_nobody_was_given_leads_to_who_is_to_have_it(self, point):
        assert (point(COORDINATOR).url, point(COORDINATOR).note) == ("/people/?give=coordinator", "")

    def test_that_was_given_says_whom_it_waits_for(self, point, administrator, headteacher, teacher, school):
        headteacher.set_password("as long as it needs to be")
        headteacher.save_as(administrator)
        give_role(teacher, Role.COORDINATOR, school, by=administrator)

        shown = point(COORDINATOR)

        assert shown.note == "Given to Tess Teacher. Waits for Hattie Head to confirm it."
        assert (shown.url, shown.way_on) == (teacher.get_absolute_url(), "")

    def test_that_waits_for_somebody_who_was_never_in_offers_the_invitation(
        self, point, administrator, headteacher, teacher, school
    ):
        headteacher.set_unusable_password()
        headteacher.save_as(administrator)
        give_role(teacher, Role.COORDINATOR, school, by=administrator)

        shown = point(COORDINATOR)

        assert "Waits for Hattie Head, who has not signed in yet, to confirm it." in shown.note
        assert shown.way_on == f"/people/users/{headteacher.pk}/invite/"
        assert shown.verb == "Send Hattie Head the invitation again"

    def test_that_nobody_can_confirm_says_who_would(self, point, administrator, teacher, school):
        give_role(teacher, Role.COORDINATOR, school, by=administrator)

        assert (
            "nobody can confirm it yet. A role that opens records is confirmed by the head" in point(COORDINATOR).note
        )


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
