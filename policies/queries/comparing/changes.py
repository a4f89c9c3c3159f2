"""What may differ: a line, a section, a cell, a table."""

from dataclasses import dataclass, field

from django.db.models import TextChoices

from core.differences import Passage, likeness, passages

from ...models import Column, ColumnGroup, Matrix, Row, Section
from .reading import Contents, Said

REWRITTEN = 0.6  # share of words in common below which a text was rewritten rather than changed


class Verb(TextChoices):
    """What happened to a part of a version."""

    ADDED = "added", "Added"
    RETIRED = "retired", "Retired"  # a row, column, side or heading
    REMOVED = "removed", "Removed"  # a section, a table, what a field said
    RENAMED = "renamed", "Renamed"
    MOVED = "moved", "Moved"
    CHANGED = "changed", "Changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a version, and what it says in each of the two."""

    what: str
    verb: Verb
    before: str = ""
    after: str = ""
    row: Row | None = None  # where it is a row: as the later version has it, or as the earlier one had it
    noun: str = ""  # where it has a name of its own: column, heading, side


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section that is not in both versions alike."""

    key: str
    verbs: tuple[Verb, ...]
    before: Section | None
    after: Section | None

    @property
    def title(self) -> str:
        return str(self.after or self.before)

    @property
    def words(self) -> str:
        """Added, or renamed and moved"""
        return ", ".join(str(verb.label) for verb in self.verbs).capitalize()

    @property
    def is_rewritten(self) -> bool:
        """Whether most of its words are others now."""
        return likeness(self._body(self.before), self._body(self.after)) < REWRITTEN

    @property
    def passages(self) -> list[Passage]:
        """Both texts side by side, worked out when a page asks for it."""
        return passages(self._body(self.before), self._body(self.after))

    @staticmethod
    def _body(section: Section | None) -> str:
        return section.body if section else ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One place of a table that says something else. `column` is empty where a row has one decision a side."""

    row: Row
    group: ColumnGroup
    column: Column | None
    before: Said | None
    after: Said | None
    is_in_both: bool  # the row and the column are

    @property
    def where(self) -> str:
        """The side or the column, where the row alone does not say it."""
        return str(self.column.label if self.column else self.group.label)

    @property
    def is_only_the_note(self) -> bool:
        return bool(self.before and self.after and self.before.value == self.after.value)


@dataclass(slots=True)
class TableChange:
    """A table that is not in both versions alike."""

    kind: str
    before: Contents | None
    after: Contents | None
    cells: list[CellChange] = field(default_factory=list)
    parts: list[Difference] = field(default_factory=list)  # rows, columns, headings, locks

    @property
    def matrix(self) -> Matrix:
        return (self.after or self.before).matrix  # type: ignore[union-attr]  # in one of the two it is

    @property
    def verb(self) -> Verb:
        return Verb.CHANGED if self.before and self.after else Verb.ADDED if self.after else Verb.REMOVED

    @property
    def decisions(self) -> list[CellChange]:
        """Cells whose row and column both versions have: what the others say stands with their row or column."""
        return [cell for cell in self.cells if cell.is_in_both]


def verb_of(before: str, after: str) -> Verb:
    """What happened to something that may be empty."""
    return Verb.CHANGED if before and after else Verb.ADDED if after else Verb.REMOVED
