"""The journeys again, by the keyboard alone: every control is reached by Tab, and the focus is seen on it."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from people.models import School
from policies.models import Decision
from sanctions.models import Sanction

from .conftest import PASSWORD
from .keyboard import Keyboard


@pytest.fixture
def keyboard(page):
    return Keyboard(page)


@pytest.fixture
def sign_in_by_keyboard(keyboard, password_of):
    """The e-mail field has the focus when the page opens."""

    def enter(user, keyboard=keyboard):
        password = password_of(user)
        School.objects.update(second_factor=False)  # what it asks for has a journey of its own
        keyboard.page.goto("/sign-in/")
        expect(keyboard.page.get_by_label("E-mail address")).to_be_focused()
        keyboard.type(user.email)
        keyboard.press("Tab")
        keyboard.type(password)
        keyboard.press("Enter")
        expect(keyboard.page).to_have_url("/")
        keyboard.page.wait_for_load_state()  # a page's own keys are heard once its scripts have run

    return enter


def test_the_first_stop_of_a_page_leads_to_its_content(page, keyboard, sign_in_by_keyboard, teacher):
    sign_in_by_keyboard(teacher)

    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_the_account_menu_opens_closes_and_signs_out(page, keyboard, sign_in_by_keyboard, teacher):
    sign_in_by_keyboard(teacher)
    menu = page.locator("summary", has_text="account menu")
    sign_out = page.get_by_role("button", name="Sign out")
    keyboard.press("Tab", 4)
    expect(menu).to_be_focused()

    keyboard.press("Enter")
    expect(sign_out).to_be_visible()
    keyboard.press("Escape")
    expect(sign_out).to_be_hidden()
    expect(menu).to_be_focused()
    keyboard.press("Enter")
    keyboard.push("Sign out")

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_teacher_reports(page, keyboard, sign_in_by_keyboard, teacher, coordinator, pupil, policy_in_force):
    sign_in_by_keyboard(teacher)
    keyboard.follow("Report an incident")
    keyboard.push("Report this incident")
    expect(page.get_by_role("alert")).to_be_focused()

    keyboard.write("Narrow the list", "filter", role="searchbox")
    keyboard.choose(re.compile("Got round the filter"))
    keyboard.pick("Where?", "Classroom")
    keyboard.pick("On which device?", "School tablet")
    keyboard.write("Person 1", "Pip", role="combobox")
    expect(page.locator("#register option")).to_have_attribute("value", "Pip Pupil, 5 Oak")
    keyboard.type(" Pupil, 5 Oak")
    keyboard.pick("Part of person 1", "Alleged instigator")
    keyboard.push("Add another person")
    expect(page.get_by_label("Person 2", exact=True)).to_be_focused()
    keyboard.type("Viv Visitor")
    keyboard.pick("Part of person 2", "Witness")
    keyboard.pick(re.compile("Who is it.* Person 2"), "An adult who does not")
    keyboard.write("What happened?", "A proxy page was open.")
    keyboard.choose("No")
    keyboard.push("Report this incident")

    expect(page).to_have_url(re.compile(r"/incidents/mine/ASH-\w+/"))
    incident = Incident.objects.get()
    people = incident.involvements.order_by("pk").values_list("part", "person__name", "name")
    assert list(people) == [("instigator", "Pip Pupil", ""), ("witness", None, "Viv Visitor")]
    assert (incident.kind, incident.place, incident.device) == ("bypass", "classroom", "school_tablet")


def test_a_teacher_records_that_somebody_was_told(page, keyboard, sign_in_by_keyboard, teacher, safeguarding_lead):
    sign_in_by_keyboard(teacher)
    keyboard.follow("Report an incident")
    keyboard.write("Narrow the list", "nude", role="searchbox")
    keyboard.choose(re.compile("Nude or semi-nude image of a child"))
    keyboard.pick("Where?", "Not known")
    keyboard.pick("On which device?", "Pupil’s own phone")
    keyboard.tick("I do not know who was involved")
    keyboard.choose("No")
    keyboard.push("Report this incident")
    keyboard.write("Whom have you told, and when?", "Sam Safeguarding, at 10:15")
    keyboard.write("Where is the device, and who watches it?", "In the office.")
    keyboard.push("Send the report: I have told someone")

    expect(page).to_have_url(re.compile(r"/incidents/mine/ASH-\w+/"))
    assert Incident.objects.get().told_in_person == "Sam Safeguarding, at 10:15"


def test_the_coordinator_reviews_and_closes(
    page, keyboard, sign_in_by_keyboard, coordinator, policy_in_force, incident
):
    sign_in_by_keyboard(coordinator)
    keyboard.follow(f"Review {incident.reference}")
    keyboard.follow("Review")
    keyboard.choose("No: unsuitable or inappropriate")
    keyboard.write("Why do you judge it so?", "A proxy, to play games.")
    keyboard.push("Start the review")
    keyboard.follow("Say which misuse it was for Pip Pupil")
    keyboard.tick(re.compile("Using proxy sites or other ways round the filtering"))
    keyboard.push("Save, and see what the table recommends")

    open_actions = page.get_by_role("group", name=re.compile("Policy: "))
    expect(open_actions).to_have_count(8)
    further = page.get_by_role("group", name="Further sanction")
    for action in open_actions.all():
        is_departure = action.get_attribute("id") == further.get_attribute("id")
        keyboard.choose("Done", downwards=1 if is_departure else 0, within=action)
    keyboard.write("Reason", "The first time, and sorry.", within=further)
    keyboard.push("Save the decisions")

    keyboard.follow("Record parents informed")
    keyboard.choose("Informed")  # as the decision on it recorded
    keyboard.write("How? (optional)", "By telephone")
    keyboard.push("Save")
    keyboard.follow("Add an entry")
    keyboard.write("What was done or learnt?", "The filter now blocks this proxy.")
    keyboard.push("Add the entry")
    keyboard.follow("Close")
    keyboard.choose("Substantiated: it happened")
    keyboard.write("What is the outcome?", "Spoken to.")
    keyboard.write("What are the reasons?", "Seen by two members of staff.")
    keyboard.push("Close the incident")

    expect(page.get_by_role("status")).to_contain_text("The incident is closed.")
    assert Sanction.objects.filter(done=True).count() == 7
    assert Sanction.objects.get(done=False).reason == "The first time, and sorry."


def test_an_administrator_edits_a_draft(page, keyboard, sign_in_by_keyboard, administrator, policy_in_force):
    sign_in_by_keyboard(administrator)
    keyboard.follow("Policies")
    keyboard.follow("E-safety policy")
    keyboard.follow("Make a new draft")
    keyboard.push("Make the new draft")
    keyboard.follow("Edit User actions")
    keyboard.tab_to("radio", "Online gambling Acceptable at certain times")
    keyboard.press("End")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    keyboard.press("ArrowUp", 2)
    keyboard.press("Home")
    keyboard.press("ArrowRight", 2)
    expect(page.get_by_role("radio", name="Online gambling Acceptable for nominated users")).to_be_focused()
    expect(page.get_by_text("Nothing changed yet.")).to_be_visible()
    keyboard.press("Space")
    expect(page.get_by_text("1 change not saved.")).to_be_visible()
    keyboard.press("Control+z")
    expect(page.get_by_text("Nothing changed yet.")).to_be_visible()
    keyboard.press("Control+y")
    keyboard.write("Online gambling, Who? (needed)", "The teacher of the lesson on odds")
    keyboard.push("Save draft")

    expect(page.get_by_role("status")).to_contain_text("1 change is saved.")
    assert Decision.objects.filter(note="The teacher of the lesson on odds", column__key="nominated_users").exists()


def test_a_report_is_prepared_released_and_downloaded(
    page, open_page, keyboard, sign_in_by_keyboard, coordinator, headteacher, governor, worker, year_that_is_over
):
    preparing, releasing = Keyboard(open_page()), Keyboard(open_page())
    sign_in_by_keyboard(coordinator, preparing)
    preparing.follow("Reports")
    preparing.follow("Prepare a report")
    preparing.choose("Ashdown Primary")
    preparing.pick("Which academic year?", str(year_that_is_over))
    preparing.push("Prepare the draft")
    expect(preparing.page.get_by_role("heading", name="Preparing the report")).to_be_visible()
    worker()
    expect(preparing.page.get_by_text("This is a draft.")).to_be_visible()

    sign_in_by_keyboard(headteacher, releasing)
    releasing.follow("Reports")
    releasing.follow(re.compile("Read the draft"))
    releasing.follow("Release this report")
    releasing.tick("I have read the draft, and release it to the governors")
    releasing.press("Tab")
    expect(releasing.page.get_by_label("Your password")).to_be_focused()
    releasing.type(PASSWORD)
    releasing.push("Release this report")
    expect(releasing.page.get_by_role("heading", level=1)).to_contain_text("Releasing")
    worker()
    expect(releasing.page.get_by_role("status")).to_contain_text("The report has been released.")

    sign_in_by_keyboard(governor)
    keyboard.follow("Reports")
    with page.expect_download() as download:
        keyboard.follow(re.compile("^PDF of Annual"))
    assert download.value.path().read_bytes().startswith(b"%PDF")
