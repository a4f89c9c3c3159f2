"""Totals against earlier years, by term and by school."""

from core import charts
from core.charts import Chart

from .. import sentences
from ..parts import Content, Exhibit, Section, Shown
from ..published import Published
from ..tables import Figure


def content(published: Published) -> Content:
    terms = Exhibit(published.shown("terms", "Incidents by term", "Term", total="Year"), terms_chart(published), True)
    exhibits = [*_years(published), terms if terms.table.rows else Exhibit(terms.table)]
    if "schools" in published.tables:
        caption = published.by_term("schools", "Incidents by school")
        exhibits.append(Exhibit(published.shown("schools", caption, "School", total="All schools")))
    return Content(
        says=sentences.total(published.tables["terms"], complete=published.is_complete), exhibits=(*exhibits,)
    )


def terms_chart(published: Published) -> Chart:
    rows = published.tables["terms"].rows
    year = published.year
    if all(row.cells[1] is None for row in rows):
        entries = [(row.label, [row.cells[0]]) for row in rows]
        return charts.vertical("chart-terms", "Incidents by term", entries, [str(year)])
    entries = [(row.label, [row.cells[1], row.cells[0]]) for row in rows]
    title = "Incidents by term, this year and the year before"
    return charts.vertical("chart-terms", title, entries, [str(year.previous), str(year)])


def _years(published: Published) -> list[Exhibit]:
    """Three years or more, as each was released; with two, the table of the terms says it."""
    earlier: list[list[int | str]] = published.data.get("earlier", [])
    if not earlier:
        return []
    year, terms = published.year, published.tables["terms"]
    known: list[tuple[int, Figure]] = [(int(start), figure) for start, figure in earlier]
    known += [(year.previous.start, terms.sum_of("before")), (year.start, terms.sum_of("this"))]
    entries = [(f"{start} to {start + 1}", figure) for start, figure in known]
    table = Shown(
        "Incidents by year", "Academic year", ["Incidents"], [(label, [each]) for label, each in entries], "", [], []
    )
    return [Exhibit(table, charts.horizontal("chart-years", "Incidents by academic year", entries))]


SECTION = Section("over-time", "Incidents over time", content)
