"""Roles end: by whom, at once or on a day, and who is told of what changes."""

import threading

import pytest
from django.db import connections

from core import clock
from core.access import Refused
from people.actions import add_user, confirm_role, decline_role, end_role, give_role
from people.models import User
from people.roles import Role

from .held import TODAY, TOMORROW, held


class TestEnding:
    def test_today_ends_it_at_once_and_every_session_with_it(self, signed_in, coordinator, administrator, school):
        browser = signed_in(coordinator)
        assert browser.get("/incidents/").status_code == 200

        end_role(coordinator.memberships.get(), by=administrator, on=TODAY, reason="Left.")

        assert browser.get("/incidents/")["Location"].startswith("/sign-in/")
        assert signed_in(User.objects.get(pk=coordinator.pk)).get("/incidents/").status_code == 403
        assert held(coordinator, school) == set()

    def test_a_day_to_come_lets_it_go_on_until_that_day_is_over(self, coordinator, administrator, school):
        end_role(coordinator.memberships.get(), by=administrator, on=TOMORROW, reason="Leaves.")

        assert held(coordinator, school) == {Role.COORDINATOR}
        with clock.set_to(clock.now() + clock.ONE_DAY):
            assert held(coordinator, school) == {Role.COORDINATOR}
        with clock.set_to(clock.now() + 2 * clock.ONE_DAY):
            assert held(coordinator, school) == set()

    def test_one_that_has_not_begun_is_taken_back(self, colleague, school, administrator):
        membership = give_role(colleague, Role.GOVERNOR, school, by=administrator, starts_on=TOMORROW)

        end_role(membership, by=administrator, on=TODAY, reason="A mistake.")

        with clock.set_to(clock.now() + clock.ONE_DAY):
            assert held(colleague, school) == {Role.STAFF}

    def test_what_was_confirmed_for_a_time_is_not_made_longer_without_the_authority(
        self, colleague, school, headteacher, administrator
    ):
        membership = give_role(colleague, Role.COORDINATOR, school, by=headteacher, ends_on=TOMORROW)

        with pytest.raises(Refused, match="This role ends on 20 November 2026"):
            end_role(membership, by=administrator, on=TOMORROW + clock.ONE_DAY, reason="Longer.")

    def test_it_ends_once(self, coordinator, administrator):
        membership = coordinator.memberships.get()
        end_role(membership, by=administrator, on=TODAY, reason="Left.")

        with pytest.raises(Refused, match="This role has already ended"):
            end_role(membership, by=administrator, on=TODAY, reason="Left.")

    def test_the_role_may_be_given_again_on_the_same_day(self, colleague, school, administrator):
        membership = give_role(colleague, Role.GOVERNOR, school, by=administrator)
        end_role(membership, by=administrator, on=TODAY, reason="A mistake.")

        give_role(colleague, Role.GOVERNOR, school, by=administrator)

        assert Role.GOVERNOR in held(colleague, school)

    @pytest.mark.parametrize("on", [TODAY, TOMORROW])
    def test_the_last_head_stays(self, headteacher, administrator, school, on):
        with pytest.raises(Refused, match="A school would be without a head"):
            end_role(headteacher.memberships.get(), by=administrator, on=on, reason="Left.")

        assert held(headteacher, school) == {Role.HEADTEACHER}

    def test_a_successor_who_is_not_confirmed_is_not_enough(self, headteacher, colleague, administrator, school):
        give_role(colleague, Role.HEADTEACHER, school, by=administrator)

        with pytest.raises(Refused, match="have it confirmed first"):
            end_role(headteacher.memberships.get(), by=administrator, on=TODAY, reason="Left.")

    def test_a_confirmed_one_is(self, headteacher, colleague, administrator, chair, school):
        confirm_role(give_role(colleague, Role.HEADTEACHER, school, by=administrator), by=chair)

        end_role(headteacher.memberships.get(), by=administrator, on=TODAY, reason="Left.")

        assert held(headteacher, school) == set()
        assert held(colleague, school) == {Role.STAFF, Role.HEADTEACHER}

    def test_nobody_ends_their_own(self, administrator, headteacher):
        with pytest.raises(Refused, match="You cannot end a role of your own"):
            end_role(administrator.memberships.get(), by=administrator, on=TODAY, reason="Enough.")

    def test_the_head_ends_that_of_the_last_administrator(self, administrator, headteacher, school):
        end_role(administrator.memberships.get(), by=headteacher, on=TODAY, reason="Left.")

        assert held(administrator, school) == set()

    @pytest.mark.parametrize("who", ["teacher", "coordinator", "chair", "stranger"])
    def test_nobody_else_ends_any(self, request, colleague, who):
        with pytest.raises(Refused, match="You can end roles only where you manage people"):
            end_role(colleague.memberships.get(), by=request.getfixturevalue(who), on=TODAY, reason="x")

    @pytest.mark.postgresql
    @pytest.mark.django_db(transaction=True)
    def test_two_heads_do_not_leave_at_the_same_moment(self, appoint, school, administrator):
        heads = [appoint(Role.HEADTEACHER, school) for _ in range(2)]
        start, outcomes = threading.Barrier(2), []

        def leave(head):
            start.wait()
            try:
                end_role(head.memberships.get(), by=User.objects.get(pk=administrator.pk), on=clock.today(), reason="x")
                outcomes.append("ended")
            except Refused:
                outcomes.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=leave, args=[head]) for head in heads]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == ["ended", "refused"]


class TestTelling:
    def test_a_school_that_sends_no_e_mails_hears_of_roles_all_the_same(
        self, colleague, school, administrator, headteacher, told
    ):
        school.sends_messages = False
        school.save()

        give_role(colleague, Role.GOVERNOR, school, by=administrator)

        assert told(headteacher) == ["A role was given: Governor, Ashdown Primary."]

    def test_the_person_the_authority_and_the_managers_are_told(
        self, told, colleague, school, administrator, headteacher, chair
    ):
        colleague.choose_password("four words nobody guesses")
        membership = give_role(colleague, Role.COORDINATOR, school, by=administrator)
        confirm_role(membership, by=headteacher)
        end_role(membership, by=administrator, on=TODAY, reason="Left.")

        name = "E-Safety Coordinator, Ashdown Primary"
        assert told(colleague) == [
            f"You were given the role {name}. It waits to be confirmed.",
            f"Your role is confirmed: {name}.",
            f"Your role {name} has ended.",
        ]
        assert told(headteacher) == [f"A role waits for you: {name}.", f"A role has ended: {name}."]
        assert told(administrator) == [f"A role was confirmed: {name}."]
        assert told(chair) == []

    def test_who_was_never_in_gets_the_invitation_alone(self, told, school, administrator, headteacher):
        newcomer = add_user("Nia New", "nia@test.example", by=administrator, school=school, roles=[Role.COORDINATOR])

        assert told(newcomer) == []
        assert told(headteacher) == ["A role waits for you: E-Safety Coordinator, Ashdown Primary."]

    def test_who_gave_it_is_told_that_it_was_declined(self, told, colleague, school, administrator, headteacher):
        membership = give_role(colleague, Role.COORDINATOR, school, by=administrator)

        decline_role(membership, by=headteacher, reason="Somebody else does it.")

        assert told(administrator) == ["A role was not confirmed: E-Safety Coordinator, Ashdown Primary."]

    def test_nobody_is_named(self, told, colleague, school, administrator, headteacher):
        give_role(colleague, Role.COORDINATOR, school, by=administrator)

        assert told(headteacher)
        assert not [said for said in told(headteacher) if "Cole" in said]
