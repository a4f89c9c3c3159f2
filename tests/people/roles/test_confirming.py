"""Roles that open records are confirmed or declined: by whom, and who confirms the chair of governors."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from people.actions import close_account, confirm_role, decline_role, end_role, give_role
from people.models import Membership, User
from people.roles import Role

from .held import TODAY, TOMORROW, YESTERDAY, fresh, held

AUTHORITY = [
    (Role.COORDINATOR, "headteacher"),
    (Role.SAFEGUARDING_LEAD, "headteacher"),
    (Role.CHAIR_OF_GOVERNORS, "chair"),
    (Role.HEADTEACHER, "chair"),
]
EVERYBODY = ("headteacher", "chair", "administrator", "coordinator", "governor", "stranger")
OTHERS = [(role, who) for role, authority in AUTHORITY for who in EVERYBODY if who != authority]


class TestConfirming:
    @pytest.fixture
    def waiting(self, colleague, school, administrator):
        """`waiting(role)`: given by the administrator to the colleague."""
        return lambda role=Role.COORDINATOR: give_role(colleague, role, school, by=administrator)

    @pytest.mark.parametrize(("role", "authority"), AUTHORITY)
    def test_the_authority_confirms_and_from_then_on_it_counts(
        self, request, waiting, colleague, school, headteacher, chair, role, authority
    ):
        membership = waiting(role)

        confirm_role(membership, by=request.getfixturevalue(authority))

        assert role in held(colleague, school)

    @pytest.mark.parametrize(("role", "who"), OTHERS)
    def test_nobody_else_does(self, request, waiting, colleague, school, chair, role, who):
        membership = waiting(role)

        with pytest.raises(Refused):
            confirm_role(membership, by=request.getfixturevalue(who))

        assert role not in held(colleague, school)

    def test_nobody_confirms_their_own(self, headteacher, school, administrator):
        membership = give_role(headteacher, Role.SAFEGUARDING_LEAD, school, by=administrator)

        with pytest.raises(Refused, match="You cannot confirm a role of your own"):
            confirm_role(membership, by=headteacher)

    def test_what_the_head_is_given_besides_the_chair_confirms(self, headteacher, chair, school, administrator):
        membership = give_role(headteacher, Role.SAFEGUARDING_LEAD, school, by=administrator)

        confirm_role(membership, by=chair)

        assert Role.SAFEGUARDING_LEAD in held(headteacher, school)

    def test_an_authority_who_is_not_confirmed_confirms_nothing(self, waiting, appoint, school, headteacher):
        membership = waiting()
        Membership.objects.filter(user=headteacher).update(confirmed_by=None)

        with pytest.raises(Refused):
            confirm_role(membership, by=fresh(headteacher))

    def test_it_is_confirmed_once(self, waiting, headteacher):
        membership = waiting()
        confirm_role(membership, by=headteacher)

        with pytest.raises(Refused, match="This role is already confirmed"):
            confirm_role(membership, by=headteacher)

    def test_a_declined_role_never_counts_and_stays_in_the_history_with_its_reason(
        self, waiting, headteacher, colleague, school
    ):
        membership = waiting()

        decline_role(membership, by=headteacher, reason="Somebody else does it.")

        membership.refresh_from_db()
        assert membership.standing == "Never confirmed"
        assert held(colleague, school) == {Role.STAFF}
        assert membership.history.latest().history_change_reason == "Somebody else does it."

    def test_what_was_declined_is_not_confirmed_after_all(self, waiting, headteacher):
        membership = waiting()
        decline_role(membership, by=headteacher, reason="No.")

        with pytest.raises(Refused, match="This role has ended"):
            confirm_role(membership, by=headteacher)

    def test_the_list_and_the_rule_say_the_same(self, appoint, school, federation, sister_schools, administrator):
        """For every role that opens records, given to everybody, asked of everybody."""
        places = [school, sister_schools[0], federation]
        users = [appoint(role, place) for role in (Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS) for place in places]
        for user in users:
            for place in places:
                where = {"school": place} if place != federation else {"federation": place}
                Membership.objects.create(user=user, role=Role.COORDINATOR, **where)
        waiting = list(Membership.objects.waiting())

        for user in users:
            listed = set(Membership.objects.confirmable_by(user))
            assert listed == {each for each in waiting if each.access.allows(user, "confirm", each)}
            assert all(each.user_id != user.pk for each in listed)
        assert len(waiting) == 18


class TestTheChairOfGovernors:
    """Whoever is chair reads what is alleged against the head, who therefore does not choose them."""

    @pytest.fixture
    def next_chair(self, colleague, school, administrator):
        """Given by the administrator to the colleague; it waits."""
        return lambda: give_role(colleague, Role.CHAIR_OF_GOVERNORS, school, by=administrator)

    @pytest.fixture
    def former(self, chair):
        """A chair whose time is over."""
        chair.memberships.update(ends_on=YESTERDAY)
        return chair

    @pytest.mark.parametrize("also", [None, Role.ADMINISTRATOR])
    def test_the_head_gives_it_to_nobody(self, headteacher, colleague, appoint, school, also):
        if also:
            appoint(also, school, user=headteacher)

        with pytest.raises(Refused, match="the head neither gives nor ends that role"):
            give_role(colleague, Role.CHAIR_OF_GOVERNORS, school, by=headteacher)

    def test_nor_with_a_new_account(self, headteacher, school, post):
        said = {"name": "Charles", "email": "c@mail.example", "school": school.pk, "roles": ["chair_of_governors"]}

        response = post(headteacher, "people:add-user", **said)

        assert response.status_code == 409
        assert not User.objects.filter(email="c@mail.example").exists()

    def test_nor_ends_it(self, headteacher, chair, appoint, school):
        appoint(Role.CHAIR_OF_GOVERNORS, school)

        with pytest.raises(Refused, match="the head neither gives nor ends that role"):
            end_role(chair.memberships.get(), by=headteacher, on=TODAY, reason="x")

    def test_nor_closes_the_account(self, headteacher, chair, appoint, school):
        appoint(Role.CHAIR_OF_GOVERNORS, school)

        with pytest.raises(Refused, match="the head neither gives nor ends that role"):
            close_account(chair, by=headteacher, reason="x")

    def test_the_sitting_chair_confirms_the_next_and_a_governor_does_not(
        self, next_chair, chair, governor, headteacher, colleague, school
    ):
        membership = next_chair()
        for other in (governor, headteacher):
            with pytest.raises(Refused, match="is confirmed by the sitting chair"):
                confirm_role(membership, by=other)

        confirm_role(membership, by=chair)

        assert Role.CHAIR_OF_GOVERNORS in held(colleague, school)

    def test_where_none_sits_a_governor_confirms_it_on_the_page(
        self, next_chair, former, governor, headteacher, colleague, school, post, told
    ):
        membership = next_chair()
        assert told(governor) == ["A role waits for you: Chair of governors, Ashdown Primary."]

        refused = post(headteacher, "people:confirm-role", membership.pk).status_code
        done = post(governor, "people:confirm-role", membership.pk).status_code

        assert (refused, done) == (403, 302)
        assert Role.CHAIR_OF_GOVERNORS in held(colleague, school)

    def test_but_not_the_one_who_gave_it(self, former, administrator, governor, colleague, school, appoint):
        appoint(Role.GOVERNOR, school, user=administrator)
        membership = give_role(colleague, Role.CHAIR_OF_GOVERNORS, school, by=fresh(administrator))

        with pytest.raises(Refused, match="by a governor who did not give it"):
            confirm_role(membership, by=fresh(administrator))

    def test_nor_a_governor_of_less_than_four_weeks_whom_the_giver_may_have_made_for_it(
        self, next_chair, former, administrator, school
    ):
        puppet = User.objects.create_user("gil@mail.example", "Gil Governor")
        give_role(puppet, Role.GOVERNOR, school, by=administrator, starts_on=TODAY - timedelta(days=365))
        membership = next_chair()

        with pytest.raises(Refused, match="has been one for four weeks"):
            confirm_role(membership, by=fresh(puppet))

        with clock.set_to(clock.now() + timedelta(days=28)):
            confirm_role(membership, by=fresh(puppet))

    def test_beside_such_a_governor_alone_the_head_confirms_the_first(
        self, next_chair, headteacher, administrator, school, held_now
    ):
        give_role(User.objects.create_user("g@mail.example", "Gil"), Role.GOVERNOR, school, by=administrator)

        confirm_role(next_chair(), by=headteacher)

        assert Role.CHAIR_OF_GOVERNORS in held_now()

    def test_nor_a_governor_who_is_the_head(self, next_chair, former, headteacher, school, appoint):
        appoint(Role.GOVERNOR, school, user=headteacher)

        with pytest.raises(Refused):
            confirm_role(next_chair(), by=fresh(headteacher))

    def test_a_governor_confirms_no_other_role_nor_finds_its_page(
        self, colleague, school, administrator, governor, signed_in
    ):
        membership = give_role(colleague, Role.COORDINATOR, school, by=administrator)

        page = signed_in(governor).get(reverse("people:confirm-role", args=[membership.pk]))

        assert page.status_code == 404

    def test_the_head_confirms_the_first_of_all_whom_the_administrator_gave(self, next_chair, headteacher, held_now):
        confirm_role(next_chair(), by=headteacher)

        assert Role.CHAIR_OF_GOVERNORS in held_now()

    @pytest.fixture
    def held_now(self, colleague, school):
        return lambda: held(colleague, school)

    def test_not_where_a_governor_is_there_to_do_it(self, next_chair, headteacher, governor):
        with pytest.raises(Refused):
            confirm_role(next_chair(), by=headteacher)

    def test_nor_where_there_was_one_before(self, next_chair, headteacher, former):
        with pytest.raises(Refused):
            confirm_role(next_chair(), by=headteacher)

    def test_the_sitting_chair_is_told_of_another(self, next_chair, chair, appoint, school, told):
        second = appoint(Role.CHAIR_OF_GOVERNORS, school)

        confirm_role(next_chair(), by=chair)

        name = "Chair of governors, Ashdown Primary"
        assert told(second) == [f"A role waits for you: {name}.", f"A role was confirmed: {name}."]

    @pytest.mark.parametrize("on", [TODAY, TOMORROW])
    def test_the_last_one_stays(self, next_chair, chair, administrator, on):
        next_chair()  # waits, and is no chair yet

        with pytest.raises(Refused, match="without a chair of governors"):
            end_role(chair.memberships.get(), by=administrator, on=on, reason="x")
        with pytest.raises(Refused, match="without a chair of governors"):
            close_account(chair, by=administrator, reason="x")

    def test_until_the_next_is_confirmed(self, next_chair, chair, administrator, school):
        confirm_role(next_chair(), by=chair)

        end_role(chair.memberships.get(), by=administrator, on=TODAY, reason="Elections.")

        assert held(chair, school) == set()
