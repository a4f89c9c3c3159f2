"""Rows of a draft: added, changed, moved, retired and put back, and what the standard set holds fast."""

import pytest

from core.access import Refused
from policies.actions import structure
from policies.models import Decision, Matrix, Row
from policies.queries import standard_table

pytestmark = pytest.mark.once


def labels(matrix, heading):
    return [row.label for row in matrix.row_groups.get(key=heading).rows.all()]


def positions_are_dense(matrix):
    return all(
        [row.position for row in heading.rows.all()] == list(range(heading.rows.count()))
        for heading in matrix.row_groups.all()
    )


@pytest.fixture
def table(second_draft) -> Matrix:
    return second_draft.matrices.get(kind=Matrix.Kind.USER_ACTIONS)


def test_a_new_row_stands_where_it_was_put_and_is_undecided(user_actions, coordinator):
    first = labels(user_actions, "content")[0]

    row = structure.add_row(user_actions, by=coordinator, label="Deepfakes of others", place="row.csam", law="A law")

    assert labels(user_actions, "content")[:2] == [first, "Deepfakes of others"]
    assert (row.key, row.law, row.decisions.count()) == ("deepfakes_of_others", "A law", 0)
    assert positions_are_dense(user_actions)
    assert row.history.last().history_change_reason == "Row “Deepfakes of others” added"


def test_a_row_can_come_first_under_another_heading(user_actions, coordinator):
    structure.change_row(user_actions, "gambling", by=coordinator, label="Betting", place="heading.content")

    assert labels(user_actions, "content")[0] == "Betting"
    assert positions_are_dense(user_actions)
    assert Row.objects.get(matrix=user_actions, label="Betting").key == "gambling"


def test_a_key_that_was_ever_used_never_comes_back(table, coordinator):
    first = structure.add_row(table, by=coordinator, label="Smart glasses", place="heading.content")
    structure.retire_row(table, first.key, by=coordinator)

    again = structure.add_row(table, by=coordinator, label="Smart glasses", place="heading.content")
    preset = structure.add_row(table, by=coordinator, label="Gambling", place="heading.content")

    assert (first.key, again.key, preset.key) == ("smart_glasses", "smart_glasses_2", "gambling_2")


def test_a_label_without_latin_letters_makes_a_row_too(user_actions, coordinator):
    assert structure.add_row(user_actions, by=coordinator, label="賭博", place="heading.content").key == "row"


def test_two_rows_are_never_called_the_same(user_actions, coordinator):
    with pytest.raises(Refused, match="already a row called “ONLINE  gambling”"):
        structure.add_row(user_actions, by=coordinator, label="ONLINE  gambling", place="heading.content")


def test_a_retired_row_goes_from_the_draft_alone_and_is_put_back_as_it_was(table, approved, coordinator):
    before = Decision.objects.values_list("column__key", "note", "provenance").get(
        row__matrix=table, row__key="gambling"
    )
    heading = labels(table, Row.objects.get(matrix=table, key="gambling").group.key)

    structure.retire_row(table, "gambling", by=coordinator)

    assert Row.objects.filter(key="gambling", matrix__version=approved).exists()
    assert not Row.objects.filter(key="gambling", matrix=table).exists()
    assert Decision.history.filter(history_type="-", history_change_reason="Row “Online gambling” retired").exists()
    assert positions_are_dense(table)

    row = structure.put_back(
        table, "row", "gambling", source=approved.matrices.get(kind="user_actions"), by=coordinator
    )

    assert Decision.objects.values_list("column__key", "note", "provenance").get(row=row) == before
    assert labels(table, row.group.key) == heading
    assert row.locks.get().column.group.matrix == table
    assert positions_are_dense(table)


def test_a_row_is_put_back_once(table, approved, coordinator):
    with pytest.raises(Refused, match="already in the table"):
        structure.put_back(table, "row", "gambling", source=standard_table(table.kind), by=coordinator)


