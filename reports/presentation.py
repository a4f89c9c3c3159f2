"""A report as it is read: sections, tables, charts and sentences, made from the published figures and nothing else.

The page on screen and the PDF are both made from this.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import date_format

from core import charts
from core.charts import Chart
from people.calendar import AcademicYear

from . import sentences
from .figures import NOT_COUNTED, tables_of
from .tables import WITHHELD, Figure, Row, Table

if TYPE_CHECKING:
    from .models import GovernorReport


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the report, and the template of its body."""

    number: int
    key: str
    title: str

    @property
    def template(self) -> str:
        return f"reports/governor/sections/{self.key}.html"


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its words. `notes` explain what the reader may wonder about."""

    caption: str
    head: str
    columns: list[str]
    rows: list[tuple[str, list[Figure]]]
    all: str
    total: list[Figure]
    notes: list[str]

    @property
    def is_narrow(self) -> bool:
        return len(self.columns) < 3


TITLES = (
    ("summary", "Summary"),
    ("incidents", "Incidents over time"),
    ("risk", "Areas of risk"),
    ("kinds", "What happened"),
    ("who", "Who and where"),
    ("actions", "Actions taken"),
    ("speed", "How quickly"),
    ("method", "How these figures are made"),
)


class Presentation:
    """What the templates of a report show."""

    def __init__(self, report: "GovernorReport") -> None:
        self.report = report
        self.data = report.data
        self.tables = tables_of(report.data)
        self.year = AcademicYear(self.data["year"])
        self.sections = [Section(number, key, title) for number, (key, title) in enumerate(TITLES, start=1)]

    @property
    def place(self) -> str:
        return str(self.data["place"])

    @property
    def wording(self) -> str:
        return str(self.data["wording"])

    @property
    def period(self) -> str:
        return f"September {self.year.start} to August {self.year.start + 1}"

    @property
    def so_far(self) -> str:
        """Of a year that is not over: which of its months are counted. Empty of one that is."""
        if self.data["complete"]:
            return ""
        if not self.data["months"]:
            return "No month of the year is over yet, so nothing is counted."
        place = self.year.first_day.month - 1 + self.data["months"]
        last = date(self.year.start + (place > 12), (place - 1) % 12 + 1, 1)
        return f"Counted up to the end of {date_format(last, 'F Y')}: only full months count."

    @property
    def smallest(self) -> str:
        """The counts that are withheld: "1 to 4"."""
        return f"1 to {self.data['limit'] - 1}"

    @property
    def band(self) -> str:
        return f"0 to {self.data['limit'] - 1}"

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """The cover: what and whose."""
        schools = self.data["schools"]
        facts = [("School" if len(schools) == 1 else "Schools", ", ".join(schools))]
        facts.append(("Prepared by", f"{self.report.prepared_as}, {sentences.day(self.report.prepared_at)}"))
        if self.report.released_at:
            facts.append(("Released by", f"{self.report.released_as}, {sentences.day(self.report.released_at)}"))
        if self.report.replaces_id:
            facts.append(("Replaces", f"An earlier report of this year, because: {self.report.reason}"))
        return facts

    @cached_property
    def summary(self) -> sentences.Summary:
        return sentences.summary(self.tables, complete=self.data["complete"])

    @property
    def adults(self) -> str:
        return sentences.adults(self.data["adults"])

    @property
    def changed(self) -> str:
        return sentences.changed(self.data.get("changed", NOT_COUNTED))

    # Tables ---------------------------------------------------------------------------------------------------

    def terms(self) -> Shown:
        return self._shown("terms", "Incidents by term", "Term", total="Year")

    def schools(self) -> Shown | None:
        if "schools" not in self.tables:
            return None
        return self._shown("schools", self._by_term("schools", "Incidents by school"), "School", total="All schools")

    def areas(self) -> Shown:
        return self._shown("areas", self._by_term("areas", "Incidents by area of risk"), "Area", order=by_size)

    def _by_term(self, key: str, caption: str) -> str:
        return f"{caption} and term" if len(self.tables[key].columns) > 2 else caption

    def kinds(self) -> Shown:
        return self._shown("kinds", "Incidents by kind", "Kind", order=by_size)

    def phases(self) -> Shown:
        return self._shown("phases", "Pupils alleged to be instigators, by phase", "Phase", total="All pupils")

    def places(self) -> Shown:
        return self._shown("places", "Incidents by place", "Place", order=by_size)

    def decisions(self) -> Shown:
        return self._shown("decisions", "Decisions on actions about pupils", "Decision", total="All decisions")

    def actions(self) -> Shown:
        return self._shown("actions", "Actions that the sanctions tables recommend", "Action", order=by_size)

    def reviewed(self) -> Shown:
        return self._shown("reviewed", "From report to review", "Time taken")

    def closed(self) -> Shown:
        return self._shown("closed", "From report to closing", "Time taken")

    def _shown(
        self, key: str, caption: str, head: str, *, total: str = "All", order: "Callable[[Row], int] | None" = None
    ) -> Shown:
        table = self.tables[key]
        used = [place for place in range(len(table.columns)) if _is_used(table, place)]
        ordered = sorted(table.rows, key=order) if order else table.rows
        rows = [(row.label, [row.cells[place] for place in used]) for row in ordered]
        totals = [table.total[place] for place in used] if table.total else []
        return Shown(
            caption,
            head,
            [table.columns[place][1] for place in used],
            rows,
            total,
            totals,
            self._notes(rows, totals, table),
        )

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
        if not rows:
            notes.append("The numbers are too small to be shown in any more detail.")
        elif table.merged:
            notes.append("Some rows are counted together, so that fewer numbers are too small to show.")
        if None in figures:
            notes.append("–: not published in this form the year before.")
        return notes

    # Charts ---------------------------------------------------------------------------------------------------

    def terms_chart(self) -> Chart:
        rows = self.tables["terms"].rows
        if all(row.cells[1] is None for row in rows):
            entries = [(row.label, [row.cells[0]]) for row in rows]
            return charts.vertical("chart-terms", "Incidents by term", entries, [str(self.year)])
        entries = [(row.label, [row.cells[1], row.cells[0]]) for row in rows]
        return charts.vertical(
            "chart-terms", "Incidents by term, this year and the year before", entries,
            [str(self.year.previous), str(self.year)],
        )  # fmt: skip

    def areas_chart(self) -> Chart:
        table = self.tables["areas"]
        place = table.place("year") or 0
        entries = [(row.label, row.cells[place]) for row in sorted(table.rows, key=by_size)]
        return charts.horizontal("chart-areas", "Incidents by area of risk", entries)

    def reviewed_chart(self) -> Chart:
        entries = [(row.label, row.cells[0]) for row in self.tables["reviewed"].rows]
        return charts.horizontal("chart-reviewed", "School days from report to review", entries)


def by_size(row: Row) -> int:
    """Largest first by what is shown; then what is withheld, in its declared order; zeros; the rest last."""
    figure = row.cells[0] if len(row.cells) < 4 else row.cells[-2]
    if row.key == "rest":
        return 3
    return -figure if isinstance(figure, int) and figure else 2 if figure == 0 else 1


def _is_used(table: Table, place: int) -> bool:
    """Whether a column shows anything: last year's may not."""
    cells = [row.cells[place] for row in table.rows] + ([table.total[place]] if table.total else [])
    return not cells or any(cell is not None for cell in cells)
