"""Roles are given: by whom, where, and when they count."""

import pytest

from core import clock
from core.access import Refused
from people.actions import add_user, confirm_role, give_role
from people.models import Person
from people.roles import OPENS_RECORDS, Role

from .held import TODAY, TOMORROW, held


class TestGiving:
    @pytest.mark.parametrize("role", [role for role in Role if role not in OPENS_RECORDS])
    def test_a_role_that_opens_no_records_counts_at_once(self, appoint, school, administrator, role):
        user = appoint(Role.STAFF if role != Role.STAFF else Role.TECHNICIAN, school)

        give_role(user, role, school, by=administrator)

        assert role in held(user, school)

    @pytest.mark.parametrize("role", sorted(OPENS_RECORDS))
    def test_a_role_that_opens_records_waits_when_the_administrator_gives_it(
        self, colleague, school, administrator, role
    ):
        give_role(colleague, role, school, by=administrator)

        assert held(colleague, school) == {Role.STAFF}

    @pytest.mark.parametrize(
        ("role", "counts"),
        [
            (Role.COORDINATOR, True),
            (Role.SAFEGUARDING_LEAD, True),
            (Role.HEADTEACHER, False),
        ],
    )
    def test_what_the_head_gives_and_may_confirm_counts_at_once(self, colleague, school, headteacher, role, counts):
        give_role(colleague, role, school, by=headteacher)

        assert (role in held(colleague, school)) is counts

    def test_it_counts_from_its_first_day(self, colleague, school, administrator):
        give_role(colleague, Role.GOVERNOR, school, by=administrator, starts_on=TOMORROW)

        assert Role.GOVERNOR not in held(colleague, school)
        with clock.set_to(clock.now() + clock.ONE_DAY):
            assert Role.GOVERNOR in held(colleague, school)

    def test_nobody_gives_a_role_to_themselves(self, administrator, school):
        with pytest.raises(Refused, match="You cannot give a role to yourself"):
            give_role(administrator, Role.COORDINATOR, school, by=administrator)

        assert not administrator.memberships.filter(role=Role.COORDINATOR).exists()

    @pytest.mark.parametrize("who", ["teacher", "coordinator", "chair", "stranger"])
    def test_nobody_else_gives_any(self, request, colleague, school, who):
        with pytest.raises(Refused, match="You can give roles only where you manage people"):
            give_role(colleague, Role.GOVERNOR, school, by=request.getfixturevalue(who))

    def test_a_role_is_not_held_twice_at_the_same_time(self, colleague, school, administrator):
        give_role(colleague, Role.GOVERNOR, school, by=administrator, ends_on=TOMORROW)

        with pytest.raises(Refused, match="holds this role there already, in that time"):
            give_role(colleague, Role.GOVERNOR, school, by=administrator, starts_on=TOMORROW)

    def test_but_again_from_the_day_after(self, colleague, school, administrator):
        give_role(colleague, Role.GOVERNOR, school, by=administrator, ends_on=TODAY)

        give_role(colleague, Role.GOVERNOR, school, by=administrator, starts_on=TOMORROW)

        assert colleague.memberships.filter(role=Role.GOVERNOR).count() == 2

    def test_a_closed_account_is_given_none(self, colleague, school, administrator):
        colleague.is_active = False
        colleague.save_as(None)

        with pytest.raises(Refused, match="This account is closed"):
            give_role(colleague, Role.GOVERNOR, school, by=administrator)


class TestInAFederation:
    @pytest.fixture
    def executive(self, appoint, federation, sister_schools):
        """Head of every school of it."""
        return appoint(Role.HEADTEACHER, federation, "Eve Executive")

    @pytest.fixture
    def worker(self, appoint, sister_schools):
        return appoint(Role.STAFF, sister_schools[0], "Wyn Worker")

    def test_who_heads_every_school_gives_and_confirms_it(self, executive, worker, federation, sister_schools):
        give_role(worker, Role.COORDINATOR, federation, by=executive)

        assert all(Role.COORDINATOR in held(worker, school) for school in sister_schools)

    def test_the_head_of_one_school_gives_none(self, appoint, worker, federation, sister_schools):
        head = appoint(Role.HEADTEACHER, sister_schools[0])

        with pytest.raises(Refused, match="in a federation, at every school of it"):
            give_role(worker, Role.COORDINATOR, federation, by=head)

    def test_where_nobody_heads_every_school_it_is_given_school_by_school(
        self, appoint, worker, federation, sister_schools
    ):
        for school in sister_schools:
            appoint(Role.HEADTEACHER, school)
        administrator = appoint(Role.ADMINISTRATOR, federation)

        with pytest.raises(Refused, match="give it at each school instead"):
            give_role(worker, Role.COORDINATOR, federation, by=administrator)

        assert not worker.memberships.filter(role=Role.COORDINATOR).exists()

    def test_the_head_of_one_school_does_not_confirm_it(self, appoint, worker, executive, federation, sister_schools):
        administrator = appoint(Role.ADMINISTRATOR, federation)
        membership = give_role(worker, Role.COORDINATOR, federation, by=administrator)
        head = appoint(Role.HEADTEACHER, sister_schools[0])

        with pytest.raises(Refused, match="by who is head, or chair of governors, of every school of it"):
            confirm_role(membership, by=head)

        confirm_role(membership, by=executive)
        assert Role.COORDINATOR in held(worker, sister_schools[1])


def test_everybody_who_holds_a_role_is_on_the_register(administrator, school):

    user = add_user("Gwen Governor", "gwen@test.example", by=administrator, school=school, roles=[Role.GOVERNOR])

    assert Person.objects.get(user=user).kind == Person.Kind.STAFF
