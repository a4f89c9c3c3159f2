"""How the decisions of a table came about: who chose what, when, and in which version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value

from people.models import User

from ..models import Cell, Column, ColumnGroup, Decision, Matrix, PolicyVersion, Row
from ..reasons import TAKEN_OVER
from ..tables import noted


@dataclass(frozen=True, slots=True)
class Chosen:
    """One decision that somebody took, from what to what."""

    at: datetime
    who: str
    row: Row
    is_there: bool  # or was retired since
    part: str
    before: str
    after: str
    version: PolicyVersion


def chosen_in(matrices: Iterable[Matrix], row_key: str = "") -> "QuerySet[Any, Any]":
    """Which records of history tell of decisions in these tables, newest first: for `told`, a page at a time.

    Of every row that ever was there: one that was retired took its decisions with it, but not their history.
    """
    began = Row.history.filter(matrix_id__in=[matrix.pk for matrix in matrices], history_type="+")
    rows = began.filter(key=row_key) if row_key else began
    found = [
        model.history.filter(row_id__in=rows.order_by().values("id"))
        .exclude(TAKEN_OVER)
        .annotate(of=Value(name, CharField()))
        .order_by()
        .values_list("history_date", "history_id", "of")
        for name, model in (("decision", Decision), ("cell", Cell))
    ]
    return found[0].union(found[1], all=True).order_by("-history_date", "-history_id")


def told(found: Iterable[tuple[datetime, int, str]]) -> list[Chosen]:
    """These records of history in words. A constant number of queries."""
    places = list(found)
    decisions = _with_what_was_before(Decision, [pk for _, pk, of in places if of == "decision"], "column_id")
    cells = _with_what_was_before(Cell, [pk for _, pk, of in places if of == "cell"], "value")
    records = [decisions[pk] if of == "decision" else cells[pk] for _, pk, of in places]
    rows = _ever(Row, {record.row_id for record in records})
    matrices = Matrix.objects.select_related("version__policy").in_bulk({row.matrix_id for row in rows.values()})
    for row in rows.values():
        row.matrix = matrices[row.matrix_id]
    columns = _ever(
        Column,
        {record.column_id for record in records} | {record.before for record in decisions.values() if record.before},
    )
    groups = _ever(ColumnGroup, {column.group_id for column in columns.values()})
    for column in columns.values():
        column.group = groups[column.group_id]
    return [_told(record, rows[record.row_id], columns) for record in records]


def _ever(model: type[Any], pks: set[int]) -> dict[int, Any]:
    """These records by their ids, also those that are gone: as they were last. Two queries at most."""
    found = model._default_manager.in_bulk(pks)
    if gone := pks - found.keys():
        found |= {last.id: last.instance for last in model.history.filter(id__in=gone, history_type="-")}
    return found


def _with_what_was_before(model: type[Decision | Cell], pks: list[int], field: str) -> dict[int, Any]:
    earlier = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    found = model.history.filter(history_id__in=pks).annotate(
        before=Subquery(earlier.values(field)[:1]), note_before=Subquery(earlier.values("note")[:1])
    )
    return {record.history_id: record for record in found}


def _told(record: Any, row: Row, columns: dict[int, Column]) -> Chosen:
    column = columns[record.column_id]
    is_cell = hasattr(record, "value")
    say = dict(Cell.Value.choices) if is_cell else {pk: f"“{each}”" for pk, each in columns.items()}
    part = str(column) if is_cell else column.group.label
    now = record.value if is_cell else record.column_id
    return Chosen(
        at=record.history_date,
        who=record.history_user_name or "The system",
        row=row,
        is_there=not row._state.adding,
        part=part,
        before=noted(say[record.before], record.note_before) if record.before else "undecided",
        after="taken away" if record.history_type == "-" else noted(say[now], record.note),
        version=row.matrix.version,
    )


def versions_of_row(matrix: Matrix, key: str, user: User) -> list[Row]:
    """The same row in every version of the policy that the user reads, newest first, with its decisions."""
    readable = PolicyVersion.objects.readable_by(user).filter(policy=matrix.version.policy_id)
    rows = Row.objects.filter(key=key, matrix__kind=matrix.kind, matrix__version__in=readable)
    return list(
        rows.select_related("matrix__version__policy", "group")
        .prefetch_related("decisions__column__group", "decisions__group", "cells__column__group")
        .order_by("-matrix__version__number")
    )
