"""A table as a file, and what a file says about a table.

A line for each row, known again by its key; a column for each side or action; then a column for each of their notes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.normalising import folded

from .models import Cell, Column
from .tables import Line, Place, Side, Table

KEY = "Key"
NOTE = "{}: note"
LONGEST_NAME = 100  # characters, for a heading with its note to be read back whole


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of decisions in a file: a side of the table, or one of its actions."""

    name: str
    group: str
    column: str = ""  # key; empty for a side

    def of(self, line: Line) -> Side | Place:
        """What it is about in a row."""
        side = next(side for side in line.sides if side.group.key == self.group)
        return next((place for place in side.places if place.column.key == self.column), side)

    @property
    def note(self) -> str:
        return NOTE.format(self.name)

    def by_key(self) -> "Heading":
        return replace(self, name=f"{self.name[:15]} ({self.group} {self.column})")


def headings(table: Table) -> list[Heading]:
    """Of the decisions, in their order; columns that are called the same, or very long, are known by their keys."""
    found = []
    for group in table.groups:
        if group.choice == group.Choice.ONE:
            found.append(Heading(group.label or "Decision", group.key))
        else:
            found += [Heading(column.label, group.key, column.key) for column in group.columns.all()]
    taken = [KEY, table.rows_are, *(each.name for each in found), *(each.note for each in found)]
    many = Counter(folded(name) for name in taken)
    return [
        each if many[folded(each.name)] == 1 and len(each.name) <= LONGEST_NAME else each.by_key() for each in found
    ]


def exported(table: Table) -> tuple[list[str], list[list[str]]]:
    """The headings, and a line for each row."""
    decided = headings(table)
    head = [KEY, table.rows_are, *(each.name for each in decided), *(each.note for each in decided)]
    return head, [_line(line, decided) for line in table.lines]


def _line(line: Line, decided: Sequence[Heading]) -> list[str]:
    places = [heading.of(line) for heading in decided]
    notes = [place.saved[1] for place in places]
    return [line.row.key, line.row.label, *(in_words(place) for place in places), *notes]


def in_words(place: Side | Place) -> str:
    """What is decided, as a file says it; nothing where nothing is."""
    if isinstance(place, Place):
        return str(place.cell.get_value_display()) if place.cell else ""
    return dict(choices(place)).get(place.saved[0], "")


def choices(place: Side | Place) -> Iterator[tuple[str, str]]:
    """The values that a form takes for a place, each with what a file calls it."""
    if isinstance(place, Place):
        yield from ((value.value, str(value.label)) for value in Cell.Value)
        return
    columns: list[Column] = [each.column for each in place.places]
    many = Counter(column.label for column in columns)
    for column in columns:
        yield column.key, f"{column.label} ({column.key})" if many[column.label] > 1 else column.label