def test_a_row_comes_back_under_its_heading_even_where_that_was_retired(table, approved, coordinator):
    source = approved.matrices.get(kind="user_actions")
    heading = structure.add_heading(table, by=coordinator, label="Elsewhere")
    first = table.all_rows.exclude(group__key="content").first()
    for row in list(first.group.rows.all()):
        structure.change_row(table, row.key, by=coordinator, label=row.label, place=f"heading.{heading.key}")
    structure.retire_row(table, "gambling", by=coordinator)
    structure.retire_heading(table, first.group.key, by=coordinator)

    row = structure.put_back(table, "row", "gambling", source=source, by=coordinator)

    assert row.group.matrix == table
    assert row.matrix == table


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("csam", "decided for every school"),
        ("pornography", "decided for every school"),
        ("threats", "protects children"),
    ],
)
def test_what_the_standard_set_holds_fast_cannot_be_retired(key, why, user_actions, coordinator):
    with pytest.raises(Refused, match=why):
        structure.retire_row(user_actions, key, by=coordinator)

    assert user_actions.all_rows.filter(key=key).exists()


@pytest.mark.parametrize("taken_off", [{"illegal": False}, {"no_files": False}, {"police_case": ""}])
def test_nor_can_its_flags_be_taken_off(taken_off, user_actions, coordinator):
    with pytest.raises(Refused, match="standard set"):
        structure.change_row(
            user_actions, "csam", by=coordinator, label="Something else", place="heading.content", **taken_off
        )


def test_a_school_sets_flags_of_its_own(user_actions, coordinator):
    change = {"label": "Online gambling", "place": "heading.content"}
    structure.change_row(user_actions, "gambling", by=coordinator, safeguarding=True, **change)
    structure.change_row(user_actions, "gambling", by=coordinator, safeguarding=False, **change)

    assert not Row.objects.get(matrix=user_actions, key="gambling").safeguarding


def test_a_row_moves_one_step_and_stops_at_the_end(user_actions, coordinator):
    before = labels(user_actions, "content")

    structure.move(user_actions, "row", "csam", by=coordinator, step=1, shown=0)
    structure.move(user_actions, "row", "csam", by=coordinator, step=1, shown=0)  # pressed twice

    assert labels(user_actions, "content") == [before[1], before[0], *before[2:]]
    structure.move(user_actions, "row", "csam", by=coordinator, step=-1, shown=1)
    with pytest.raises(Refused, match="already the first"):
        structure.move(user_actions, "row", "csam", by=coordinator, step=-1, shown=0)
    with pytest.raises(Refused, match="Somebody else moved"):
        structure.move(user_actions, "row", "csam", by=coordinator, step=1, shown=5)
    assert labels(user_actions, "content") == before


def test_who_comes_second_is_told_that_the_row_is_gone(user_actions, coordinator):
    structure.retire_row(user_actions, "gambling", by=coordinator)

    for verb in (
        lambda: structure.retire_row(user_actions, "gambling", by=coordinator),
        lambda: structure.move(user_actions, "row", "gambling", by=coordinator, step=1, shown=0),
        lambda: structure.change_row(user_actions, "gambling", by=coordinator, label="X", place="heading.content"),
    ):
        with pytest.raises(Refused, match="somebody retired it"):
            verb()


def test_a_table_that_is_gone_is_not_changed(draft, coordinator):
    devices = draft.matrices.get(kind="devices")
    structure.remove_table(draft.matrices.get(kind="devices"), by=coordinator)

    with pytest.raises(Refused, match="took this table out"):
        structure.add_heading(devices, by=coordinator, label="More")


@pytest.mark.parametrize("who", ["teacher", "governor"])
def test_who_does_not_draft_changes_nothing(who, user_actions, request):
    with pytest.raises(Refused, match="Drafts are edited by"):
        structure.retire_row(user_actions, "gambling", by=request.getfixturevalue(who))


def test_an_approved_table_keeps_its_shape(approved, coordinator):
    table = approved.matrices.get(kind="user_actions")
    verbs = {
        "add a row": lambda: structure.add_row(table, by=coordinator, label="New", place="heading.content"),
        "retire": lambda: structure.retire_row(table, "gambling", by=coordinator),
        "move": lambda: structure.move(table, "row", "gambling", by=coordinator, step=1, shown=0),
        "add a heading": lambda: structure.add_heading(table, by=coordinator, label="New"),
        "retire a column": lambda: structure.retire_column(table, "use", "acceptable", by=coordinator),
        "lock": lambda: structure.lock_cell(table, "gambling", "use.acceptable", by=coordinator, reason="No."),
        "rename": lambda: structure.rename_table(table, by=coordinator, title="New"),
        "take out": lambda: structure.remove_table(table, by=coordinator),
    }

    for verb in verbs.values():
        with pytest.raises(Refused, match="A version that is approved cannot be edited"):
            verb()
