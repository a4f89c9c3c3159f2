"""A table as it is published: what may be shown, and nothing else. This is what a report keeps."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

WITHHELD = "c"
Figure = int | str | None  # a count; "c" withheld; "0 to 4" a band; None where nothing is shown


@dataclass(frozen=True, slots=True)
class Row:
    """`covers`: the codes that this row counts together."""

    key: str
    label: str
    covers: tuple[str, ...]
    cells: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns`: (key, label). `total`: the row of totals, if there is one. `merged`: coarser than it could be."""

    key: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...] = ()
    total: tuple[Figure, ...] = ()
    merged: bool = False

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        rows = tuple(Row(row["key"], row["label"], tuple(row["covers"]), tuple(row["cells"])) for row in kept["rows"])
        columns = tuple((key, label) for key, label in kept["columns"])
        return cls(kept["key"], columns, rows, tuple(kept["total"]), kept["merged"])

    def as_json(self) -> dict[str, Any]:
        """As the database gives it back: with lists, not tuples."""
        return {
            "key": self.key,
            "columns": [list(column) for column in self.columns],
            "rows": [asdict(row) | {"covers": list(row.covers), "cells": list(row.cells)} for row in self.rows],
            "total": list(self.total),
            "merged": self.merged,
        }

    def place(self, column: str) -> int | None:
        """Where a column stands; None if the table has no such column."""
        return next((place for place, (key, _) in enumerate(self.columns) if key == column), None)

    def cell(self, row: str, column: str = "this") -> Figure:
        """A figure by the key of its row; None if it is not shown."""
        place = self.place(column)
        found = next((each for each in self.rows if each.key == row), None)
        return found.cells[place] if found and place is not None else None

    def sum_of(self, column: str = "this") -> Figure:
        """The total of a column."""
        place = self.place(column)
        return self.total[place] if self.total and place is not None else None

    def figure_for(self, covers: frozenset[str], column: str = "this") -> Figure:
        """What was published about these codes together: as it stands, or the sum of whole rows; else None."""
        place = self.place(column)
        if place is None:
            return None
        within = [row for row in self.rows if covers.issuperset(row.covers)]
        if frozenset(code for row in within for code in row.covers) != covers:
            return None
        if len(within) == 1:
            return within[0].cells[place]
        figures = [row.cells[place] for row in within]
        return sum(figure for figure in figures if isinstance(figure, int)) if _all_shown(figures) else None

    def shown(self, *rows: str, column: str = "this") -> int | None:
        """The sum of some rows, if every one of them is shown."""
        figures = [self.cell(row, column) for row in rows]
        return sum(figure for figure in figures if isinstance(figure, int)) if _all_shown(figures) else None


def _all_shown(figures: list[Figure]) -> bool:
    return all(isinstance(figure, int) for figure in figures)
