"""What is typed into a report is not lost: the page is left, the session ends, no script runs."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Draft, Incident
from tests.browser.conftest import PASSWORD


def end_session(page):
    """As after thirty idle minutes: the browser's session is over, its other cookies stay."""
    page.wait_for_load_state("networkidle")  # an answer that is on its way would bring the session back
    page.context.clear_cookies(name="sessionid")


def sign_in_here(page, user):
    """On the page that asks for it, wherever that is."""
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def begin(page):
    """Half a report: two people, some words, no kind."""
    page.goto("/incidents/report/")
    page.get_by_label("Person 1", exact=True).fill("Pip Pupil")
    page.get_by_label("Part of person 1").select_option("Alleged instigator")
    page.get_by_role("button", name="Add another person").click()
    page.get_by_label("Person 2", exact=True).fill("Viv Visitor")
    page.get_by_label("Part of person 2").select_option("Witness")
    page.get_by_label("Who is it? Person 2").select_option("A pupil or another child")
    page.get_by_label("What happened?").fill("Line one\nline “two”, & <more> 🙂")


def finish(page, plain=False):
    """The other half, with what was typed before still there."""
    expect(page.get_by_label("Person 1", exact=True)).to_have_value("Pip Pupil")
    expect(page.get_by_label("Person 2", exact=True)).to_have_value("Viv Visitor")
    expect(page.get_by_label("Part of person 2")).to_have_value("witness")
    expect(page.get_by_label("What happened?")).to_have_value("Line one\nline “two”, & <more> 🙂")
    if not plain:
        page.get_by_label("Narrow the list").fill("tethering")
    page.get_by_role("radio", name="Got round the filter").check()
    page.get_by_label("Where?").select_option("Classroom")
    page.get_by_label("On which device?").select_option("School tablet")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Report this incident").click()
    expect(page).to_have_url(re.compile(r"/incidents/mine/ASH-\w+/"))
    incident = Incident.objects.get()
    assert incident.involvements.count() == 2
    assert incident.description == "Line one\nline “two”, & <more> 🙂"
    assert Draft.objects.count() == 0


def test_what_is_typed_is_kept_and_brought_back(page, checked, sign_in, teacher, coordinator, pupil):
    sign_in(page, teacher)
    begin(page)
    expect(page.get_by_text("Kept as a draft")).to_be_visible()
    checked(page)

    page.goto("/incidents/mine/")
    checked(page)
    page.get_by_role("link", name="A report without a kind").click()

    expect(page.get_by_role("main")).to_contain_text("This is your draft")
    checked(page)
    finish(page)
    expect(page.get_by_text("Your report has been sent.").locator("..")).to_be_focused()


def test_what_is_typed_in_the_last_moment_is_kept_when_the_page_is_left(page, sign_in, teacher, pupil):
    sign_in(page, teacher)
    begin(page)

    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/incidents/mine/")
    expect(page.get_by_role("main")).to_contain_text("Line one")


def test_a_session_that_ended_loses_nothing(page, checked, sign_in, teacher, coordinator, pupil):
    sign_in(page, teacher)
    begin(page)
    end_session(page)

    page.get_by_role("button", name="Report this incident").click()
    expect(page.get_by_role("main")).to_contain_text("You were signed out.")
    checked(page)
    sign_in_here(page, teacher)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in")
    checked(page)
    page.get_by_role("button", name="Go on with what I typed").click()

    expect(page.get_by_role("main")).to_contain_text("Your report is not sent yet; it is kept as a draft.")
    assert not Incident.objects.exists()
    finish(page)


def test_a_session_that_ended_is_said_while_one_types_and_the_way_on_keeps_everything(
    page, checked, sign_in, teacher, coordinator, pupil
):
    sign_in(page, teacher)
    begin(page)
    end_session(page)

    page.get_by_label("Person 1", exact=True).press("End")
    page.get_by_label("Person 1", exact=True).press_sequentially(" Junior")
    note = page.get_by_text("You were signed out. What you typed is kept").first
    expect(note).to_be_visible()
    checked(page)
    note.get_by_role("button", name="sign in again and go on").click()
    sign_in_here(page, teacher)
    page.get_by_role("button", name="Go on with what I typed").click()

    expect(page.get_by_role("main")).to_contain_text("it is kept as a draft.")
    expect(page.get_by_label("Person 1", exact=True)).to_have_value("Pip Pupil Junior")
    assert not Incident.objects.exists()


@pytest.fixture
def plain_page(open_context):
    """A page in a browser that runs no scripts."""
    return open_context(java_script_enabled=False).new_page()


def test_without_javascript_a_button_keeps_it_and_a_session_that_ended_loses_nothing(
    plain_page, sign_in, teacher, coordinator, pupil
):
    page = plain_page
    sign_in(page, teacher)
    begin(page)
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("main")).to_contain_text("Your draft is kept for seven days.")
    end_session(page)

    page.get_by_role("button", name="Report this incident").click()
    sign_in_here(page, teacher)
    page.get_by_role("button", name="Go on with what I typed").click()

    finish(page, plain=True)


def test_a_quick_note_is_completed_by_its_reporter(page, checked, sign_in, teacher, coordinator, pupil):
    sign_in(page, teacher)
    page.goto("/incidents/report/quick/")
    checked(page)
    page.get_by_label("What was it?").select_option("Got round the filter (proxy, VPN, hotspot)")
    page.get_by_label("Person 1", exact=True).fill("Pip Pupil")
    page.get_by_label("Part of person 1").select_option("Alleged instigator")
    page.get_by_label("What happened?").fill("A proxy page was open.")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Note this incident").click()

    expect(page.get_by_role("main")).to_contain_text("To be completed")
    checked(page)
    page.get_by_role("link", name="Complete your report").click()
    checked(page)
    page.get_by_label("Where?").select_option("Playground or hall")
    page.get_by_label("On which device?").select_option("School tablet")
    page.get_by_role("button", name="Complete the report").click()

    expect(page.get_by_role("main")).to_contain_text("Your report is complete.")
    assert not Incident.objects.get().to_complete
