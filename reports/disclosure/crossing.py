"""The tables by school and term and by area of risk and term. They share the totals of the terms, so that what one
shows could give back what another withholds: they are protected together.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from reports.statistics import Counts
from reports.tables import WITHHELD, Figure, Row, Table

from . import layouts, suppression
from .layouts import Group, Layout
from .publishing import BEFORE, Count, Years, check_telling, column, column_before, figure, finest
from .suppression import Flow

YEAR = ("year", "Year")


@dataclass(frozen=True, slots=True)
class Choice:
    """A layout of the rows, with a column for each term or for the year only."""

    rows: Layout
    by_term: bool


def crossed(terms: Table, schools: Layout, years: Years) -> list[Table]:
    """The table by school (where there are several), and the table by area of risk."""
    published = _published_terms(terms, years)
    tables = []
    if len(schools) > 1:
        offered = [Choice(schools, by_term=True), Choice(schools, by_term=False), Choice(layouts.NOTHING, False)]
        table, flows = _table("schools", offered, terms, published, years)
        tables.append(table)
        published = flows
    table, _ = _table("areas", _offered_areas(), terms, published, years)
    return [*tables, table]


def _offered_areas() -> list[Choice]:
    alone, rest, merged, both, fewest = layouts.areas()
    return [
        *(Choice(layout, by_term=True) for layout in (alone, rest, merged)),
        *(Choice(layout, by_term=False) for layout in (alone, rest, merged)),
        *(Choice(layout, by_term) for layout in (both, fewest) for by_term in (True, False)),
        Choice(layouts.NOTHING, by_term=False),
    ]


def _published_terms(terms: Table, years: Years) -> list[Flow]:
    """The totals of the terms, as flows that are shown or withheld already."""
    return [
        Flow(
            ("term", row.key),
            "source",
            "drain",
            sum(years.this.terms[name] for name in row.covers),
            shown=row.cells[0] != WITHHELD,
            hidden=row.cells[0] == WITHHELD,
        )
        for row in terms.rows
    ]


def _table(
    key: str, offered: Sequence[Choice], terms: Table, published: list[Flow], years: Years
) -> tuple[Table, list[Flow]]:
    """The table in its finest layout, and the flows that are published with it."""
    if years.is_closed(years.this):
        closed = Table(key, (YEAR, BEFORE), total=(WITHHELD, terms.total[1]), merged=True)
        return finest([closed], lambda table: table, years), published
    if not terms.rows:
        offered = [choice for choice in offered if not choice.by_term]
    made: list[list[Flow]] = []

    def make(choice: Choice) -> Table:
        figures, flows = _figures(key, choice, terms, published, years)
        made.append(flows)
        before = column_before(key, choice.rows, _counted(key), years)
        figures |= dict(zip(_keys(choice, "before"), before, strict=True))
        columns = ((*((row.key, row.label) for row in terms.rows),) if choice.by_term else ()) + (YEAR, BEFORE)
        rows = tuple(
            Row(group.key, group.label, group.covers, tuple(figures.get((group.key, name)) for name, _ in columns))
            for group in choice.rows
        )
        by_term = tuple(row.cells[0] for row in terms.rows) if choice.by_term else ()
        return Table(key, columns, rows, (*by_term, *terms.total), merged=choice != offered[0])

    return finest(offered, make, years), made[-1]


def _figures(
    key: str, choice: Choice, terms: Table, published: list[Flow], years: Years
) -> tuple[dict[tuple[str, str], Figure], list[Flow]]:
    """Figures by (row, column), and all flows that are then published. CannotProtect where it is too fine."""
    counts = _counted(key)(years.this)
    check_telling(choice.rows, counts, years.limit)
    if not choice.by_term:
        return dict(zip(_keys(choice, "year"), column(choice.rows, counts, years.limit), strict=True)), published
    flows = _linked(key, choice, terms, published, years.this)
    hidden = suppression.withheld(flows, years.limit)
    shown = {(flow.key[1], flow.key[2]): figure(flow, hidden, years.limit) for flow in flows if flow.key[0] == key}
    kept = [replace(flow, shown=flow.key not in hidden, hidden=flow.key in hidden) for flow in flows]
    return shown, kept


def _linked(key: str, choice: Choice, terms: Table, published: list[Flow], counts: Counts) -> list[Flow]:
    """The flows of a table by term, joined to those that are published.

    Schools flow into the terms, terms into the areas of risk: source → school → term → area → drain.
    """
    pairs = counts.school_terms if key == "schools" else counts.area_terms
    new = []
    for group in choice.rows:
        year = sum(pairs[code, name] for code in group.covers for row in terms.rows for name in row.covers)
        new.append(_edge(key, group, "year", year))
        for row in terms.rows:
            number = sum(pairs[code, name] for code in group.covers for name in row.covers)
            new.append(_edge(key, group, row.key, number))
    return [*(_joined(flow, key) for flow in published), *new]


def _joined(flow: Flow, key: str) -> Flow:
    """The total of a term takes in what flows from the schools, and hands it on to the areas of risk."""
    kind, *rest = flow.key
    if kind != "term":
        return flow
    return replace(flow, tail=("from schools", *rest)) if key == "schools" else replace(flow, head=("to areas", *rest))


def _edge(key: str, group: Group, place: str, number: int) -> Flow:
    node = (key, group.key)
    tail: Hashable
    head: Hashable
    if key == "schools":
        tail, head = ("source", node) if place == "year" else (node, ("from schools", place))
    else:
        tail, head = (node, "drain") if place == "year" else (("to areas", place), node)
    return Flow((key, group.key, place), tail, head, number)


def _keys(choice: Choice, place: str) -> list[tuple[str, str]]:
    return [(group.key, place) for group in choice.rows]


def _counted(key: str) -> Count:
    return (lambda counts: counts.schools) if key == "schools" else (lambda counts: counts.areas)
