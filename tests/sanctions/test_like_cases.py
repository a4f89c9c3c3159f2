"""Like cases side by side: what was decided before about the same misuse, readable and without names."""

import pytest
from django.urls import reverse

from incidents.actions import record_parents
from incidents.models import Incident, Involvement
from incidents.statement import Named
from people.models import Person
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from sanctions.likeness import like_cases
from sanctions.queries import actions_of
from tests.incidents.browser_form import main_of

REVIEWED = {"branch": "unsuitable", "user_action": None, "safeguarding": False, "reason": "Not illegal."}


@pytest.fixture
def closed_case(log_incident, school, coordinator, version, misuse_row):
    """`closed_case("P3", year="6")`: closed, with every recommended action not done, because they were sorry."""

    def make(row="P3", *, year="5", name="Rory Reader", close=True):
        pupil = Person.objects.create(school=school, kind="pupil", name=name, year_group=year)
        incident = log_incident(people=[Named(part="instigator", person=pupil)])
        incident.review(by=coordinator, **REVIEWED)
        involvement = incident.involvements.select_related("incident__school", "person").get()
        choose_misuse(involvement, [misuse_row(row)], by=coordinator)
        [person] = actions_of(incident)
        reason = f"{name.split()[0]} was sorry."
        decide(
            incident,
            [Choice(involvement, done=False, action=each.column, reason=reason) for each in person.open],
            by=coordinator,
        )
        if close:
            answer = {"parents": "not_informed", "parents_reason": "Known."}
            record_parents(incident, [(involvement, answer)], by=coordinator)
            incident.close(by=coordinator, finding="substantiated", outcome="Done.", rationale=f"{name} said so.")
        return incident

    return make


@pytest.fixture
def alike(open_actions):
    """`alike(user)`: the like cases of the open one, about a pupil of Year 5 and P3."""
    people = Involvement.objects.filter(pk=open_actions.pk).prefetch_related("misuses__row")
    return lambda user: like_cases(people, open_actions.incident, user).get(open_actions.pk, [])


def test_a_closed_incident_with_the_same_row_is_told_without_names(closed_case, alike, coordinator):
    closed_case()

    [case] = alike(coordinator)

    assert case.called == "Pupil A"
    assert {said.reason for said in case.not_done} == {"[name] was sorry."}
    assert case.rationale == "[name] said so."
    assert case.done == []


def test_the_same_year_group_comes_first_and_then_the_newest(closed_case, alike, coordinator):
    years = ["5", "6", "6", "5", "3", "4", "2"]
    for number, year in enumerate(years):
        closed_case(year=year, name=f"Rory{'abcdefg'[number]} Reader")

    assert [case.involvement.year_group for case in alike(coordinator)] == ["5", "5", "2", "4", "3"]


def test_another_row_and_an_open_incident_are_no_like_cases(closed_case, alike, coordinator):
    closed_case("P2")
    closed_case("P3", close=False, name="Olly Open")

    assert alike(coordinator) == []


def test_nor_is_what_one_may_not_read(closed_case, alike, coordinator, headteacher):
    hidden = closed_case()
    Incident.objects.filter(pk=hidden.pk).update(restricted=True)

    assert alike(coordinator) == []
    assert [case.incident for case in alike(headteacher)] == [hidden]


@pytest.mark.parametrize("count", [1, 3])
def test_they_are_found_in_a_constant_number_of_queries(
    closed_case, alike, coordinator, count, django_assert_num_queries
):
    for number in range(count):
        closed_case(name=f"Rory{'abc'[number]} Reader")
    alike(coordinator)

    with django_assert_num_queries(5):
        found = alike(coordinator)

    assert len(found) == count


def test_the_page_shows_them_where_one_decides(closed_case, open_actions, coordinator, signed_in):
    closed = closed_case()

    page = main_of(signed_in(coordinator).get(reverse("sanctions:decide", args=[open_actions.incident.reference])))

    assert "What was decided in 1 like case" in page
    assert closed.get_absolute_url() in page
    assert "Rory" not in page
