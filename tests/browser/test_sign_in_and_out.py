"""The pages for everybody, signing in, and what is left after signing out."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("address", ["/incidents/stop/", "/accessibility/", "/privacy/"])
def test_a_page_for_everybody_is_read_without_signing_in(page, checked, address):
    page.goto(address)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    checked(page)


def test_a_wrong_password_is_said_and_the_address_kept(page, checked, password_of, teacher):
    password_of(teacher)
    page.goto("/sign-in/")
    checked(page)
    page.get_by_label("E-mail address").fill(teacher.email)
    page.get_by_label("Password").fill("not this one")

    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value(teacher.email)
    checked(page)


def test_back_shows_no_record_after_signing_out(page, checked, sign_in, coordinator, incident):
    sign_in(page, coordinator)
    page.goto(incident.get_absolute_url())
    expect(page.get_by_text("A proxy page was open.").first).to_be_visible()
    page.locator("summary", has_text="account menu").click()
    checked(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("A proxy page was open.")).to_have_count(0)
