"""Columns, sides, headings, locks and whole tables of a draft."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.access import Refused
from policies.actions import structure
from policies.models import Cell, Decision, Lock, Matrix
from policies.queries import standard_table

pytestmark = pytest.mark.once


@pytest.fixture
def column(pupil_sanctions):
    return pupil_sanctions.column_groups.get().columns.get(key="warning")


def test_a_new_column_is_open_in_every_row(pupil_sanctions, coordinator):
    column = structure.add_column(
        pupil_sanctions, "actions", by=coordinator, label="Restorative talk", short="Talk", meaning="further_sanction"
    )

    assert (column.key, column.position, column.cells.count()) == ("restorative_talk", 9, 0)


def test_a_column_that_means_what_is_locked_is_locked_as_well(user_actions, coordinator):
    fine = structure.add_column(user_actions, "use", by=coordinator, label="Fine", short="", meaning="acceptable")

    assert set(Lock.objects.filter(column=fine).values_list("row__key", flat=True)) == set(
        Lock.objects.filter(column__key="acceptable", row__matrix=user_actions).values_list("row__key", flat=True)
    )
    assert Lock.objects.filter(column=fine).exists()


def test_a_retired_column_takes_its_cells_and_can_be_put_back(pupil_sanctions, column, coordinator):
    before = set(Cell.objects.filter(column=column).values_list("row__key", "value", "note", "provenance"))
    source = standard_table(pupil_sanctions.kind)

    structure.retire_column(pupil_sanctions, "actions", "warning", by=coordinator)

    assert before
    assert not Cell.objects.filter(row__matrix=pupil_sanctions, column__key="warning").exists()
    columns = pupil_sanctions.column_groups.get().columns
    assert [each.position for each in columns.all()] == list(range(8))

    structure.put_back(pupil_sanctions, "column", "actions.warning", source=source, by=coordinator)

    assert [each.key for each in columns.all()][-2:] == ["warning", "further"]
    assert [each.position for each in columns.all()] == list(range(9))


def test_a_column_that_rows_are_fixed_on_stays_and_keeps_its_meaning(user_actions, coordinator):
    with pytest.raises(Refused, match="stays in the table"):
        structure.retire_column(user_actions, "use", "illegal", by=coordinator)
    with pytest.raises(Refused, match="keeps its meaning"):
        structure.change_column(
            user_actions, "use", "illegal", by=coordinator, label="Fine", short="", meaning="acceptable"
        )


def test_a_column_is_renamed_and_keeps_its_key(pupil_sanctions, column, coordinator):
    structure.change_column(
        pupil_sanctions, "actions", "warning", by=coordinator, label="A word", short="Word", meaning="warning"
    )

    column.refresh_from_db()
    assert (column.key, column.label, column.short) == ("warning", "A word", "Word")
    assert column.history.first().history_change_reason == "Column “Warning” renamed"


def test_the_last_column_and_the_last_side_stay(draft, coordinator):
    devices = draft.matrices.get(kind="devices")
    structure.retire_column(devices, "in_school", "allowed", by=coordinator)

    with pytest.raises(Refused, match="at least one column"):
        structure.retire_column(devices, "in_school", "not_allowed", by=coordinator)
    with pytest.raises(Refused, match="at least one side"):
        structure.retire_side(devices, "in_school", by=coordinator)


def test_a_side_is_added_with_columns_and_retired_with_its_decisions(communications, coordinator):
    side = structure.add_side(communications, by=coordinator, label="Visitors", audience="adults")

    assert [column.key for column in side.columns.all()] == [
        "allowed",
        "certain_times",
        "selected_staff",
        "not_allowed",
    ]
    structure.retire_side(communications, "pupils", by=coordinator)
    assert [(each.key, each.position) for each in communications.column_groups.all()] == [
        ("adults", 0),
        ("visitors", 1),
    ]
    assert not Decision.objects.filter(row__matrix=communications, group__key="pupils").exists()

    source = standard_table(communications.kind)
    structure.put_back(communications, "side", "pupils", source=source, by=coordinator)

    assert [each.key for each in communications.column_groups.all()] == ["adults", "pupils", "visitors"]
    assert communications.column_groups.get(key="pupils").columns.count() == 4


def test_a_table_that_asks_everybody_has_no_sides(user_actions, coordinator):
    with pytest.raises(Refused, match="has no sides"):
        structure.add_side(user_actions, by=coordinator, label="Pupils", audience="pupils")


def test_a_side_without_a_name_is_named_before_another_joins_it(draft, coordinator):
    devices = draft.matrices.get(kind="devices")
    with pytest.raises(Refused, match="give it a name"):
        structure.add_side(devices, by=coordinator, label="On trips", audience="")

    structure.change_side(devices, "in_school", by=coordinator, label="In school", audience="")
    structure.add_side(devices, by=coordinator, label="On trips", audience="")

    assert [side.label for side in devices.column_groups.all()] == ["In school", "On trips"]


def test_a_heading_is_retired_only_when_nothing_stands_under_it(user_actions, coordinator):
    with pytest.raises(Refused, match=r"Move or retire the rows .* first"):
        structure.retire_heading(user_actions, "content", by=coordinator)

    heading = structure.add_heading(user_actions, by=coordinator, label="Artificial intelligence")
    with pytest.raises(Refused, match="already a heading"):
        structure.add_heading(user_actions, by=coordinator, label="artificial intelligence")
    structure.retire_heading(user_actions, heading.key, by=coordinator)
    assert not user_actions.row_groups.filter(key="artificial_intelligence").exists()


def test_a_school_lifts_its_own_lock_and_no_other(user_actions, part, coordinator):
    structure.lock_cell(user_actions, "gambling", "use.acceptable", by=coordinator, reason="The board said so.")
    row, column = part(user_actions, "gambling", "acceptable")

    with pytest.raises(Refused, match="The board said so"):
        user_actions.decide(row, column, by=coordinator)
    structure.lift_lock(user_actions, "gambling", "use.acceptable", by=coordinator)
    user_actions.decide(*part(user_actions, "gambling", "acceptable"), by=coordinator)
    with pytest.raises(Refused, match="in every school"):
        structure.lift_lock(user_actions, "gambling", "use.illegal", by=coordinator)


def test_what_is_decided_now_is_not_locked(user_actions, part, coordinator):
    user_actions.decide(*part(user_actions, "gambling", "acceptable"), by=coordinator)

    with pytest.raises(Refused, match="decide otherwise first"):
        structure.lock_cell(user_actions, "gambling", "use.acceptable", by=coordinator, reason="No.")


def test_one_decision_stays_open(user_actions, coordinator):
    Decision.objects.filter(row__matrix=user_actions, row__key="gambling").delete()
    for key in ("acceptable", "certain_times", "nominated_users"):
        structure.lock_cell(user_actions, "gambling", f"use.{key}", by=coordinator, reason="No.")

    with pytest.raises(Refused, match="no decision left"):
        structure.lock_cell(user_actions, "gambling", "use.unacceptable", by=coordinator, reason="No.")


def test_a_table_is_taken_out_and_added_again(draft, coordinator):
    structure.remove_table(draft.matrices.get(kind="communications"), by=coordinator)
    assert [matrix.position for matrix in draft.matrices.all()] == list(range(draft.matrices.count()))

    source = standard_table(Matrix.Kind.COMMUNICATIONS)
    full = structure.add_table(draft, by=coordinator, source=source)

    assert (full.version, full.all_rows.count()) == (draft, source.all_rows.count())
    assert full.all_rows.filter(group__matrix=full).count() == source.all_rows.count()
    with pytest.raises(Refused, match="already has the table"):
        structure.add_table(draft, by=coordinator, source=source)

    structure.remove_table(full, by=coordinator)
    empty = structure.add_table(draft, by=coordinator, source=source, with_rows=False)

    assert (empty.all_rows.count(), empty.column_groups.count(), empty.row_groups.count()) == (0, 2, 1)


def test_user_actions_stay(user_actions, coordinator):
    with pytest.raises(Refused, match="every incident is judged by it"):
        structure.remove_table(user_actions, by=coordinator)


def test_tables_are_never_called_the_same(user_actions, coordinator):
    with pytest.raises(Refused, match="already a table"):
        structure.rename_table(user_actions, by=coordinator, title="sanctions for pupils")

    structure.rename_table(user_actions, by=coordinator, title="What people do")
    user_actions.refresh_from_db()
    assert user_actions.title == "What people do"


def test_retiring_a_column_takes_as_many_queries_however_much_was_decided_in_it(user_actions, administrator, part):
    for key in ("gambling", "shopping"):
        user_actions.decide(*part(user_actions, key, "acceptable"), by=administrator)
    [decided] = Decision.objects.filter(row__key="gambling", column__key="acceptable", row__matrix=user_actions)

    with CaptureQueriesContext(connection) as queries:
        structure.retire_column(user_actions, "use", "acceptable", by=administrator)

    last = Decision.history.filter(id=decided.pk).first()
    assert (last.history_type, last.history_user, last.history_user_name) == ("-", administrator, str(administrator))
    assert last.history_change_reason == "Column “Acceptable” retired"
    assert len([each for each in queries if "DELETE" in each["sql"] and "policies_decision" in each["sql"]]) == 1
