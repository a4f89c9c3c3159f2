"""Roles on the pages, and several changes at the same moment."""

import pytest
from django.urls import reverse

from people.actions import end_role, give_role
from people.models import Membership
from people.roles import Role
from tests.pages import said

from .held import TODAY


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
