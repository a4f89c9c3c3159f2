"""Similar incidents side by side: what was decided before about the same misuse, readable and without names."""

import pytest
from django.urls import reverse

from incidents.actions import record_parents
from incidents.models import Incident, Involvement
from incidents.statement import Named
from people.models import Person
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from sanctions.consistency import followed
from sanctions.queries import actions_of
from sanctions.similar import similar_incidents
from tests.pages import main_of

REVIEWED = {"branch": "unsuitable", "user_action": None, "safeguarding": False, "reason": "Not illegal."}


@pytest.fixture
def closed_before(log_incident, school, coordinator, version, misuse_row):
    """`closed_before("P3", year="6")`: closed, with every recommended action not done, because they were sorry."""

    def make(row="P3", *, year="5", name="Rory Reader", others=(), close=True):
        pupil = Person.objects.create(school=school, kind="pupil", name=name, year_group=year)
        incident = log_incident(people=[*others, Named(part="instigator", person=pupil)])
        incident.review(by=coordinator, **REVIEWED)
        involvement = incident.involvements.select_related("incident__school", "person").get(person=pupil)
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
            record_parents(incident, [(one, answer) for one in incident.involvements.all()], by=coordinator)
            incident.close(by=coordinator, finding="substantiated", outcome="Done.", rationale=f"{name} said so.")
        return incident

    return make


@pytest.fixture
def alike(open_actions):
    """`alike(user)`: the incidents similar to the open one, about a pupil of Year 5 and P3."""
    people = Involvement.objects.filter(pk=open_actions.pk).prefetch_related("misuses__row")
    return lambda user: similar_incidents(people, open_actions.incident, user).get(open_actions.pk, [])


def test_a_closed_incident_with_the_same_row_is_told_without_names(closed_before, alike, coordinator):
    closed_before()

    [similar] = alike(coordinator)

    assert similar.called == "Pupil A"
    assert {said.reason for said in similar.not_done} == {"[name] was sorry."}
    assert similar.rationale == "[name] said so."
    assert similar.done == []


def test_everybody_is_called_as_in_every_text_about_that_incident(closed_before, alike, coordinator):
    closed_before(others=[Named(part="target", name="Robin", kind="pupil")])

    [similar] = alike(coordinator)

    assert similar.called == "Pupil B"


def test_the_same_year_group_comes_first_and_then_the_newest(closed_before, alike, coordinator):
    years = ["5", "6", "6", "5", "3", "4", "2"]
    for number, year in enumerate(years):
        closed_before(year=year, name=f"Rory{'abcdefg'[number]} Reader")

    assert [similar.involvement.year_group for similar in alike(coordinator)] == ["5", "5", "2", "4", "3"]


def test_another_row_and_an_open_incident_are_not_similar(closed_before, alike, coordinator):
    closed_before("P2")
    closed_before("P3", close=False, name="Olly Open")

    assert alike(coordinator) == []


def test_nor_is_what_one_may_not_read(closed_before, alike, coordinator, headteacher):
    hidden = closed_before()
    Incident.objects.filter(pk=hidden.pk).update(restricted=True)

    assert alike(coordinator) == []
    assert [similar.incident for similar in alike(headteacher)] == [hidden]


@pytest.mark.parametrize("count", [1, 3])
def test_they_are_found_in_a_constant_number_of_queries(
    closed_before, alike, coordinator, count, django_assert_num_queries
):
    for number in range(count):
        closed_before(name=f"Rory{'abc'[number]} Reader")
    alike(coordinator)

    with django_assert_num_queries(8):
        found = alike(coordinator)

    assert len(found) == count


def test_the_page_shows_them_where_one_decides(closed_before, open_actions, coordinator, signed_in):
    closed = closed_before()

    page = main_of(signed_in(coordinator).get(reverse("sanctions:decide", args=[open_actions.incident.reference])))

    assert "What was decided in 1 similar incident" in page
    assert closed.get_absolute_url() in page
    assert "Rory" not in page


def test_similar_incidents_are_compared_also_once_all_is_decided(open_actions, coordinator, signed_in):
    incident, browser = open_actions.incident, signed_in(coordinator)
    before = main_of(browser.get(incident.get_absolute_url()))
    [person] = actions_of(incident)
    said = [Choice(open_actions, done=False, action=each.column, reason="No.") for each in person.open]

    decide(incident, said, by=coordinator)

    compare = f"{reverse('sanctions:decide', args=[incident.reference])}#for-{open_actions.pk}"
    after = main_of(browser.get(incident.get_absolute_url()))
    assert [compare in page for page in (before, after)] == [True, True]
    assert "To decide" not in after


def test_an_action_in_own_words_is_told_without_names_too(closed_before, alike, open_actions, coordinator):
    other = closed_before(close=False)
    involvement = other.involvements.get()
    said = Choice(involvement, done=True, text="Rory Reader says sorry", reason="It was Rory Reader")
    decide(other, [said], by=coordinator)
    record_parents(other, [(involvement, {"parents": "not_informed", "parents_reason": "Known."})], by=coordinator)
    other.close(by=coordinator, finding="substantiated", outcome="Done.", rationale="Seen.")

    [similar] = alike(coordinator)
    [line] = followed(Incident.objects.filter(pk=other.pk))

    for told in (similar.done, line.departures):
        assert ("[name] says sorry", "It was [name]") in [(one.action, one.reason) for one in told]
