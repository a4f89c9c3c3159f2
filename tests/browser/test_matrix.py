"""An administrator edits the tables of a policy draft in the grid; an approved version stays as it is."""

import re

from playwright.sync_api import expect

from policies.models import Decision, PolicyVersion


def decided(number: int) -> str:
    """The decision on online gambling and its note, in a version of the school's policy."""
    version = PolicyVersion.objects.get(policy__slug="ashdown", number=number)
    decision = Decision.objects.get(row__matrix__version=version, row__key="gambling")
    return f"{decision.column.key} {decision.note}".strip()


def test_an_administrator_edits_a_draft_and_sees_what_changed(page, checked, sign_in, administrator, policy_in_force):
    before = decided(1)
    sign_in(page, administrator)
    page.get_by_role("link", name="Policies", exact=True).click()
    checked(page)
    page.get_by_role("link", name="E-safety policy", exact=True).click()
    checked(page)
    page.get_by_role("link", name="Make a new draft").click()
    checked(page)
    page.get_by_role("button", name="Make the new draft").click()
    expect(page.get_by_role("status")).to_contain_text("The new draft is made.")
    checked(page)
    page.get_by_role("link", name="Edit User actions").first.click()
    expect(page.get_by_text("Nothing changed yet.")).to_be_visible()

    # a decision that needs a note says so, and is not saved without it
    page.get_by_role("radio", name="Online gambling Acceptable for nominated users").check()
    expect(page.get_by_text("1 change not saved.")).to_be_visible()
    checked(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_be_focused()
    checked(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_role("textbox", name="Who")).to_be_focused()
    page.keyboard.type("The teacher of the lesson on odds")
    page.get_by_role("button", name="Save draft").click()

    saved = page.get_by_role("status")
    expect(saved).to_contain_text("1 change is saved.")
    expect(saved).to_contain_text("Online gambling")
    checked(page)
    assert decided(1) == before == "certain_times"
    assert decided(2) == "nominated_users The teacher of the lesson on odds"


def test_a_cell_of_a_sanctions_table_is_decided_in_the_grid(page, checked, sign_in, administrator, policy_in_force):
    sign_in(page, administrator)
    page.goto("/policies/ashdown/draft/")
    page.get_by_role("button", name="Make the new draft").click()
    page.get_by_role("link", name="Edit Sanctions for pupils").first.click()
    expect(page.get_by_text("Nothing changed yet.")).to_be_visible()  # its script listens from now on
    cell = page.get_by_role("radiogroup", name=re.compile("Using proxy sites.* Police$"))
    expect(cell.get_by_role("radio", name="No")).to_be_checked()

    cell.get_by_role("radio", name="No").focus()
    page.keyboard.press("Space")
    expect(cell.get_by_role("radio", name="Yes")).to_be_checked()
    page.get_by_role("button", name="Undo").click()
    expect(cell.get_by_role("radio", name="No")).to_be_checked()
    page.get_by_role("button", name="Redo").click()
    expect(cell.get_by_role("radio", name="Yes")).to_be_checked()
    cell.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("i")
    expect(cell.get_by_role("radio", name="If appropriate")).to_be_checked()
    expect(page.get_by_text("1 change not saved.")).to_be_visible()
    checked(page)
    page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_role("status")).to_contain_text("1 change is saved.")
    checked(page)


def test_an_approved_version_offers_no_editing_and_refuses_it(page, checked, sign_in, administrator, policy_in_force):
    sign_in(page, administrator)
    page.goto("/policies/ashdown/1/matrices/user_actions/")

    expect(page.get_by_role("link", name="Edit")).to_have_count(0)
    checked(page)
    refused = page.request.get("/policies/ashdown/1/matrices/user_actions/edit/")
    assert refused.status == 403
    assert "A version that is approved cannot be edited: make a new draft." in refused.text()
