"""A teacher logs an incident in a browser."""

import re

from playwright.sync_api import expect

from incidents.models import Incident

from .conftest import on_a_phone_too


@on_a_phone_too
def test_a_teacher_logs_an_incident_after_being_told_what_is_missing(
    page, checked, sign_in, teacher, coordinator, safeguarding_lead, pupil, policy_in_force
):
    sign_in(page, teacher)
    checked(page)
    page.get_by_role("link", name="Report an incident").first.click()
    checked(page)

    page.get_by_role("button", name="Report this incident").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Choose what it was, or “Something else”")
    checked(page)
    summary.get_by_role("link", name="Choose what it was").click()
    expect(page.get_by_role("radio", name="Cyber-bullying or hurtful messages")).to_be_focused()

    page.get_by_label("Narrow the list").fill("filter")
    page.get_by_role("radio", name="Got round the filter").check()
    page.get_by_label("Time (optional)").fill("00:00")
    page.get_by_label("Where?").select_option("Classroom")
    page.get_by_label("On which device?").select_option("School tablet")
    page.get_by_label("Person 1", exact=True).press_sequentially("Pip")
    expect(page.locator("#register option")).to_have_attribute("value", "Pip Pupil, 5 Oak")
    page.get_by_label("Person 1", exact=True).fill("Pip Pupil, 5 Oak")
    page.get_by_label("Part of person 1").select_option("Alleged instigator")
    expect(page.get_by_label("Who is it? Person 1")).to_be_hidden()
    page.get_by_role("button", name="Add another person").click()
    page.get_by_label("Person 2", exact=True).fill("Viv Visitor")
    page.get_by_label("Part of person 2").select_option("Witness")
    page.get_by_label("Who is it? Person 2").select_option("An adult who does not work or volunteer here")
    page.get_by_label("What happened?").fill("A proxy page was open in another tab.")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Have you told somebody in person?").fill("Sam Safeguarding, at once")
    checked(page)
    page.get_by_role("button", name="Report this incident").click()

    expect(page).to_have_url(re.compile(r"/incidents/mine/ASH-\w+/"))
    incident = Incident.objects.get()
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.reference)
    expect(page.get_by_role("main")).to_contain_text("A proxy page was open in another tab.")
    checked(page)
    people = incident.involvements.order_by("pk").values_list("part", "person__name", "name")
    assert list(people) == [("instigator", "Pip Pupil", ""), ("witness", None, "Viv Visitor")]
    assert (incident.kind, incident.place, incident.device) == ("bypass", "classroom", "school_tablet")
    assert incident.child_in_danger


def test_who_it_is_is_asked_of_a_name_that_is_left_and_not_on_the_register(page, sign_in, teacher, pupil):
    sign_in(page, teacher)
    page.goto("/incidents/report/")
    name, who = page.get_by_label("Person 1", exact=True), page.get_by_label("Who is it? Person 1")

    name.press_sequentially("Viv")
    expect(who).to_be_hidden()
    name.press("Tab")
    expect(who).to_be_visible()
    for known in ("pip pupil", "Pip Pupil, 5 Oak"):
        name.fill(known)
        name.press("Tab")
        expect(who).to_be_hidden()


def test_a_name_of_the_register_that_comes_back_is_not_asked_about(page, sign_in, teacher, pupil):
    sign_in(page, teacher)
    page.goto("/incidents/report/")
    page.get_by_label("Person 1", exact=True).fill("Pip Pupil, 5 Oak")
    page.get_by_label("Person 1", exact=True).press("Tab")
    page.get_by_role("button", name="Add another person").click()
    page.get_by_label("Person 2", exact=True).fill("Viv Visitor")

    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("main")).to_contain_text("This is your draft")

    expect(page.get_by_label("Who is it? Person 2")).to_be_visible()
    expect(page.get_by_label("Who is it? Person 1")).to_be_hidden()


