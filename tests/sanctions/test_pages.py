"""The pages of decisions and of misuse: a constant number of queries, and refused with what was typed."""

import pytest

from incidents.statement import Named
from people.models import Person
from sanctions.actions import choose_misuse, decide
from sanctions.choice import Choice
from tests.incidents.browser_form import sent_by
from tests.pages import said


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

    with django_assert_num_queries(17):
        page = browser.get(f"{incident.get_absolute_url()}actions/")

    assert page.content.decode().count("<legend>Warning") == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_incident_with_actions_for_several_people_asks_no_more_queries_than_for_one(
    of_several, coordinator, signed_in, count, django_assert_num_queries
):
    incident, browser = of_several(count), signed_in(coordinator)

    with django_assert_num_queries(22):
        page = browser.get(incident.get_absolute_url())

    assert said(page).count("Recommended actions for Pupil") == count


def test_decisions_that_come_too_late_stay_on_the_page(open_actions, coordinator, headteacher, signed_in, action):
    incident, browser = open_actions.incident, signed_in(coordinator)
    url, reason = f"{incident.get_absolute_url()}actions/", f"action-{open_actions.pk}-{action('warning').pk}-reason"
    tab = sent_by(browser.get(url), "action-") | {reason: "Kept as typed"}
    incident.withdraw(by=headteacher, reason="Twice.")

    page = browser.post(url, tab)

    assert page.status_code == 403
    assert "Actions are decided while the incident is under review." in page.content.decode()
    assert sent_by(page, "action-")[reason] == "Kept as typed"
    assert open_actions.sanctions.count() == 0


def test_misuse_that_comes_too_late_stays_on_the_page(involvement, coordinator, headteacher, signed_in, misuse_row):
    incident, browser = involvement.incident, signed_in(coordinator)
    url, row = f"{incident.get_absolute_url()}misuse/{involvement.pk}/", str(misuse_row("P13").pk)
    incident.withdraw(by=headteacher, reason="Twice.")

    page = browser.post(url, {"rows": [row]})

    assert page.status_code == 403
    assert "Which misuse it was is said while the incident is under review." in page.content.decode()
    assert sent_by(page, "rows")["rows"] == row
    assert involvement.misuses.count() == 0
