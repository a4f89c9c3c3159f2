"""Without JavaScript a report is made all the same, a person at a time."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Incident


@pytest.fixture
def plain_page(open_context):
    """A page in a browser that runs no scripts."""
    return open_context(java_script_enabled=False).new_page()


def test_a_report_with_two_people_is_made_without_javascript(plain_page, sign_in, teacher, coordinator, pupil):
    page = plain_page
    sign_in(page, teacher)
    page.get_by_role("link", name="Report an incident").first.click()
    page.get_by_role("radio", name="Got round the filter").check()
    page.get_by_label("Where?").select_option("Classroom")
    page.get_by_label("On which device?").select_option("School tablet")
    page.get_by_label("Person 1", exact=True).fill("Pip Pupil")
    page.get_by_label("Part of person 1").select_option("Alleged instigator")
    page.get_by_label("What happened?").fill("A proxy page was open.")
    page.get_by_label("No", exact=True).check()

    page.get_by_role("button", name="Add another person").click()
    page.get_by_label("Person 2", exact=True).fill("Viv Visitor")
    page.get_by_label("Part of person 2").select_option("Witness")
    page.get_by_role("button", name="Report this incident").click()
    expect(page.get_by_role("alert")).to_contain_text("Viv Visitor is not on the register: say who it is")
    page.get_by_label("Who is it? Person 2").select_option("A pupil or another child")
    page.get_by_role("button", name="Report this incident").click()

    expect(page).to_have_url(re.compile(r"/incidents/mine/ASH-\w+/"))
    people = Incident.objects.get().involvements.order_by("pk").values_list("part", "person__name", "name")
    assert list(people) == [("instigator", "Pip Pupil", ""), ("witness", None, "Viv Visitor")]


def test_a_person_is_removed_without_javascript(plain_page, sign_in, teacher):
    page = plain_page
    sign_in(page, teacher)
    page.goto("/incidents/report/")
    page.get_by_label("Person 1", exact=True).fill("First")
    page.get_by_role("button", name="Add another person").click()
    page.get_by_label("Person 2", exact=True).fill("Second")

    page.get_by_role("button", name="Remove person 1").click()

    expect(page.get_by_label("Person 1", exact=True)).to_have_value("Second")
    expect(page.get_by_label("Person 2", exact=True)).to_have_count(0)
