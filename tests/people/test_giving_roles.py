"""Roles are given, confirmed, declined and ended: by whom, and who is told."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections
from django.urls import reverse

from core import clock
from core.access import Refused
from people.actions import add_user, close_account, confirm_role, decline_role, end_role, give_role
from people.models import Membership, Person, User
from people.roles import OPENS_RECORDS, Role, roles_of
from tests.pages import said

TODAY = date(2026, 11, 19)
YESTERDAY, TOMORROW = TODAY - clock.ONE_DAY, TODAY + clock.ONE_DAY


@pytest.fixture(autouse=True)
def _on_the_day():
    from people.calendar import midnight

    with clock.set_to(midnight(TODAY) + timedelta(hours=9)):
        yield


@pytest.fixture
def colleague(appoint, school):
    return appoint(Role.STAFF, school, "Cole Colleague")


def fresh(user):
    """As the next request sees this user."""
    return User.objects.get(pk=user.pk)


def held(user, school):
    return roles_of(fresh(user)).at(school.pk)


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


class TestPages:
    def test_the_administrator_gives_a_role_on_the_page(self, post, administrator, colleague, school):
        response = post(
            administrator,
            "people:give-role",
            colleague.pk,
            role=Role.COORDINATOR,
            place=f"school-{school.pk}",
            starts_on="2026-11-19",
        )

        assert response["Location"] == colleague.get_absolute_url()
        assert colleague.memberships.get(role=Role.COORDINATOR).is_waiting

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"role": ""}, "Choose the role"),
            ({"role": "king"}, "Select a valid choice"),
            ({"place": "school-999"}, "Choose from the places offered"),
            ({"place": "federation-1"}, "Choose from the places offered"),
            ({"starts_on": ""}, "Give the first day"),
            ({"starts_on": "1999-01-01"}, "Check the year"),
            ({"starts_on": "2126-01-01"}, "Check the year"),
            ({"ends_on": "2026-11-18"}, "The last day cannot be in the past"),
            ({"starts_on": "2026-12-01", "ends_on": "2026-11-30"}, "The last day is before the first"),
            ({"role": "staff"}, "holds this role there already"),
        ],
    )
    def test_what_cannot_be_is_said_in_a_sentence(self, post, administrator, colleague, school, changed, sentence):
        said = {"role": Role.GOVERNOR, "place": f"school-{school.pk}", "starts_on": "2026-11-19"} | changed

        response = post(administrator, "people:give-role", colleague.pk, **said)

        assert response.status_code in {200, 409}
        assert sentence in response.content.decode()
        assert colleague.memberships.count() == 1

    def test_another_school_is_no_place_to_give_roles(self, post, administrator, colleague, other_school):
        response = post(
            administrator,
            "people:give-role",
            colleague.pk,
            role=Role.GOVERNOR,
            place=f"school-{other_school.pk}",
            starts_on="2026-11-19",
        )

        assert "Choose from the places offered" in response.content.decode()

    def test_a_role_that_waits_is_on_the_heads_home_and_list(
        self, signed_in, headteacher, administrator, colleague, school
    ):
        give_role(colleague, Role.COORDINATOR, school, by=administrator)
        browser = signed_in(headteacher)

        home, listed = said(browser.get("/")), said(browser.get("/people/roles/confirm/"))

        for page in (home, listed):
            assert "Cole Colleague" in page
        assert colleague.email in listed
        assert "Given by Ada Administrator" in listed

    def test_the_page_to_confirm_it_says_what_it_opens(self, signed_in, headteacher, administrator, colleague, school):
        membership = give_role(colleague, Role.COORDINATOR, school, by=administrator)

        page = signed_in(headteacher).get(reverse("people:confirm-role", args=[membership.pk])).content.decode()

        assert colleague.email in page
        assert "Reads and handles ordinary incidents" in page

    def test_it_is_declined_there_with_a_reason(self, post, headteacher, administrator, colleague, school):
        membership = give_role(colleague, Role.COORDINATOR, school, by=administrator)

        without = post(headteacher, "people:decline-role", membership.pk, reason="")
        response = post(headteacher, "people:decline-role", membership.pk, reason="Somebody else does it.")

        assert "Say why" in without.content.decode()
        assert response["Location"] == "/people/roles/confirm/"
        assert not Membership.objects.waiting().exists()

    @pytest.mark.both
    def test_a_second_click_is_told_that_it_is_confirmed(self, post, headteacher, administrator, colleague, school):
        membership = give_role(colleague, Role.COORDINATOR, school, by=administrator)

        first, second = (post(headteacher, "people:confirm-role", membership.pk) for _ in range(2))

        assert first.status_code == 302
        assert second.status_code == 403
        assert "This role is already confirmed" in second.content.decode()

    @pytest.mark.parametrize(
        ("who", "status"),
        [("headteacher", 200), ("chair", 403), ("administrator", 404), ("teacher", 404), ("stranger", 404)],
    )
    def test_who_finds_the_page_to_confirm_it(self, request, signed_in, colleague, school, appoint, who, status):
        membership = Membership.objects.create(user=colleague, school=school, role=Role.COORDINATOR)

        response = signed_in(request.getfixturevalue(who)).get(reverse("people:confirm-role", args=[membership.pk]))

        assert response.status_code == status

    @pytest.mark.parametrize(
        ("who", "status"),
        [("headteacher", 200), ("administrator", 200), ("chair", 404), ("colleague", 404), ("stranger", 404)],
    )
    def test_who_finds_the_page_to_end_it(self, request, signed_in, colleague, who, status):
        address = reverse("people:end-role", args=[colleague.memberships.get().pk])

        assert signed_in(request.getfixturevalue(who)).get(address).status_code == status

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"on": "2026-11-18", "reason": "Left."}, "The last day cannot be in the past"),
            ({"on": "2026-11-19", "reason": ""}, "Say why the role ends"),
            ({"on": "", "reason": "Left."}, "Give its last day"),
        ],
    )
    def test_ending_one_needs_a_day_and_a_reason(self, post, administrator, colleague, said, sentence):
        response = post(administrator, "people:end-role", colleague.memberships.get().pk, **said)

        assert sentence in response.content.decode()
        assert not colleague.memberships.get().has_ended

    def test_the_last_head_is_not_ended_there(self, post, administrator, headteacher):
        response = post(
            administrator, "people:end-role", headteacher.memberships.get().pk, on="2026-11-19", reason="Left."
        )

        assert response.status_code == 403
        assert "A school would be without a head" in response.content.decode()

    @pytest.mark.parametrize("roles", [1, 3])
    def test_the_list_asks_a_constant_number_of_queries(
        self, signed_in, headteacher, appoint, school, roles, django_assert_num_queries
    ):
        for _ in range(roles):
            Membership.objects.create(user=appoint(Role.STAFF, school), school=school, role=Role.COORDINATOR)
        browser = signed_in(headteacher)

        with django_assert_num_queries(9):
            response = browser.get("/people/roles/confirm/")

        assert len(response.context["waiting"]) == roles

    def test_an_empty_list_says_what_would_be_there(self, signed_in, headteacher):
        assert "No role waits for you" in signed_in(headteacher).get("/people/roles/confirm/").content.decode()


class TestSeveralTogether:
    URL = "/people/roles/confirm/"

    @pytest.fixture
    def waiting(self, appoint, school, headteacher, administrator):
        """Two roles that wait for the head."""
        users = [appoint(Role.STAFF, school, name) for name in ("Cora Next", "Sam Next")]
        return [give_role(user, Role.COORDINATOR, school, by=administrator) for user in users]

    def confirmed(self, waiting):
        return list(Membership.objects.filter(pk__in=[role.pk for role in waiting]).values_list("confirmed_by__name"))

    def test_all_that_are_ticked_are_confirmed(self, signed_in, headteacher, waiting):
        page = signed_in(headteacher).post(self.URL, {"roles": [role.pk for role in waiting]}, follow=True)

        assert self.confirmed(waiting) == [("Hattie Head",)] * 2
        assert "2 roles confirmed." in page.content.decode()

    def test_one_that_is_refused_is_named_and_none_is_confirmed(self, signed_in, headteacher, waiting, administrator):
        browser = signed_in(headteacher)
        browser.get(self.URL)
        end_role(waiting[1], by=administrator, on=TODAY, reason="Given by mistake.")

        response = browser.post(self.URL, {"roles": [role.pk for role in waiting]})

        said = response.content.decode()
        assert response.status_code == 409
        assert "Sam Next, E-Safety Coordinator, Ashdown Primary: This role has ended" in said
        assert "None of them was confirmed." in said
        assert self.confirmed(waiting) == [(None,)] * 2

    @pytest.mark.parametrize(
        ("ticked", "sentence"),
        [
            ([], "Tick the roles that you confirm"),
            (["x"], "Tick roles of this page"),
            (["0"], "Tick roles of this page"),
        ],
    )
    def test_nothing_or_something_else_is_said(self, signed_in, headteacher, waiting, ticked, sentence):
        assert sentence in signed_in(headteacher).post(self.URL, {"roles": ticked}).content.decode()

    def test_what_is_ticked_stays_ticked(self, signed_in, headteacher, waiting):
        page = signed_in(headteacher).post(self.URL, {"roles": [waiting[0].pk, "0"]}).content.decode()

        assert f'value="{waiting[0].pk}" checked' in page
        assert f'value="{waiting[1].pk}" checked' not in page

    def test_a_head_of_another_school_confirms_none(self, signed_in, appoint, other_school, waiting):
        other = appoint(Role.HEADTEACHER, other_school)

        signed_in(other).post(self.URL, {"roles": [role.pk for role in waiting]})

        assert self.confirmed(waiting) == [(None,)] * 2

    def test_one_alone_needs_no_tick_and_its_page_leads_to_declining_it(
        self, signed_in, headteacher, waiting, administrator
    ):
        end_role(waiting[1], by=administrator, on=TODAY, reason="Given by mistake.")
        browser = signed_in(headteacher)

        assert "Confirm the ticked roles" not in browser.get(self.URL).content.decode()
        page = browser.get(f"/people/roles/{waiting[0].pk}/confirm/").content.decode()
        assert f'href="/people/roles/{waiting[0].pk}/decline/"' in page


def test_everybody_who_holds_a_role_is_on_the_register(administrator, school):
    from people.actions import add_user

    user = add_user("Gwen Governor", "gwen@test.example", by=administrator, school=school, roles=[Role.GOVERNOR])

    assert Person.objects.get(user=user).kind == Person.Kind.STAFF
