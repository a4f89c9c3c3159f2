"""What a report has published, as its sections read it: tables with their words, and nothing that was not published."""

from collections.abc import Callable, Mapping
from typing import Any

from people.calendar import AcademicYear

from .figures import NOT_COUNTED, Kept, tables_of
from .parts import Shown
from .periods import NOT_KEPT
from .sentences import before
from .tables import WITHHELD, Figure, Row, Table

Order = Callable[[Row], int]
TOO_SMALL = "More detail would give small numbers away."
OF_A_TERM = {"this": "This term", "year": "This term", "before": "Same term, year before"}  # what columns are called


class Published:
    """The figures of one report, and the words that were written beside them: by their part, in Markdown."""

    def __init__(self, data: Kept, words: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.words = words or {}
        self.tables = tables_of(data)
        self.year = AcademicYear(data["year"])

    @property
    def is_complete(self) -> bool:
        """The period was over when it was counted. Part of one is compared with nothing."""
        return bool(self.data["complete"])

    @property
    def is_first_year(self) -> bool:
        """There was no log the year before: nothing is compared."""
        return bool(self.data.get("compared") == NOT_KEPT)

    @property
    def term(self) -> str:
        """The name of the term that it is of; none of a whole year."""
        return str(self.data.get("term_name", ""))

    @property
    def span(self) -> str:
        return "term" if self.term else "year"

    @property
    def compared(self) -> str:
        """What its figures are compared with."""
        return before(self.span)

    @property
    def smallest(self) -> str:
        """The counts that are withheld: "1 to 4"."""
        return f"1 to {self.data['limit'] - 1}"

    @property
    def band(self) -> str:
        return f"0 to {self.data['limit'] - 1}"

    def single(self, key: str) -> list[Figure]:
        """A figure that stands alone, this year and the year before: [None, None] where it was not counted."""
        kept: Any = self.data.get(key, NOT_COUNTED)
        return list(kept)

    def shown(
        self, key: str, caption: str, head: str, *, total: str = "All", order: Order | None = None, fold: bool = False
    ) -> Shown:
        """A published table with its words; without rows where this report has none of that name.

        `fold`: rows that are zero throughout are named in one sentence instead.
        """
        table = self.tables.get(key) or Table(key, ())
        used = [place for place in range(len(table.columns)) if _is_used(table, place)]
        ordered = sorted(table.rows, key=order) if order else table.rows
        rows = [(row.label, [row.cells[place] for place in used]) for row in ordered]
        totals = [table.total[place] for place in used] if any(cell is not None for cell in table.total) else []
        columns = [self._head(*table.columns[place]) for place in used]
        notes = self._notes(rows, totals, table)
        if fold and (totals or any(not _is_nil(cells) for _, cells in rows)):
            unsaid = f"None this {self.span}"  # of the year before it was not said
            nil = [("None at all" if None not in cells else unsaid, label) for label, cells in rows if _is_nil(cells)]
            rows = [(label, cells) for label, cells in rows if not _is_nil(cells)]
            for words in ("None at all", unsaid):
                labels = [label for said, label in nil if said == words]
                notes += [f"{words}: {'; '.join(labels)}."] if labels else []
        return Shown(caption, head, columns, rows, total, totals, notes)

    def by_term(self, key: str, caption: str) -> str:
        return f"{caption} and term" if len(self.tables[key].columns) > 2 else caption

    def _head(self, key: str, label: str) -> str:
        head = OF_A_TERM.get(key, label) if self.term else label
        return head if self.is_complete or key != "before" else f"{head}, whole"

    def _notes(self, rows: list[tuple[str, list[Figure]]], totals: list[Figure], table: Table) -> list[str]:
        figures = {figure for _, cells in rows for figure in cells} | set(totals)
        notes = []
        if WITHHELD in figures:
            notes.append(f"c: a number from {self.smallest}, or one that would give such a number away, is withheld.")
        if self.band in figures:
            notes.append(
                f"Rows whose very existence would tell are counted together; as long as their number is small it "
                f"is shown as “{self.band}”, whether or not there was any."
            )
        if not table.columns:
            notes.append("This report is older than this figure.")
        elif not rows:
            notes.append(TOO_SMALL)
        elif table.merged:
            notes.append("Some rows are counted together, so that fewer numbers are too small to show.")
        if None in figures:
            notes.append("–: not published in this form the year before.")
        if not self.is_complete and not self.term and (table.key == "terms" or len(table.columns) > 2):
            notes.append("The year is not over: terms that have not begun show 0.")
        return notes


def by_size(row: Row) -> int:
    """Largest first by what is shown; then what is withheld, in its declared order; zeros; the rest last."""
    figure = row.cells[0] if len(row.cells) < 4 else row.cells[-2]
    if row.key == "rest":
        return 3
    return -figure if isinstance(figure, int) and figure else 2 if figure == 0 else 1


def _is_nil(cells: list[Figure]) -> bool:
    return 0 in cells and all(cell in (0, None) for cell in cells)


def _is_used(table: Table, place: int) -> bool:
    """Whether a column shows anything: last year's may not."""
    cells = [row.cells[place] for row in table.rows] or [table.total[place] for _ in table.total[:1]]
    return not cells or any(cell is not None for cell in cells)
