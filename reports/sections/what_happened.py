"""What happened: areas of risk, kinds, and rows of the policy."""

from core import charts

from ..parts import Content, Exhibit, Section
from ..published import Published, by_size
from ..saying import most

NONE = "No incidents were logged."


def risk(published: Published) -> Content:
    table = published.tables["areas"]
    column = "year"
    shown = published.shown("areas", published.by_term("areas", "Incidents by area of risk"), "Area", order=by_size)
    place = table.place(column) or 0
    entries = [(row.label, row.cells[place]) for row in sorted(table.rows, key=by_size)]
    title = f"Incidents by area of risk, this {published.span}"
    chart = charts.horizontal("chart-areas", title, entries) if entries else None
    return Content(
        says=most(table, column, "{row} is the area of {part}", "area", NONE),
        exhibits=(Exhibit(shown, chart),),
        template="four_areas",
    )


def kinds(published: Published) -> Content:
    of_rows = published.shown("rows", "Incidents by row of the policy", "Row of the policy", order=by_size, fold=True)
    return Content(
        says=most(published.tables["kinds"], "this", "“{row}” was reported in {part}", "kind", NONE),
        intro="The reporter chose the kind, a plain word; a reviewer found which row of the policy applies.",
        exhibits=(
            Exhibit(published.shown("kinds", "Incidents by kind", "Kind", order=by_size, fold=True)),
            Exhibit(of_rows),
        ),
    )


RISK = Section("risk", "Areas of risk", risk)
KINDS = Section("kinds", "What happened", kinds)
