"""The pages of decisions and of misuse: a constant number of queries, and refused with what was typed."""

import pytest

from incidents.statement import Named
from people.models import Person
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from tests.incidents.browser_form import sent_by


@pytest.fixture
def of_several(version, school, log_incident, coordinator, misuse_row, action):
    """`of_several(3)`: three accused pupils, each with open actions and one decided."""

    def make(count):
        people = [Person.objects.create(school=school, kind="pupil", name=f"Pupil {n}") for n in range(count)]
        incident = log_incident(people=[Named(part="instigator", person=person) for person in people])
        incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
        for involvement in incident.involvements.all():
            choose_misuse(involvement, [misuse_row("P3")], by=coordinator)
            decide(incident, [Choice(involvement, done=True, action=action("warning"))], by=coordinator)
        return incident

    return make


@pytest.mark.parametrize("count", [1, 3])
def test_deciding_about_several_people_asks_no_more_queries_than_about_one(
    of_several, coordinator, signed_in, count, django_assert_num_queries
):
    incident, browser = of_several(count), signed_in(coordinator)