def test_enter_in_a_name_sends_the_form_and_removes_nobody(page, sign_in, teacher):
    sign_in(page, teacher)
    page.goto(page.url + "incidents/report/")
    page.get_by_label("Person 1", exact=True).fill("Viv Visitor")

    page.get_by_label("Person 1", exact=True).press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Choose what it was, or “Something else”")
    expect(page.get_by_label("Person 1", exact=True)).to_have_value("Viv Visitor")


def fill_in(page, kind="Got round the filter"):
    """The shortest report that is complete."""
    page.get_by_label("Narrow the list").fill(kind)
    page.get_by_role("radio", name=kind).check()
    page.get_by_label("Where?").select_option("Classroom")
    page.get_by_label("On which device?").select_option("School tablet")
    page.get_by_label("I do not know who was involved").check()
    page.get_by_label("What happened?").fill("A proxy page was open.")
    page.get_by_label("No", exact=True).check()


def test_what_may_be_illegal_shows_first_what_to_do(page, checked, sign_in, teacher, safeguarding_lead, chair):
    sign_in(page, teacher)
    page.goto("/incidents/report/")
    fill_in(page, kind="Nude or semi-nude image of a child")
    page.get_by_label("What happened?").fill("")
    page.get_by_role("button", name="Report this incident").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Stop. Do not look again.")
    expect(page.get_by_text("Sam Safeguarding, Designated Safeguarding Lead")).to_be_visible()
    checked(page)
    assert not Incident.objects.exists()
    page.get_by_role("button", name="Send the report: I have told someone").click()
    expect(page.get_by_role("alert")).to_be_focused()
    checked(page)
    page.get_by_label("Whom have you told, and when?").fill("Sam Safeguarding, at 10:15")
    page.get_by_label("Where is the device").fill("In the office, screen off. Sam watches it.")
    page.get_by_role("button", name="Send the report: I have told someone").click()

    expect(page).to_have_url(re.compile(r"/incidents/mine/ASH-\w+/"))
    checked(page)
    incident = Incident.objects.get()
    assert incident.is_illegal
    assert (incident.told_in_person, incident.description) == ("Sam Safeguarding, at 10:15", "")


def test_a_double_click_makes_one_incident(page, sign_in, teacher, coordinator):
    sign_in(page, teacher)
    page.goto("/incidents/report/")
    fill_in(page)

    page.get_by_role("button", name="Report this incident").dblclick()

    expect(page).to_have_url(re.compile(r"/incidents/mine/ASH-\w+/"))
    assert Incident.objects.count() == 1


@on_a_phone_too
def test_a_row_of_a_person_can_be_added_and_removed_in_place(page, sign_in, teacher):
    sign_in(page, teacher)
    page.goto("/incidents/report/")
    page.get_by_label("Person 1", exact=True).fill("First")
    page.get_by_role("button", name="Add another person").click()
    expect(page.get_by_label("Person 2", exact=True)).to_be_focused()
    page.get_by_label("Person 2", exact=True).fill("Second")

    page.get_by_role("button", name="Remove person 1").click()

    expect(page.get_by_label("Person 1", exact=True)).to_have_value("Second")
    expect(page.get_by_label("Person 2", exact=True)).to_have_count(0)


def test_enter_in_a_name_does_not_lead_to_the_stop_screen_before_it_is_asked_for(page, sign_in, teacher):
    sign_in(page, teacher)
    page.goto("/incidents/report/")
    page.get_by_role("radio", name="Nude or semi-nude image of a child").check()
    page.get_by_label("What happened?").fill("Somebody passed round nudes.")
    name, title = page.get_by_label("Person 1", exact=True), page.get_by_role("heading", level=1)
    name.fill("Viv Visitor")

    name.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Nothing is sent yet")

    expect(title).to_have_text("Report an incident")
    expect(name).to_have_value("Viv Visitor")
    expect(page.get_by_label("What happened?")).to_have_value("Somebody passed round nudes.")
    page.get_by_role("button", name="Report this incident").last.click()
    expect(title).to_have_text("Stop. Do not look again.")
