"""How the decisions of a table came about: who chose what, when, and in which version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value

from ..models import Cell, Column, Decision, Matrix, PolicyVersion, Row
from ..presets.building import REASON

# What came with the version and was not chosen in it.
TAKEN_OVER = Q(history_type="+") & (Q(history_change_reason__startswith="Copied") | Q(history_change_reason=REASON))


@dataclass(frozen=True, slots=True)
class Chosen:
    """One decision that somebody took, from what to what."""

    at: datetime
    who: str
    row: Row
    part: str
    before: str
    after: str
    version: PolicyVersion


def chosen_in(matrices: Iterable[Matrix], row_key: str = "") -> "QuerySet[Any, Any]":
    """Which records of history tell of decisions in these tables, newest first: for `told`, a page at a time."""
    rows = Row.objects.filter(matrix__in=list(matrices), **({"key": row_key} if row_key else {}))
    found = [
        model.history.filter(row__in=rows)
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
    rows = Row.objects.select_related("matrix__version__policy").in_bulk({record.row_id for record in records})
    columns = Column.objects.select_related("group").in_bulk(
        {record.column_id for record in records} | {record.before for record in decisions.values() if record.before}
    )
    return [_told(record, rows[record.row_id], columns) for record in records]


def _with_what_was_before(model: type[Decision | Cell], pks: list[int], field: str) -> dict[int, Any]:
    earlier = model.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    found = model.history.filter(history_id__in=pks).annotate(
        before=Subquery(earlier.values(field)[:1]), note_before=Subquery(earlier.values("note")[:1])
    )
    return {record.history_id: record for record in found}


def _told(record: Any, row: Row, columns: dict[int, Column]) -> Chosen:
    column = columns.get(record.column_id)
    is_cell = hasattr(record, "value")
    say = dict(Cell.Value.choices) if is_cell else {pk: f"“{each}”" for pk, each in columns.items()}
    part = (str(column) if is_cell else column.group.label) if column else ""
    gone = "a decision that is no longer offered"
    now = record.value if is_cell else record.column_id
    return Chosen(
        at=record.history_date,
        who=record.history_user_name or "The system",
        row=row,
        part=part,
        before=_noted(say.get(record.before, gone), record.note_before) if record.before else "undecided",
        after="taken away" if record.history_type == "-" else _noted(say.get(now, gone), record.note),
        version=row.matrix.version,
    )


def _noted(decision: str, note: str | None) -> str:
    return f"{decision} ({note})" if note else decision


def versions_of_row(matrix: Matrix, key: str) -> list[Row]:
    """The same row in every version of the policy, newest first, with its decisions."""
    rows = Row.objects.filter(key=key, matrix__kind=matrix.kind, matrix__version__policy=matrix.version.policy_id)
    return list(
        rows.select_related("matrix__version__policy", "group")
        .prefetch_related("decisions__column__group", "decisions__group", "cells__column__group")
        .order_by("-matrix__version__number")
    )
