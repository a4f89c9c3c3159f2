"""Who holds which role: for the administrator and the head of the school, and nobody else."""

import pytest

from core import clock
from people.models import Membership, Person, User
from people.roles import Role

pytestmark = pytest.mark.both

URL = "/people/"
REFUSED = "People are managed by the administrator or the head."


@pytest.mark.parametrize("who", ["administrator", "headteacher"])
def test_those_who_manage_people_see_them(signed_in, request, coordinator, pupil, who):
    page = signed_in(request.getfixturevalue(who)).get(URL).content.decode()

    assert "Cora Coordinator" in page
    assert "E-Safety Coordinator" in page
    assert 'data-label="People" class="num">1</td>' in page


@pytest.mark.parametrize("who", ["teacher", "coordinator", "safeguarding_lead", "governor", "chair"])
def test_everybody_else_is_told_why_not(signed_in, request, who):
    response = signed_in(request.getfixturevalue(who)).get(URL)

    assert response.status_code == 403
    assert REFUSED in response.content.decode()


def test_the_administrator_of_another_school_sees_nobody_from_here(signed_in, stranger, coordinator, pupil):
    response = signed_in(stranger).get(URL)

    page = response.content.decode()
    assert set(response.context["accounts"]) == {stranger}
    assert "Cora Coordinator" not in page
    assert "Ashdown" not in page


def test_roles_of_the_federation_are_shown_and_those_of_the_sister_school_are_not(
    signed_in, appoint, federation, sister_schools
):
    here, sister = sister_schools
    head = appoint(Role.HEADTEACHER, here, "Heidi Head")
    appoint(Role.COORDINATOR, federation, "Fred Federation")
    appoint(Role.STAFF, sister, "Sue Sister")

    shown = signed_in(head).get(URL).context["accounts"]

    assert [account.name for account in shown] == ["Fred Federation", "Heidi Head"]


def test_they_are_listed_by_surname(signed_in, administrator, appoint, school):
    for name in ("Adam Young", "Zara Ash", "Bea Young"):
        appoint(Role.STAFF, school, name)

    shown = signed_in(administrator).get(URL).context["accounts"]

    assert [user.name for user in shown] == ["Ada Administrator", "Zara Ash", "Adam Young", "Bea Young"]


def test_somebody_is_found_for_a_role_and_given_it_with_one_answer_ready(signed_in, administrator, teacher):
    browser = signed_in(administrator)

    page = browser.get(URL, {"give": "coordinator"}).content.decode()
    form = browser.get(f"/people/users/{teacher.pk}/roles/", {"role": "coordinator"}).context["form"]

    assert "E-Safety Coordinator: who is it?" in page
    assert f'href="/people/users/{teacher.pk}/roles/?role=coordinator"' in page
    assert f"/people/users/{administrator.pk}/roles/" not in page
    assert form["role"].value() == "coordinator"


def test_a_role_that_there_is_not_is_not_given(signed_in, administrator, teacher):
    browser = signed_in(administrator)

    assert "who is it?" not in browser.get(URL, {"give": "caretaker"}).content.decode()
    assert browser.get(f"/people/users/{teacher.pk}/roles/", {"role": "x"}).context["form"]["role"].value() is None


@pytest.mark.parametrize(("role", "ticked"), [("coordinator", ["staff", "coordinator"]), ("governor", ["governor"])])
def test_a_new_account_for_a_role_has_it_ticked(signed_in, administrator, role, ticked):
    form = signed_in(administrator).get("/people/users/add/", {"role": role}).context["form"]

    assert form["roles"].value() == ticked


def test_who_holds_no_role_any_more_is_still_shown(signed_in, administrator, teacher):
    Membership.objects.filter(user=teacher).update(ends_on=clock.today() - clock.ONE_DAY)

    shown = signed_in(administrator).get(URL).context["accounts"]

    assert {account.name: account.roles_here for account in shown}["Tess Teacher"] == []


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "\0", "9" * 5000])
def test_a_page_that_is_none_does_not_exist(signed_in, administrator, page):
    assert signed_in(administrator).get(URL, {"page": page}).status_code == 404


def test_long_lists_have_pages(signed_in, administrator, school):
    users = [User(email=f"many{number}@test.example", name=f"Name {number:03}") for number in range(120)]
    for user in User.objects.bulk_create(users):
        Membership.objects.create(user=user, school=school, role=Role.STAFF)
    browser = signed_in(administrator)

    pages = [browser.get(URL, {"page": number}).context["accounts"] for number in (1, 2, 3)]

    listed = [account.pk for page in pages for account in page]
    assert len(listed) == len(set(listed)) == 121


@pytest.mark.parametrize("memberships", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(
    signed_in, administrator, appoint, school, memberships, django_assert_num_queries
):
    for number in range(memberships):
        appoint(Role.COORDINATOR, school, f"Colleague {number}")
        Person.objects.create(school=school, kind="pupil", name=f"Pupil {number}")
    browser = signed_in(administrator)

    with django_assert_num_queries(10):
        response = browser.get(URL)

    assert len(response.context["accounts"]) == memberships + 1


@pytest.fixture
def shown(signed_in, administrator):
    """`shown(q="…")`: names that the administrator's list has."""

    def names(**asked):
        return [account.name for account in signed_in(administrator).get(URL, asked).context["accounts"]]

    return names


class TestFilter:
    @pytest.fixture(autouse=True)
    def _people(self, teacher, coordinator):
        """Besides the administrator."""

    def test_by_words_of_the_name_or_of_the_address(self, shown, teacher):
        assert shown(q="teacher tess") == shown(q=teacher.email) == shown(q="téss") == ["Tess Teacher"]

    def test_by_role(self, shown):
        assert shown(role=Role.COORDINATOR) == ["Cora Coordinator"]

    def test_by_who_waits_to_be_confirmed(self, shown):
        Membership.objects.filter(role=Role.COORDINATOR).update(confirmed_by=None)

        assert shown(state="waiting") == ["Cora Coordinator"]

    def test_by_who_was_invited_and_never_came(self, shown, teacher):
        teacher.set_password("a long enough password")
        teacher.save()

        assert shown(state="invited") == ["Ada Administrator", "Cora Coordinator"]

    def test_by_closed_accounts(self, shown, teacher):
        teacher.is_active = False
        teacher.save()

        assert shown(state="closed") == ["Tess Teacher"]

    def test_by_school(self, shown, appoint, administrator, other_school):
        appoint(Role.ADMINISTRATOR, other_school, user=administrator)

        assert shown(school="BIR") == ["Ada Administrator"]

    def test_nobody_found_leads_back(self, signed_in, administrator):
        page = signed_in(administrator).get(URL, {"q": "nobody of this name"}).content.decode()

        assert "Nobody found" in page
        assert "Show everybody" in page
