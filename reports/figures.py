"""The figures of a report: everything it may ever show, already withheld where it must be.

This is all that a report keeps of the log. No reference, name, text, class or exact date comes in here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from people.calendar import AcademicYear
from people.models import School

from .disclosure import layouts
from .disclosure.crossing import crossed
from .disclosure.deciding import decided
from .disclosure.publishing import Years, one_way, terms
from .periods import calendars
from .statistics import count
from .tables import Table

SCHEMA = 1
NOT_COUNTED: list[int | str | None] = [None, None]  # of a report that is older than the figure
Kept = dict[str, Any]


def figures_of(
    schools: Sequence[School],
    year: AcademicYear,
    *,
    released: Kept | None = None,
    compare: bool = True,
    until: datetime | None = None,
) -> Kept:
    """What a report of these schools and this year shows, ready to be kept as JSON.

    `released`: the figures of last year's report, if it is released; they are used as they are. Without it last
    year is counted, unless `compare` forbids it because part of last year's figures is out already. `until`: nothing
    that was reported later counts.
    """
    fresh = compare and released is None
    periods = calendars(schools, [year, year.previous] if fresh else [year], until)
    counted = count(schools, periods)
    years = Years(
        this=counted[year],
        limit=max(school.suppress_below for school in schools),
        before=counted.get(year.previous),
        released=tables_of(released) if released else None,
    )
    tables = _tables(schools, periods[0].names, years)
    return {
        "schema": SCHEMA,
        "year": year.start,
        "limit": years.limit,
        "schools": [school.name for school in schools],
        "tables": {table.key: table.as_json() for table in tables},
        "adults": _banded("adults", years, released),  # how often an adult was the alleged instigator
        "changed": _banded("changed", years, released),  # after how many incidents something was changed
    }


def _tables(schools: Sequence[School], names: Sequence[str], years: Years) -> list[Table]:
    by_term = terms(names, years)
    kinds = layouts.kinds_of_incident(years.this.kinds, years.limit, _kinds_last_year(years))
    return [
        by_term,
        *crossed(by_term, layouts.schools(schools), years),
        one_way("kinds", kinds, lambda counts: counts.kinds, years),
        one_way("phases", layouts.phases(schools), lambda counts: counts.phases, years),
        one_way("places", layouts.places(), lambda counts: counts.places, years),
        *decided(years),
        one_way("reviewed", layouts.reviewed(), lambda counts: counts.reviewed, years),
        one_way("closed", layouts.closed(), lambda counts: counts.closed, years),
    ]


def _kinds_last_year(years: Years) -> layouts.Layout:
    """The rows in which last year's kinds were released, so that the two years can be compared."""
    rows = years.released["kinds"].rows if years.released else ()
    return tuple(layouts.kinds_together(row.key, row.label, row.covers) for row in rows)


def _banded(key: str, years: Years, released: Kept | None) -> list[int | str | None]:
    """A count that stands alone, this year and the year before: always a band where it is small."""
    this = None if years.is_closed(years.this) else years.band(getattr(years.this, key))
    if released:
        return [this, released.get(key, NOT_COUNTED)[0]]
    known = years.before is not None and not years.is_closed(years.before)
    return [this, years.band(getattr(years.before, key)) if known else None]


def tables_of(kept: Kept) -> dict[str, Table]:
    return {key: Table.from_json(table) for key, table in kept["tables"].items()}
