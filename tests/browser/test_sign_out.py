"""After signing out, the browser shows nothing of a record."""

from playwright.sync_api import expect


def test_back_shows_no_record_after_signing_out(page, checked, sign_in, coordinator, incident):
    sign_in(page, coordinator)
    page.goto(incident.get_absolute_url())
    expect(page.get_by_role("heading", name=incident.reference)).to_be_visible()
    page.get_by_text("Cora Coordinator: account menu").locator("..").click()
    checked(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("A proxy page was open.")).to_have_count(0)
