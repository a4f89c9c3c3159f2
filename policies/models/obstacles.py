"""What stands in the way of approval: read at once for all tables of a version, each thing with where it is mended."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.standard_text import StandardSection, missing_from

from .parts import ASKS, Column, ColumnGroup, Row
from .pinned import Pinned

if TYPE_CHECKING:
    from .matrices import Matrix
    from .sections import Section
    from .versions import PolicyVersion

NAMED = 3  # of the things that one sentence is about
MISSING = "missing"  # the place of what is to be put back


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A sentence about some rows or sections: what comes before their names, these, and what comes after."""

    before: str
    things: "Sequence[Row | Section | StandardSection]" = ()
    after: str = "."
    place: str = ""  # where the things are mended: the "grid" or the "shape" of a table, the "text", or "missing"
    table: "Matrix | None" = None
    open_actions: int = 0  # undecided cells that may all become no at once

    @property
    def lacks_sections(self) -> bool:
        return self.place == MISSING and self.table is None

    def __str__(self) -> str:
        return f"{self.before} {_named(self.things)}{self.after}" if self.things else self.before


def obstacles_of(version: "PolicyVersion") -> list[Obstacle]:
    """Of its text and of its tables. Twelve queries, however large they are."""
    tables = list(version.matrices.all())
    for table in tables:
        table.version = version
    return [*_of_the_text(version), *Reading(tables).obstacles()]


def _of_the_text(version: "PolicyVersion") -> Iterator[Obstacle]:
    sections = list(version.sections.all())
    if not sections:
        yield Obstacle("It has no text yet: add a section.")
        return
    if empty := [section for section in sections if not section.body.strip()]:
        yield Obstacle("Sections without text:", empty, place="text")
    explained = [omission.key for omission in version.omissions.all()]
    if missing := missing_from(version.policy.kind, [*(section.key for section in sections), *explained]):
        yield Obstacle("Sections that a policy has, and this one lacks:", missing, place=MISSING)


class Reading:
    """What some tables decide, in memory: nine queries, however many tables there are and however large."""

    def __init__(self, tables: "Sequence[Matrix]") -> None:
        self.tables = tables
        self.groups: dict[int, list[ColumnGroup]] = defaultdict(list)
        self.rows: dict[int, list[Row]] = defaultdict(list)
        self.columns: dict[int, Column] = {}
        for group in ColumnGroup.objects.filter(matrix__in=tables).prefetch_related("columns"):
            self.groups[group.matrix_id].append(group)
            self.columns |= {column.pk: column for column in group.columns.all()}
        by_pk = {table.pk: table for table in tables}
        for row in Row.objects.filter(matrix__in=tables).prefetch_related("decisions", "cells", "locks"):
            row.matrix = by_pk[row.matrix_id]
            self.rows[row.matrix_id].append(row)

    def undecided(self, table: "Matrix") -> list[Row]:
        """Rows that lack a decision in some group, or a cell in some column."""
        groups = self.groups[table.pk]
        return [row for row in self.rows[table.pk] if not all(row.has_decided(group) for group in groups)]

    def obstacles(self) -> Iterator[Obstacle]:
        pinned = Pinned.by_kind([table.kind for table in self.tables])
        for table in self.tables:
            yield from self._undecided(table)
            yield from self._unsaid(table)
            yield from self._overruled(table, pinned[table.kind])
            yield from self._unprotected(table, pinned[table.kind])

    def _undecided(self, table: "Matrix") -> Iterator[Obstacle]:
        if rows := self.undecided(table):
            actions = self._open_actions(table, rows)
            yield Obstacle(f"{table}: undecided in", rows, place="grid", table=table, open_actions=actions)

    def _open_actions(self, table: "Matrix", rows: Sequence[Row]) -> int:
        actions = sum(
            len(group.columns.all()) for group in self.groups[table.pk] if group.choice == ColumnGroup.Choice.MANY
        )
        return sum(actions - len(row.cells.all()) for row in rows)

    def _unsaid(self, table: "Matrix") -> Iterator[Obstacle]:
        """Decisions that mean nothing as long as nobody says who, or when."""

        def lacks_its_note(row: Row) -> bool:
            return any(
                self.columns[each.column_id].meaning in ASKS and not each.note.strip() for each in row.decisions.all()
            )

        if rows := list(filter(lacks_its_note, self.rows[table.pk])):
            yield Obstacle(f"{table}: the note must say who or when in", rows, place="grid", table=table)

    def _overruled(self, table: "Matrix", pinned: Pinned) -> Iterator[Obstacle]:
        locked = self._where(table, lambda row, column: bool(row.never(column)))
        if locked:
            yield Obstacle(f"{table}: a locked decision is overruled in", locked, place="grid", table=table)
        untold = [row for row in self._where(table, pinned.is_overruled) if row not in locked]
        if untold:
            said = f"{table}: no school may decide so about"
            yield Obstacle(said, untold, ": decide otherwise.", place="grid", table=table)

    def _where(self, table: "Matrix", says: Callable[[Row, Column], bool]) -> list[Row]:
        """Rows that have a decision, or an action that follows, of which this is so."""
        return [row for row in self.rows[table.pk] if any(says(row, column) for column in self._chosen(row))]

    def _chosen(self, row: Row) -> Iterator[Column]:
        for decision in row.decisions.all():
            yield self.columns[decision.column_id]
        for cell in row.cells.all():
            if cell.is_recommended:
                yield self.columns[cell.column_id]

    def _unprotected(self, table: "Matrix", pinned: Pinned) -> Iterator[Obstacle]:
        """What has lost the protection of the standard set, however that happened."""
        rows = self.rows[table.pk]
        if missing := pinned.missing_from(rows):
            said = f"{table}: every school keeps"
            yield Obstacle(said, missing, ". Put back what is missing.", place=MISSING, table=table)
        if weakened := [row for row in rows if pinned.is_weakened(row)]:
            said = f"{table}: what the standard set says to protect children is off in"
            yield Obstacle(said, weakened, place="shape", table=table)


def _named(things: Sequence[object]) -> str:
    names = ", ".join(f"“{thing}”" for thing in things[:NAMED])
    return names if len(things) <= NAMED else f"{names} and {len(things) - NAMED} more"
