"""Which schools a policy covers, from when and until when."""

from datetime import date

import pytest
from django.urls import reverse

from core.access import Refused
from people.models import School
from people.roles import Role
from policies.actions import start_policy
from policies.models import Coverage, PolicyVersion

SCHOOLS = reverse("policies:schools", args=["e-safety-policy"])
ADD = reverse("policies:cover", args=["e-safety-policy"])
TODAY, LATER = date(2026, 11, 19), date(2027, 1, 4)


@pytest.fixture
def of_both(appoint, other_school, coordinator):
    """The coordinator drafts at both schools."""
    return appoint(Role.COORDINATOR, other_school, user=coordinator)


@pytest.fixture
def covered(draft):
    return draft.policy.coverages.get()


def end_of(coverage):
    return reverse("policies:end-coverage", args=["e-safety-policy", coverage.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_school_is_added_from_a_day_on(draft, other_school, of_both, signed_in):
    response = signed_in(of_both).post(ADD, {"school": other_school.pk, "starts_on": "2027-01-04"}, follow=True)

    assert Coverage.objects.get(school=other_school).starts_on == LATER
    assert "Birchwood Primary" in text(response)
    assert "4 January 2027" in text(response)
    assert "Coming" in text(response)


def test_the_policy_before_ends_the_day_before(draft, other_school, of_both):
    before = start_policy(title="Before", schools=[other_school], by=of_both).policy

    draft.policy.add_school(other_school, by=of_both, starts_on=LATER)

    assert before.coverages.get().ends_on == date(2027, 1, 3)


def test_a_day_before_every_version_has_the_standard_set(approved, other_school, of_both):
    approved.policy.add_school(other_school, by=of_both, starts_on=date(2001, 1, 1))

    assert str(PolicyVersion.objects.in_force(other_school, date(2001, 1, 1))) == "Standard set, version 1"
    assert PolicyVersion.objects.in_force(other_school, TODAY) == approved


@pytest.mark.parametrize(
    ("starts_on", "error"),
    [
        ("", "Enter the first day"),
        ("1999-12-31", "Check the year"),
        ("9999-12-31", "Check the year"),
        ("2026-11-01", "Birchwood Primary already has a policy from 19 November 2026 on."),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(draft, other_school, of_both, signed_in, starts_on, error):
    start_policy(title="Theirs", schools=[other_school], by=of_both)

    response = signed_in(of_both).post(ADD, {"school": other_school.pk, "starts_on": starts_on})

    assert error in text(response)
    assert f'<option value="{other_school.pk}" selected>' in text(response)
    assert not draft.policy.coverages.filter(school=other_school).exists()


@pytest.fixture
def mine(other_school, of_both):
    """A policy that nobody approved, of a school where the coordinator drafts too."""
    return start_policy(title="Mine", schools=[other_school], by=of_both).policy


def since_september(policy):
    policy.coverages.update(starts_on=date(2026, 9, 1))


@pytest.mark.parametrize("day", [TODAY, LATER])
def test_what_is_approved_does_not_give_way_to_what_nobody_approved(approved, mine, school, of_both, day):
    since_september(approved.policy)

    with pytest.raises(Refused, match="“E-safety policy” is approved, and no version of this policy is in force on"):
        mine.add_school(school, by=of_both, starts_on=day)

    assert PolicyVersion.objects.in_force(school, day) == approved


def test_the_past_of_a_school_stays_as_it_was(draft, mine, school, of_both):
    since_september(draft.policy)

    with pytest.raises(Refused, match="“E-safety policy” covered Ashdown Primary on that day: choose today"):
        mine.add_school(school, by=of_both, starts_on=date(2026, 11, 18))


def test_a_policy_is_not_started_in_place_of_an_approved_one(approved, school, coordinator):
    with pytest.raises(Refused, match="“E-safety policy” is approved for Ashdown Primary: make its next draft instead"):
        start_policy(title="Mine", schools=[school], by=coordinator)


def test_the_policy_after_one_that_ends_begins_the_day_after(approved, covered, school, coordinator):
    covered.end(by=coordinator, ends_on=date(2027, 7, 31))

    after = start_policy(title="After", schools=[school], by=coordinator).policy

    covered.refresh_from_db()
    assert covered.ends_on == date(2027, 7, 31)
    assert after.coverages.get().starts_on == date(2027, 8, 1)


def test_a_school_that_is_covered_is_not_added_again(draft, school, of_both, signed_in):
    response = signed_in(of_both).post(ADD, {"school": school.pk, "starts_on": "2027-01-04"})

    assert "Choose from the schools offered" in text(response)
    with pytest.raises(Refused, match="This policy already covers Ashdown Primary then"):
        draft.policy.add_school(school, by=of_both, starts_on=LATER)


def test_a_school_where_one_drafts_nothing_is_not_added(draft, other_school, coordinator):
    with pytest.raises(Refused, match="You do not draft policies for all of these schools"):
        draft.policy.add_school(other_school, by=coordinator, starts_on=LATER)


def test_it_ends_on_a_day(covered, coordinator, signed_in):
    response = signed_in(coordinator).post(end_of(covered), {"ends_on": "2027-07-31"}, follow=True)

    covered.refresh_from_db()
    assert covered.ends_on == date(2027, 7, 31)
    assert "31 July 2027" in text(response)
    assert "Change the last day" in text(response)


def test_the_last_day_is_not_before_the_first(covered, coordinator, signed_in):
    response = signed_in(coordinator).post(end_of(covered), {"ends_on": "2026-11-18"})

    assert response.status_code == 409
    assert "It covers Ashdown Primary from 19 November 2026 on: the last day is not earlier." in text(response)


def test_an_end_is_not_moved_over_the_next_policy(covered, school, of_both, coordinator):
    start_policy(title="Next", schools=[], by=coordinator).policy.cover(school, by=coordinator, starts_on=LATER)

    with pytest.raises(Refused, match="“Next” covers Ashdown Primary from 4 January 2027 on: this one ends before"):
        covered.end(by=coordinator, ends_on=LATER)


def test_incidents_of_the_past_keep_what_they_were_judged_by(covered, coordinator, signed_in):
    since_september(covered.policy)

    response = signed_in(coordinator).post(end_of(covered), {"ends_on": "2026-11-17"})

    covered.refresh_from_db()
    assert response.status_code == 409
    assert "Incidents were judged by it: the last day is 18 November 2026 or later." in text(response)
    assert covered.ends_on is None


def test_a_school_that_left_does_not_come_back_by_itself(covered, coordinator, signed_in, time_machine):
    covered.end(by=coordinator, ends_on=TODAY)
    time_machine.move_to("2026-11-20 09:00", tick=False)

    response = signed_in(coordinator).post(end_of(covered), {"ends_on": "2028-07-31"})

    covered.refresh_from_db()
    assert response.status_code == 403
    assert "It has ended." in text(response)
    assert covered.ends_on == TODAY


def test_a_school_that_left_is_added_again_by_those_who_stayed(draft, covered, other_school, of_both, time_machine):
    draft.policy.cover(other_school, by=of_both, starts_on=TODAY)
    covered.end(by=of_both, ends_on=TODAY)
    time_machine.move_to("2026-11-20 09:00", tick=False)
    policy = type(draft.policy).objects.get(pk=draft.policy_id)

    again = policy.add_school(covered.school, by=of_both, starts_on=date(2026, 11, 20))

    assert again.ends_on is None


@pytest.mark.parametrize("address", ["add", "end"])
def test_a_colleague_is_told_why_and_a_stranger_finds_nothing(address, covered, governor, stranger, signed_in):
    page = ADD if address == "add" else end_of(covered)

    refused = signed_in(governor).get(page)

    assert refused.status_code == 403
    assert "by the administrator, the coordinator, the head or a senior leader" in text(refused)
    assert signed_in(stranger).get(page).status_code == signed_in(stranger).get(SCHOOLS).status_code == 404


def test_a_governor_reads_the_list_without_verbs(covered, governor, signed_in):
    page = text(signed_in(governor).get(SCHOOLS))

    assert "Ashdown Primary" in page
    assert "Add a school" not in page
    assert end_of(covered) not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_however_many_schools(
    draft, administrator, coordinator, signed_in, count, django_assert_num_queries
):
    for number in range(1, count):
        school = School.objects.create(name=f"School {number}", code="AB" + "CD"[number - 1])
        draft.policy.cover(school, by=administrator, starts_on=LATER)
    browser = signed_in(coordinator)

    with django_assert_num_queries(8):
        assert browser.get(SCHOOLS).status_code == 200
