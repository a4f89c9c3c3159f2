"""What the standard set holds fast: rows, flags and locks that a school does not take away."""

from collections.abc import Iterable

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from policies.standard_text import E_SAFETY

from .cells import Lock
from .parts import Column, Meaning, Row

FLAGS = ("illegal", "safeguarding", "no_files", "data_breach")
# A row with one of these, or with a decision that is the same in every school, stays in the table.
HOLDS_THE_ROW = ("illegal", "safeguarding", "no_files")


class Pinned:
    """What is pinned in a table of one kind, matched by keys. Two queries, however large the table."""

    def __init__(self, kind: str, rows: Iterable[Row] | None = None) -> None:
        found = _standard_rows([kind]) if rows is None else rows
        self.rows: dict[str, Row] = {row.key: row for row in found}

    @classmethod
    def by_kind(cls, kinds: Iterable[str]) -> "dict[str, Pinned]":
        """The same for tables of several kinds, for no more queries than one takes."""
        wanted = list(kinds)
        rows = list(_standard_rows(wanted))
        return {kind: cls(kind, [row for row in rows if row.matrix.kind == kind]) for kind in wanted}

    def missing_from(self, rows: Iterable[Row]) -> list[Row]:
        """Rows of the standard set that every school keeps, and that are not among these."""
        keys = {row.key for row in rows}
        return [standard for key, standard in self.rows.items() if key not in keys and self.keeps(standard)]

    def is_weakened(self, row: Row) -> bool:
        """Whether the row lacks what the standard set says about it to protect children."""
        case = self.police_case(row.key)
        return any(not getattr(row, flag) for flag in self.flags(row.key)) or case not in ("", row.police_case)

    def is_overruled(self, row: Row, column: Column) -> bool:
        """Whether the standard set locks this decision about the row, or has another one fixed."""
        standard = self.rows.get(row.key)
        fixed = standard and standard.fixed
        return bool(self.lock(row, column)) or bool(fixed and fixed.meaning != column.meaning)

    def keeps(self, row: Row) -> str:
        """Why the row stays in the table, in a sentence; empty where it may be retired."""
        standard = self.rows.get(row.key)
        if standard is None:
            return ""
        if standard.fixed_id:
            return f"“{row}” is decided for every school: it stays in the table."
        if any(getattr(standard, flag) for flag in HOLDS_THE_ROW) or self._never_acceptable(standard):
            return f"“{row}” protects children in every school: it stays in the table."
        return ""

    def _never_acceptable(self, standard: Row) -> bool:
        return any(lock.column.meaning == Meaning.ACCEPTABLE for lock in standard.locks.all())

    def flags(self, key: str) -> list[str]:
        """Flags that the row of this key keeps."""
        standard = self.rows.get(key)
        return [flag for flag in FLAGS if standard and getattr(standard, flag)]

    def police_case(self, key: str) -> str:
        """The case that the row of this key stays, or nothing."""
        return self.rows[key].police_case if key in self.rows else ""

    def lock(self, row: Row, column: Column) -> Lock | None:
        """The lock of the standard set where this row and a column of this meaning meet."""
        return next((lock for lock in self._locks(row.key) if lock.column.meaning == column.meaning), None)

    def _locks(self, key: str) -> list[Lock]:
        return list(self.rows[key].locks.all()) if key in self.rows else []


def _standard_rows(kinds: Iterable[str]) -> QuerySet[Row]:
    """Of each table of the newest standard set that has it."""
    built_in = Row.objects.filter(matrix__version__policy__is_standard=True, matrix__version__policy__kind=E_SAFETY)
    newest = built_in.filter(matrix__kind=OuterRef("matrix__kind")).order_by("-matrix__version__number")
    rows = built_in.filter(matrix__kind__in=list(kinds), matrix=Subquery(newest.values("matrix")[:1]))
    locks = Prefetch("locks", Lock.objects.select_related("column__group"))
    return rows.select_related("fixed", "matrix").prefetch_related(locks)
