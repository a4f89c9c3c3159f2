"""What the standard set holds fast: rows, flags and locks that a school does not take away."""

from ..models import Column, Lock, Matrix, Meaning, Policy, Row

FLAGS = ("illegal", "safeguarding", "no_files", "data_breach")
# A row with one of these, or with a decision that is the same in every school, stays in the table.
HOLDS_THE_ROW = ("illegal", "safeguarding", "no_files")


def standard_table(kind: str) -> Matrix | None:
    """The table of this kind in the newest standard set."""
    built_in = Matrix.objects.filter(
        kind=kind, version__policy__is_standard=True, version__policy__kind=Policy.Kind.E_SAFETY
    )
    return built_in.select_related("version__policy").order_by("-version__number").first()


class Pinned:
    """What is pinned in a table of one kind, matched by keys. Four queries, however large the table."""

    def __init__(self, kind: str) -> None:
        table = standard_table(kind)
        rows = table.all_rows.select_related("fixed").prefetch_related("locks__column__group") if table else ()
        self.rows: dict[str, Row] = {row.key: row for row in rows}

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
