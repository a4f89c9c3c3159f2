"""What of the reports waits on a home page: one to prepare, one to release, what was released."""

import pytest
from django.urls import reverse

from people.models import Federation
from people.roles import Role
from reports import home
from reports.actions import prepare, write_words
from tests.homes import blocks_of

from .conftest import TERMS, YEAR


@pytest.fixture
def shown():
    """`shown(user)`: the titles of the blocks, each with the texts of its items."""
    return lambda user: {block.title: [item.text for item in block.items] for block in blocks_of(home, user)}


def test_the_year_that_is_over_wants_a_report(shown, logged, coordinator, headteacher, after_the_year):
    logged()
    due = {"Reports to prepare": ["Ashdown Primary. No report was prepared since the year ended on Monday 31 August."]}

    assert shown(coordinator) == shown(headteacher) == due


def test_it_leads_to_the_form_with_school_and_year_chosen(logged, coordinator, after_the_year, signed_in):
    logged()
    [block] = blocks_of(home, coordinator)

    form = signed_in(coordinator).get(block.items[0].url).context["form"]

    assert block.items[0].url.startswith(reverse("reports:prepare"))
    assert (form["place"].value(), form["year"].value()) == (f"school-{coordinator.person.school_id}", str(YEAR.start))


def test_nobody_else_is_asked_to_prepare_it(
    shown, logged, teacher, governor, safeguarding_lead, stranger, after_the_year
):
    logged()

    assert [list(shown(user)) for user in (teacher, governor, safeguarding_lead, stranger)] == [
        [], ["Released reports"], [], [],
    ]  # fmt: skip


def test_a_year_in_which_nothing_was_reported_wants_none(shown, coordinator, after_the_year):
    assert shown(coordinator) == {}


def test_what_one_may_not_read_is_not_betrayed_by_it(shown, logged, coordinator, headteacher, after_the_year):
    logged(restricted=True)

    assert shown(coordinator) == {}
    assert list(shown(headteacher)) == ["Reports to prepare"]


def test_a_draft_waits_for_the_head_and_is_asked_for_no_more(shown, logged, draft, coordinator, headteacher):
    logged()

    assert list(shown(headteacher)) == ["Reports to release or agree to"]
    assert shown(coordinator) == {}


def test_the_report_of_a_federation_is_one_of_each_of_its_schools(
    shown, logged, school, other_school, coordinator, appoint, after_the_year
):
    federation = Federation.objects.create(name="Ash and Birch")
    for each in (school, other_school):
        each.federation = federation
        each.save_as(coordinator)
        logged(5, school=each, at=TERMS["spring"])
    head = appoint(Role.HEADTEACHER, federation)
    prepare([school, other_school], YEAR, head)

    assert shown(coordinator) == {}


@pytest.fixture
def wait_for_confirmation(draft, coordinator):
    return write_words(draft, by=coordinator, commentary="A quiet year.", questions="", examples="", edition=0)


def test_words_wait_for_whoever_may_confirm_them(
    shown, wait_for_confirmation, coordinator, headteacher, teacher, governor, stranger
):
    waiting = (
        "Ashdown Primary. Cora Coordinator, E-Safety Coordinator wrote beside the figures, 5 October 2026: "
        "confirm that nobody can be identified."
    )

    assert shown(headteacher)["Words to confirm"] == [waiting]
    assert ["Words to confirm" in shown(user) for user in (coordinator, teacher, governor, stranger)] == [False] * 4


def test_and_for_nobody_once_they_are_confirmed(shown, wait_for_confirmation, headteacher):
    wait_for_confirmation.confirm(by=headteacher, edition=1)

    assert "Words to confirm" not in shown(headteacher)


def test_a_governor_is_told_that_a_report_was_replaced(released, governor, coordinator, headteacher, school):
    second = prepare([school], YEAR, coordinator, "A figure was wrong.")
    second.release(by=headteacher)

    [block] = blocks_of(home, governor)

    assert {item.url: item.note for item in block.items} == {
        second.get_absolute_url(): "",
        released.get_absolute_url(): "A later report replaces this one.",
    }


def asked_of(user, django_assert_num_queries, number):
    """The drafts that wait for the user, looked for anew."""
    user = type(user).objects.get(pk=user.pk)
    with django_assert_num_queries(number):
        [found] = [block for block in blocks_of(home, user) if block.key == "report-drafts"]
    return found


@pytest.mark.once
@pytest.mark.usefixtures("counted_once")
def test_a_home_says_of_each_draft_whether_it_is_to_be_agreed_to_or_released(
    whole, first_head, sister_schools, coordinating, django_assert_num_queries
):
    prefix = "Chalk Hill Federation. Prepared by E-Safety Coordinator 1, E-Safety Coordinator, 5 October 2026."
    one = asked_of(first_head, django_assert_num_queries, 10)
    assert [item.text for item in one.items] == [f"{prefix} It waits for you to agree to its release."]

    second = prepare([sister_schools[0]], YEAR, first_head)
    third = prepare(list(sister_schools), YEAR, coordinating, term="Autumn")

    three = asked_of(first_head, django_assert_num_queries, 10)
    assert [item.url for item in three.items] == [each.get_absolute_url() for each in (whole, second, third)]
    assert [item.text.split(". ")[-1] for item in three.items] == [
        "It waits for you to agree to its release.", "You can release it.", "It waits for you to agree to its release.",
    ]  # fmt: skip
