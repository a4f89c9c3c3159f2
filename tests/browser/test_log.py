"""The log with the keyboard alone: search, from row to row, filters on and off, several assigned at once."""

import re

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from incidents.statement import Named

from .keyboard import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def logged(log_incident, pupil):
    """Three incidents, oldest first; the second happened at home."""
    return [
        log_incident(people=[Named(part="instigator", person=pupil)], description=text, place=place)
        for text, place in (("On the bus.", "trip"), ("On a tram.", "home"), ("On a train.", "classroom"))
    ]


@pytest.fixture
def log(browser_of, coordinator, logged):
    page = browser_of(coordinator)
    page.goto("/incidents/")
    return page


def arrive(page, title):
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def reference(page, incident):
    return page.get_by_role("link", name=incident.reference, exact=True)


def test_j_and_k_move_through_the_rows_and_o_opens(log, logged, checked):
    keys, (oldest, middle, newest) = Keyboard(log), logged

    keys.press("j")
    expect(reference(log, newest)).to_be_focused()
    keys.press("j", times=5)
    expect(reference(log, oldest)).to_be_focused()
    keys.press("k")
    expect(reference(log, middle)).to_be_focused()
    checked(log)
    keys.press("o")

    expect(log).to_have_url(re.compile(f"/incidents/{middle.reference}/$"))


def test_enter_opens_the_row_that_has_the_focus(log, logged):
    keys = Keyboard(log)

    keys.press("j")
    keys.press("Enter")

    expect(log).to_have_url(re.compile(f"/incidents/{logged[-1].reference}/$"))


def test_a_stroke_leads_to_the_search_and_letters_typed_there_are_letters(log, logged, checked):
    keys = Keyboard(log)

    keys.press("/")
    expect(log.get_by_label("Search")).to_be_focused()
    keys.type("jokox/?")
    expect(log.get_by_label("Search")).to_have_value("jokox/?")
    log.get_by_label("Search").fill("")
    keys.type("pip tram")
    keys.press("Enter")

    expect(log.get_by_role("row")).to_have_count(2)
    expect(log.locator("mark")).to_have_text(["tram", "Pip"])
    checked(log)


def test_filters_are_put_on_and_each_taken_off_again(log, logged, checked):
    keys = Keyboard(log)

    log.get_by_text("Filters", exact=True).focus()
    keys.press("Enter")
    keys.pick("Place", "At home")
    keys.pick("What it was", "Got round")
    checked(log)
    keys.press("Enter")
    keys.push("Show what these filters leave")
    expect(log.get_by_role("row")).to_have_count(2)
    checked(log)
    keys.follow(re.compile("Place: At home or elsewhere"))

    expect(log.get_by_role("row")).to_have_count(4)
    expect(log.get_by_role("list", name="Filters that are on").get_by_role("listitem")).to_have_count(1)


def test_the_question_mark_shows_the_keys(log):
    keys = Keyboard(log)

    keys.press("?")

    expect(log.get_by_text("the next incident, the one before")).to_be_visible()
    expect(log.get_by_text("Keyboard shortcuts")).to_be_focused()


def test_rows_are_ticked_with_x_and_assigned_together(log, logged, headteacher, checked):
    keys = Keyboard(log)

    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("x")
    expect(log.get_by_text("2 ticked")).to_be_visible()
    keys.push("Assign the ticked incidents")
    arrive(log, "Assign 2 incidents")
    checked(log)
    keys.pick("Who handles them from now on?", "Hattie")
    keys.push("Assign the incidents")

    expect(log.get_by_role("status")).to_have_text("Hattie Head handles 2 incidents now.")
    expect(log.get_by_role("cell", name="Hattie Head")).to_have_count(2)
    assert {one.handler for one in Incident.objects.filter(pk__in=[one.pk for one in logged[1:]])} == {headteacher}


def test_a_view_is_saved_and_stands_above_the_log(log, checked):
    keys = Keyboard(log)

    log.goto("/incidents/?place=home")
    keys.follow("Save this view")
    arrive(log, "Save this view")
    checked(log)
    keys.write("What do you call this view?", "At home")
    keys.push("Save the view")

    link = log.get_by_role("navigation", name="Views of the log").get_by_role("link", name="At home")
    expect(link).to_have_attribute("aria-current", "page")


def test_a_list_is_taken_out_as_a_file(log, checked):
    keys = Keyboard(log)

    keys.follow("Export this list")
    arrive(log, "Export this list")
    checked(log)
    keys.write("What do you need it for?", "For the trust")
    with log.expect_download() as download:
        keys.push("Export the list")

    assert re.fullmatch(r"incidents-\d{4}-\d\d-\d\d\.xlsx", download.value.suggested_filename)
    log.goto("/incidents/exports/")
    expect(log.get_by_role("cell", name="For the trust")).to_be_visible()
    checked(log)
