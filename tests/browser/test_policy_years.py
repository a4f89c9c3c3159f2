"""A policy over two years: written, approved, changed in its grid, approved again; and what each year judges."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from core import clock
from people.calendar import midnight
from policies.models import Coverage, Decision, Matrix, PolicyVersion
from policies.models.parts import ASKS

from .keyboard import Keyboard

LAST_YEAR = timedelta(days=365)
CHANGED = ("gambling", "shopping", "file_sharing")  # rows that follow each other


@pytest.fixture
def settle(administrator):
    """`settle(version)`: what the policy of 2020 left open is decided, and each note that is asked for is written."""

    def decide(version: PolicyVersion) -> None:
        for matrix in version.matrices.filter(kind=Matrix.Kind.COMMUNICATIONS):
            for row in matrix.undecided():
                for group in matrix.column_groups.all():
                    if not row.has_decided(group):
                        column = next(each for each in group.columns.all() if not row.never(each))
                        matrix.decide(row, column, by=administrator)
        for decision in Decision.objects.filter(row__matrix__version=version, column__meaning__in=ASKS, note=""):
            decision.note = "In breaks"
            decision.save_as(administrator)

    return decide


def submit(page: Page, keyboard: Keyboard) -> None:
    keyboard.follow("Submit for approval")
    keyboard.push("Submit the draft")
    expect(page.get_by_role("status")).to_contain_text("The draft has been submitted")


def record_approval(page: Page, version: int, since) -> None:
    page.goto(f"/policies/e-safety-policy/{version}/approve/")
    page.get_by_label("When was it approved?").fill(since.isoformat())
    page.get_by_label("From when is it in force?").fill(since.isoformat())
    page.get_by_label("By when is it reviewed next?").fill((since + 2 * LAST_YEAR).isoformat())
    page.get_by_role("button", name="Record the approval").click()
    expect(page.get_by_role("status")).to_contain_text("The approval is recorded.")


def test_a_policy_is_written_approved_changed_and_approved_again(
    page, browser_of, sign_in, administrator, chair, settle, log_incident
):
    keyboard, today = Keyboard(page), clock.today()
    sign_in(page, administrator)
    of_the_chair = browser_of(chair)

    # the first year: from the policy of 2020
    page.goto("/policies/start/e_safety/")
    keyboard.choose("The standard set: everything that a school may choose is left open", downwards=2)
    keyboard.pick(re.compile("^And where that leaves a cell open"), "A worked example")
    keyboard.push("Start the draft")
    expect(page.get_by_role("status")).to_contain_text("The policy has been started.")
    settle(PolicyVersion.objects.get(policy__slug="e-safety-policy", number=1))
    submit(page, keyboard)
    record_approval(of_the_chair, 1, today - LAST_YEAR)
    Coverage.objects.update(starts_on=today - LAST_YEAR)  # a year goes by

    # the second: three cells are changed in the grid
    page.goto("/policies/e-safety-policy/draft/")
    keyboard.push("Make the new draft")
    expect(page.get_by_role("status")).to_contain_text("The new draft is made.")
    page.goto("/policies/e-safety-policy/2/matrices/user_actions/edit/")
    keyboard.tab_to("radio", "Online gambling Unacceptable")
    keyboard.press("Home")
    keyboard.press("Space")
    for _ in CHANGED[1:]:
        keyboard.press("ArrowDown")
        keyboard.press("Space")
    expect(page.get_by_text("3 changes not saved.")).to_be_visible()
    keyboard.push("Save draft")
    expect(page.get_by_role("status")).to_contain_text("3 changes are saved.")

    page.goto("/policies/e-safety-policy/compare/")
    keyboard.pick("Compare", "Version 1")
    keyboard.pick("with", "Draft 2")
    keyboard.push("Compare these versions")
    compared = page.get_by_role("table", name="Cells of User actions that changed").get_by_role("row")
    expect(compared).to_have_count(1 + len(CHANGED))
    page.goto("/policies/e-safety-policy/2/")
    submit(page, keyboard)
    record_approval(of_the_chair, 2, today)

    # an incident is judged by what was in force on its day
    before = log_incident(kind="money", occurred_at=midnight(today) - timedelta(hours=10))
    after = log_incident(kind="money")
    judged = [each.user_action.decisions.get().column.key for each in (before, after)]
    assert judged == ["unacceptable", "acceptable"]
    assert [each.user_action.matrix.version.number for each in (before, after)] == [1, 2]
    changed = after.user_action.matrix.all_rows.filter(key__in=CHANGED)
    assert {row.decisions.get().column.key for row in changed} == {"acceptable"}
