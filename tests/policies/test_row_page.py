"""The page of one row: what is decided, why, and how it came about; notes on single cells."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies import queries
from policies.actions import new_draft, structure
from policies.models import Cell, Matrix

from .grid import fields

SLUG = "e-safety-policy"


def row(kind: str, key: str, *, number: int = 1, edit: bool = False) -> str:
    return reverse("policies:row-edit" if edit else "policies:row", args=[SLUG, number, kind, key])


def history(kind: str, number: int = 1) -> str:
    return reverse("policies:matrix-history", args=[SLUG, number, kind])


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def gambling(user_actions, part, coordinator):
    """Somebody decided about gambling in draft 1."""
    user_actions.decide(*part(user_actions, "gambling", "certain_times"), by=coordinator, note="At lunch")
    return user_actions


@pytest.mark.parametrize(
    "address", [row("user_actions", "gambling"), history("user_actions"), row("pupil_sanctions", "P2")]
)
def test_whoever_reads_the_policy_reads_its_rows_and_their_history(address, draft, teacher, stranger, signed_in):
    assert signed_in(teacher).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404


def test_only_who_drafts_decides_on_the_page_of_a_row(draft, teacher, stranger, signed_in):
    address = row("user_actions", "gambling", edit=True)

    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(teacher).get(address).status_code == 403
    assert "Edit this row" not in text(signed_in(teacher).get(row("user_actions", "gambling")))


def test_a_row_that_the_table_does_not_have_is_not_found(draft, coordinator, signed_in):
    browser = signed_in(coordinator)

    assert browser.get(row("user_actions", "nonsense")).status_code == 404
    assert browser.get(row("user_actions", "nonsense", edit=True)).status_code == 404


def test_a_row_tells_its_decision_its_note_and_who_chose_it(gambling, teacher, signed_in, coordinator):
    page = text(signed_in(teacher).get(row("user_actions", "gambling")))

    assert "Acceptable at certain times" in page
    assert "Decided by the school" in page
    assert f"{coordinator}, draft 1" in page
    assert "“Acceptable at certain times” (At lunch), was “Unacceptable”." in page


def test_its_history_goes_on_over_the_versions(
    gambling, draft, decide_all, approve, administrator, part, teacher, signed_in
):
    approve(decide_all(draft))
    later = new_draft(draft.policy, by=administrator).matrices.get(kind=Matrix.Kind.USER_ACTIONS)
    later.decide(*part(later, "gambling", "acceptable"), by=administrator)

    page = text(signed_in(teacher).get(row("user_actions", "gambling", number=2)))

    assert "“Acceptable”, was “Acceptable at certain times” (At lunch)." in page
    assert "“Acceptable at certain times” (At lunch), was “Unacceptable”." in page
    assert page.index("draft 2</span>") < page.index("version 1</span>")


def test_what_came_with_a_version_is_no_change_of_its_table(draft, second_draft, teacher, signed_in):
    page = text(signed_in(teacher).get(history("user_actions", number=2)))

    assert "Nobody has changed anything here" in page


def test_what_was_decided_about_a_row_outlives_the_row_and_its_column(gambling, coordinator, teacher, signed_in):
    structure.retire_row(gambling, "gambling", by=coordinator)
    structure.retire_column(gambling, "use", "certain_times", by=coordinator)

    page = text(signed_in(teacher).get(history("user_actions")))

    assert "Online gambling (retired)" in page
    assert "“Acceptable at certain times” (At lunch), was “Unacceptable”." in page
    assert "taken away, was “Acceptable at certain times” (At lunch)." in page


def test_what_came_with_a_table_or_was_put_back_is_nobodys_decision(approved, second_draft, coordinator):
    devices, communications = (approved.matrices.get(kind=kind) for kind in ("devices", "communications"))
    structure.remove_table(second_draft.matrices.get(kind="devices"), by=coordinator)
    added = structure.add_table(second_draft, source=devices, by=coordinator)
    own = second_draft.matrices.get(kind="communications")
    structure.retire_row(own, "blogs", by=coordinator)
    structure.put_back(own, "row", "blogs", source=communications, by=coordinator)

    assert queries.told(queries.chosen_in([added])) == []
    assert {each.after for each in queries.told(queries.chosen_in([own]))} == {"taken away"}


def test_a_note_on_a_cell_is_written_on_the_page_of_its_row_and_read_in_the_table(draft, coordinator, signed_in):
    browser = signed_in(coordinator)
    sent = fields(browser.get(row("pupil_sanctions", "P2", edit=True)).content)
    changes = {"P2.actions.police": "conditional", "P2.actions.police.note": "Only after a second time"}

    answer = browser.post(row("pupil_sanctions", "P2", edit=True), sent | changes, follow=True)

    cell = Cell.objects.get(row__matrix__version=draft, row__key="P2", column__key="police")
    assert (cell.value, cell.note) == ("conditional", "Only after a second time")
    assert "1 change is saved." in text(answer)
    assert "Only after a second time" in text(browser.get(cell.row.matrix.get_absolute_url()))


def test_the_grid_keeps_the_note_of_a_cell_whose_value_changes(draft, coordinator, signed_in, part, pupil_sanctions):
    pupil_sanctions.decide(*part(pupil_sanctions, "P2", "police"), by=coordinator, value="yes", note="By the head")
    browser = signed_in(coordinator)
    address = reverse("policies:matrix-edit", args=[SLUG, 1, "pupil_sanctions"])
    sent = fields(browser.get(address).content)

    browser.post(address, sent | {"P2.actions.police": "conditional"})

    cell = Cell.objects.get(row__matrix__version=draft, row__key="P2", column__key="police")
    assert (cell.value, cell.note) == ("conditional", "By the head")


@pytest.mark.both
def test_a_note_that_is_too_long_keeps_the_row_open(draft, coordinator, signed_in):
    browser = signed_in(coordinator)
    sent = fields(browser.get(row("pupil_sanctions", "P2", edit=True)).content)
    changes = {"P2.actions.police": "yes", "P2.actions.police.note": "x" * 201}

    page = text(browser.post(row("pupil_sanctions", "P2", edit=True), sent | changes))

    assert "Shorten the note of" in page
    assert fields(page)["P2.actions.police.note"] == "x" * 201


@pytest.mark.parametrize("changed", [1, 3])
def test_the_history_costs_the_same_however_much_was_changed(
    changed, draft, user_actions, part, coordinator, signed_in
):
    for key in ("gambling", "shopping", "gaming_other")[:changed]:
        user_actions.decide(*part(user_actions, key, "acceptable"), by=coordinator)
    browser = signed_in(coordinator)
    browser.get(history("user_actions"))

    with CaptureQueriesContext(connection) as asked:
        page = text(browser.get(history("user_actions")))

    assert page.count("is-event") == changed
    assert len(asked) == 13, [query["sql"][:200] for query in asked]
