"""Who holds which role: for the administrator and the head of the school, and nobody else."""

import pytest

from core import clock
from people.models import Membership, Person, User
from people.roles import Role

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
    assert {membership.user for membership in response.context["object_list"]} == {stranger}
    assert "Cora Coordinator" not in page
    assert "Ashdown" not in page


def test_roles_of_the_federation_are_shown_and_those_of_the_sister_school_are_not(
    signed_in, appoint, federation, sister_schools
):
    here, sister = sister_schools
    head = appoint(Role.HEADTEACHER, here, "Heidi Head")
    appoint(Role.COORDINATOR, federation, "Fred Federation")
    appoint(Role.STAFF, sister, "Sue Sister")

    shown = signed_in(head).get(URL).context["object_list"]

    assert [membership.user.name for membership in shown] == ["Fred Federation", "Heidi Head"]


def test_a_role_that_has_ended_is_still_shown(signed_in, administrator, teacher):
    Membership.objects.filter(user=teacher).update(ends_on=clock.today() - clock.ONE_DAY)

    assert "Tess Teacher" in signed_in(administrator).get(URL).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "\0", "9" * 5000])
def test_a_page_that_is_none_does_not_exist(signed_in, administrator, page):
    assert signed_in(administrator).get(URL, {"page": page}).status_code == 404


def test_long_lists_have_pages(signed_in, administrator, school):
    users = [User(email=f"many{number}@test.example", name=f"Name {number:03}") for number in range(120)]
    for user in User.objects.bulk_create(users):
        Membership.objects.create(user=user, school=school, role=Role.STAFF)
    browser = signed_in(administrator)

    pages = [browser.get(URL, {"page": number}).context["object_list"] for number in (1, 2)]

    listed = [membership.pk for page in pages for membership in page]
    assert len(listed) == len(set(listed)) == 121


@pytest.mark.parametrize("memberships", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(
    signed_in, administrator, appoint, school, memberships, django_assert_num_queries
):
    for number in range(memberships):
        appoint(Role.COORDINATOR, school, f"Colleague {number}")
        Person.objects.create(school=school, kind="pupil", name=f"Pupil {number}")
    browser = signed_in(administrator)

    with django_assert_num_queries(11):
        response = browser.get(URL)

    assert len(response.context["object_list"]) == memberships + 1
