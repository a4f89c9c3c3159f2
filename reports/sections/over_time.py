"""Totals against earlier years, by term and by school."""

from dataclasses import replace

from core import charts
from core.charts import Chart

from .. import sentences
from ..parts import Content, Exhibit, Section, Shown
from ..published import TOO_SMALL, Published
from ..tables import Figure


def content(published: Published) -> Content:
    exhibits = [*_years(published), _terms(published)]
    if "schools" in published.tables:
        caption = published.by_term("schools", "Incidents by school")
        exhibits.append(Exhibit(published.shown("schools", caption, "School", total="All schools")))
    return Content(
        says=sentences.total(published.tables["terms"], complete=published.is_complete, span=published.span),
        exhibits=(*exhibits,),
        notes=("This log was not kept here the year before.",) if published.is_first_year else (),
    )


def _terms(published: Published) -> Exhibit:
    """The terms of the year; of a term, how many there were in it."""
    if published.term:
        table = published.shown("terms", f"Incidents in this term: {published.term}", "Incidents", total="All")
        return Exhibit(replace(table, notes=[note for note in table.notes if note != TOO_SMALL]))
    table = published.shown("terms", "Incidents by term", "Term", total="Year")
    if not table.rows or not published.is_complete:  # part of a year beside a whole one would look like a success
        return Exhibit(table)
    return Exhibit(table, terms_chart(published), columns=True)


def terms_chart(published: Published) -> Chart:
    rows = published.tables["terms"].rows
    year = published.year
    if all(row.cells[1] is None for row in rows):
        entries = [(row.label, [row.cells[0]]) for row in rows]
        return charts.vertical("chart-terms", "Incidents by term", entries, [str(year)])
    entries = [(row.label, [row.cells[1], row.cells[0]]) for row in rows]
    title = "By term, with the year before"
    return charts.vertical("chart-terms", title, entries, [str(year.previous), str(year)])


def _years(published: Published) -> list[Exhibit]:
    """Three years or more, as each was released; with two, the table of the terms says it."""
    earlier: list[list[int | str]] = published.data.get("earlier", [])
    if not earlier or not published.is_complete:
        return []
    year, terms = published.year, published.tables["terms"]
    known: list[tuple[int, Figure]] = [(int(start), figure) for start, figure in earlier]
    known += [(year.previous.start, terms.sum_of("before")), (year.start, terms.sum_of("this"))]
    entries = [(f"{start} to {start + 1}", figure) for start, figure in known]
    table = Shown(
        f"Incidents in this term, by year: {published.term}" if published.term else "Incidents by year",
        "Academic year",
        ["Incidents"],
        [(label, [each]) for label, each in entries],
        "",
        [],
        [],
    )
    return [Exhibit(table, charts.horizontal("chart-years", "Incidents by academic year", entries))]


SECTION = Section("over-time", "Incidents over time", content)
