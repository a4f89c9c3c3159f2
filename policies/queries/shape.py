"""A table as what it is made of: headings with rows, sides with columns, and what it could have back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .. import states
from ..models import Column, ColumnGroup, Lock, Matrix, Pinned, Policy, PolicyVersion, Row, RowGroup


@dataclass(slots=True)
class Part:
    """A row, heading, side or column, and what may be done with it."""

    kind: str
    key: str
    record: Any
    is_first: bool
    is_last: bool
    kept: str = ""  # why it cannot be retired
    parts: "list[Part]" = field(default_factory=list)  # rows of a heading, columns of a side
    flags: list[str] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the buttons of the page call it."""
        return f"{self.kind}.{self.key}"


@dataclass(frozen=True, slots=True)
class Absent:
    """A part that another version has and this draft does not."""

    kind: str
    key: str
    label: str

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.key}"

    @property
    def what(self) -> str:
        return {"row": "Row", "heading": "Heading", "side": "Side", "column": "Column"}[self.kind]


@dataclass(frozen=True, slots=True)
class Source:
    """A version from which parts can be put back."""

    version: PolicyVersion
    absent: list[Absent]

    @property
    def name(self) -> str:
        """What the address and the buttons call it."""
        return STANDARD if self.version.policy.is_standard else EARLIER


STANDARD, EARLIER = "standard", "earlier"
SHORT = {
    "illegal": "Illegal branch",
    "safeguarding": "Safeguarding lead leads",
    "no_files": "No files",
    "data_breach": "May be a data breach",
    "continued": "Continued infringements",
    "pupils_phones": "Pupils’ phones",
}


def earlier_version(version: PolicyVersion) -> PolicyVersion | None:
    """The last one of the policy that was approved before this one."""
    newest_first = version.policy.versions.all()
    return next(
        (each for each in newest_first if each.number < version.number and each.status in states.ONCE_APPROVED), None
    )


def lacking_tables(policy: Policy, tables: Iterable[Matrix]) -> list[tuple[str, str]]:
    """Kinds of tables that a version could have beside these; an agreement is signed, not decided."""
    there = {table.kind for table in tables}
    return [] if policy.is_agreement else [(kind, label) for kind, label in Matrix.Kind.choices if kind not in there]


def standard_table(kind: str) -> Matrix | None:
    """The table of this kind in the newest standard set."""
    built_in = Matrix.objects.filter(
        kind=kind, version__policy__is_standard=True, version__policy__kind=Policy.Kind.E_SAFETY
    )
    return built_in.select_related("version__policy").order_by("-version__number").first()


def table_of(version: PolicyVersion, kind: str, name: str) -> Matrix | None:
    """The table of a kind in the version that is named: the earlier one, or else the standard set."""
    if name != EARLIER:
        return standard_table(kind)
    earlier = earlier_version(version)
    return earlier.matrices.select_related("version__policy").filter(kind=kind).first() if earlier else None


class Shape:
    """All parts of a table, read once with a constant number of queries."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.pinned = Pinned(matrix.kind)
        groups = list(matrix.column_groups.prefetch_related("columns"))
        headings = list(matrix.row_groups.prefetch_related("rows__locks__column__group"))
        fixed = {row.fixed_id for heading in headings for row in heading.rows.all() if row.fixed_id}
        self.sides = [
            _part("side", group, groups, parts=[_column(group, column, fixed) for column in group.columns.all()])
            for group in groups
        ]
        self.headings = [
            _part("heading", heading, headings, parts=[self._row(heading, row) for row in heading.rows.all()])
            for heading in headings
        ]
        self.sources = list(self._sources())

    def _sources(self) -> Iterator[Source]:
        """What can be put back, each part once: as the earlier version has it, else as the standard set does."""
        offered = {part.name for part in self._all()}
        for name in (EARLIER, STANDARD):
            table = table_of(self.matrix.version, self.matrix.kind, name)
            absent = [each for each in self._absents_of(table) if each.name not in offered] if table else []
            if table and absent:
                yield Source(table.version, absent)
                offered |= {each.name for each in absent}

    def _row(self, heading: RowGroup, row: Row) -> Part:
        flags = [words for flag, words in SHORT.items() if getattr(row, flag)]
        if row.police_case:
            flags.append("Police")
        part = _part("row", row, list(heading.rows.all()), kept=self.pinned.keeps(row), flags=flags)
        part.locks = list(row.locks.all())
        return part

    def _absents_of(self, source: Matrix) -> list[Absent]:
        """Every part of a source, headings before their rows; columns of the sides that are here."""
        groups = list(source.column_groups.prefetch_related("columns"))
        sides = {side.key for side in self.sides}
        found = [
            *_absents("heading", source.row_groups.all()),
            *_absents("row", source.all_rows.order_by("group__position", "position")),
            *_absents("side", groups),
        ]
        for group in groups:
            if group.key in sides:
                found += _absents("column", group.columns.all(), prefix=f"{group.key}.")
        return [absent for absent in found if absent.label]

    def _all(self) -> Iterator[Part]:
        for group in (*self.headings, *self.sides):
            yield group
            yield from group.parts

    @property
    def rows(self) -> list[Part]:
        return [row for heading in self.headings for row in heading.parts]


def _part(kind: str, record: Any, siblings: list[Any], **facts: Any) -> Part:
    return Part(kind, record.key, record, is_first=record == siblings[0], is_last=record == siblings[-1], **facts)


def _column(group: ColumnGroup, column: Column, fixed: set[int]) -> Part:
    part = _part("column", column, list(group.columns.all()))
    part.key = f"{group.key}.{column.key}"
    if column.pk in fixed:
        part.kept = f"“{column}” stays in the table: some rows can have no other decision."
    return part


def _absents(kind: str, records: Iterable[Any], prefix: str = "") -> list[Absent]:
    return [Absent(kind, prefix + record.key, record.label) for record in records]
