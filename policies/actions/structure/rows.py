"""Rows of a draft's table: added, changed, moved, retired."""

from typing import Any

from django.db import transaction

from core.access import Refused
from core.normalising import folded
from people.models import User

from ...models import Matrix, Pinned, Row, RowGroup
from ...presets.files import all_presets
from .opening import arrange, find, key_of, open_table, refuse_twins, take_away


@transaction.atomic
def add_row(matrix: Matrix, *, by: User, label: str, place: str, **facts: Any) -> Row:
    """Add a row; every decision about it is still open. `place` as in `change_row`."""
    open_table(matrix, by)
    refuse_twins(matrix.all_rows.all(), label, "row")
    group, after = _place(matrix, place)
    key = key_of(label, _keys_ever(matrix), "row")
    siblings = list(group.rows.all())
    row = Row(matrix=matrix, group=group, key=key, label=label, position=len(siblings), **facts)
    row.save_as(by, f"Row “{label}” added")
    _put(row, siblings, after, by=by)
    return row


def _keys_ever(matrix: Matrix) -> set[str]:
    """Every key that a row of any version of this policy has or had, and those of the presets.

    Statistics group by key: a key that comes back would count two things as one.
    """
    tables = Matrix.history.filter(version__policy=matrix.version.policy_id).values("id")
    preset = {row.key for table in all_presets() for rows in table.rows.values() for row in rows}
    return preset | set(Row.history.filter(matrix_id__in=tables).values_list("key", flat=True))


@transaction.atomic
def change_row(matrix: Matrix, key: str, *, by: User, label: str, place: str, **facts: Any) -> Row:
    """Change what a row is called, where it stands and what the program knows about it. Its key stays.

    `place` is "heading.<key>" for the first row under a heading, or "row.<key>" for the one after another row.
    """
    open_table(matrix, by)
    row = find(matrix.all_rows.select_related("group"), key, "row")
    refuse_twins(matrix.all_rows.exclude(pk=row.pk), label, "row")
    pinned = Pinned(matrix.kind)
    _refuse_unpinning(pinned, row, facts)
    _refuse_other_words(pinned, row, label)
    before, group_before = row.label, row.group
    row.group, after = _place(matrix, place, row)
    row.label = label
    for name, value in facts.items():
        setattr(row, name, value)
    row.save_as(by, f"Row “{before}” changed" if label == before else f"Row “{before}” renamed")
    if row.group != group_before:
        arrange(list(group_before.rows.all()), by=by, reason=f"Row “{label}” moved to another heading")
    _put(row, list(row.group.rows.exclude(pk=row.pk)), after, by=by)
    return row


def _refuse_unpinning(pinned: Pinned, row: Row, facts: dict[str, Any]) -> None:
    """What the standard set says about a row to protect children holds in every school."""
    if any(getattr(row, flag) and not facts.get(flag, True) for flag in pinned.flags(row.key)):
        raise Refused(f"“{row}” keeps what the standard set says about it: that protects children in every school.")
    case = pinned.police_case(row.key)
    if case == row.police_case != facts.get("police_case", case):
        raise Refused(f"“{row}” stays a case that is referred to the Police: the standard set says so.")


def _refuse_other_words(pinned: Pinned, row: Row, label: str) -> None:
    """Under another name, readers would take a decision that protects children for one about something else."""
    standard = pinned.rows.get(row.key)
    if label != row.label and standard and pinned.keeps(row) and folded(standard.label) not in folded(label):
        raise Refused(f"“{standard}” keeps these words, because every school keeps this row: add to them.")


def _place(matrix: Matrix, place: str, row: Row | None = None) -> tuple[RowGroup, Row | None]:
    """The heading, and the row before."""
    what, _, key = place.partition(".")
    if what == "heading":
        return find(matrix.row_groups.all(), key, "heading"), None
    others = matrix.all_rows.exclude(pk=row.pk) if row else matrix.all_rows.all()
    after = find(others.select_related("group"), key, "row before it")
    return after.group, after


def _put(row: Row, siblings: list[Row], after: Row | None, *, by: User) -> None:
    index = siblings.index(after) + 1 if after else 0
    siblings.insert(index, row)
    arrange(siblings, by=by, reason=f"Row “{row}” put in its place")


@transaction.atomic
def retire_row(matrix: Matrix, key: str, *, by: User) -> Row:
    """Take a row out of the draft, with what was decided about it. Earlier versions keep theirs."""
    open_table(matrix, by)
    row = find(matrix.all_rows.select_related("group"), key, "row")
    if reason := Pinned(matrix.kind).keeps(row):
        raise Refused(reason)
    said = f"Row “{row}” retired"
    for parts in (row.locks, row.decisions, row.cells):
        take_away(parts.all(), by=by, reason=said)
    row.delete_as(by, said)
    arrange(list(row.group.rows.all()), by=by, reason=said)
    return row
