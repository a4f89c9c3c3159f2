"""The figures of a report: everything it may ever show, already withheld where it must be.

This is all that a report keeps of the log. No reference, name, text, class or exact date comes in here.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from people.calendar import AcademicYear
from people.models import School
from policies.models import Row

from . import outcomes, registers
from .disclosure import layouts
from .disclosure import outcomes as outcome_layouts
from .disclosure.crossing import crossed
from .disclosure.deciding import decided
from .disclosure.differencing import Beside
from .disclosure.publishing import BEFORE, THIS, Years, alone, one_way, terms
from .periods import Calendar, calendars
from .statistics import Counts, count
from .tables import Row as TableRow
from .tables import Table

SCHEMA = 1
NOT_COUNTED: list[int | str | None] = [None, None]  # of a report that is older than the figure
Kept = dict[str, Any]
# Counts that stand alone, each a band where it is small.
SINGLE = (
    "adults",  # how often an adult was the alleged instigator
    "changed",  # after how many incidents something was changed
    "referred",  # of how many an outside agency was told
    "not_referred",  # of how many it was decided to tell none
    "repeats",  # how often a pupil was accused again after a warning or sanction
    "debriefed",  # of how many it is written down what was learnt
)
# The same, of registers of their own: a year of few incidents hides none of them, and they tell of no incident.
OF_REGISTERS = (
    "breaches",  # breaches of personal data that were found
    "access_requests",  # requests of people to see what is kept about them
)
STANDING_ALONE = (*SINGLE, *OF_REGISTERS)


def figures_of(
    schools: Sequence[School],
    year: AcademicYear,
    *,
    released: Kept | None = None,
    compare: bool = True,
    until: datetime | None = None,
    beside: Beside | None = None,
    term: str = "",
) -> Kept:
    """What a report of these schools and this year shows, ready to be kept as JSON.

    `released`: the figures of last year's report, if it is released; they are used as they are. Without it last
    year is counted, unless `compare` forbids it because part of last year's figures is out already. `until`: nothing
    that was reported later counts. `beside`: what is released about the same counts; CannotProtect where nothing can
    be shown beside it. `term`: counts this term only, by its name in small letters; `released` is of the same term.
    """
    fresh = compare and released is None
    periods = calendars(schools, [year, year.previous] if fresh else [year], until)
    names = periods[0].names
    if term:
        periods, names = [calendar.only(term) for calendar in periods], ()
    counted = counts_of(schools, periods)
    years = Years(
        this=counted[year],
        limit=max(school.suppress_below for school in schools),
        before=counted.get(year.previous),
        released=tables_of(released) if released else None,
        beside=beside,
    )
    tables = all_tables(schools, names, years, registers.rows_of_policy(schools, year.last_day))
    return {
        "schema": SCHEMA,
        "year": year.start,
        "term": term,
        "limit": years.limit,
        "schools": [school.name for school in schools],
        "tables": {table.key: table.as_json() for table in tables},
        "earlier": _earlier(year, released),
        "policies": registers.policies(schools, periods[0]),
        **{key: _banded(key, years, released) for key in STANDING_ALONE},
    }


def counts_of(schools: Sequence[School], periods: Sequence[Calendar]) -> dict[AcademicYear, Counts]:
    """The true counts of each calendar's year: nobody is shown them."""
    counted = count(schools, periods)
    outcomes.add_outcomes(counted, schools, periods)
    for year, signed in registers.agreements(schools, periods).items():
        counted[year].agreements = signed
    for key, found in registers.data_protection(schools, periods):
        for year, number in found.items():
            setattr(counted[year], key, number)
    return counted


def all_tables(schools: Sequence[School], names: Sequence[str], years: Years, rows: Sequence[Row]) -> list[Table]:
    """Every table, as it may be shown. `names`: of the terms; none in a report of one term. `rows`: of the policy."""
    return [*_tables(schools, names, years), *_of_outcomes(years, rows), _of_agreements(years)]


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


def _of_outcomes(years: Years, rows: Sequence[Row]) -> list[Table]:
    counts = years.this.rows + (years.before.rows if years.before else Counter())
    offered = outcome_layouts.policy_rows(rows, years.this.rows, frozenset(counts), years.limit)
    return [
        one_way("rows", offered, lambda counts: counts.rows, years),
        one_way("devices", outcome_layouts.devices(), lambda counts: counts.devices, years),
        one_way("parents", outcome_layouts.parents(), lambda counts: counts.parents, years),
    ]


def _of_agreements(years: Years) -> Table:
    """Signatures are counted like incidents, and apart from them: few incidents hide no signature."""
    signed = _apart(years, lambda counts: Counts(total=counts.agreements.total(), agreements=counts.agreements))
    return one_way("agreements", outcome_layouts.agreements(), lambda counts: counts.agreements, signed)


def _apart(years: Years, only: Callable[[Counts], Counts]) -> Years:
    """The same years, as if nothing else had been counted in them."""
    return replace(years, this=only(years.this), before=only(years.before) if years.before else None)


def _earlier(year: AcademicYear, released: Kept | None) -> list[list[int | str | None]]:
    """`[year, incidents]` of the years before last, as they were released; at most three, the oldest first."""
    if not released:
        return []
    before = tables_of(released)["terms"].sum_of("before")
    found = [*released.get("earlier", []), *([[year.start - 2, before]] if before is not None else [])]
    return found[-3:]


def _kinds_last_year(years: Years) -> layouts.Layout:
    """The rows in which last year's kinds were released, so that the two years can be compared."""
    rows = years.released["kinds"].rows if years.released else ()
    return tuple(layouts.kinds_together(row.key, row.label, row.covers) for row in rows)


def _banded(key: str, years: Years, released: Kept | None) -> list[int | str | None]:
    """A count that stands alone, this year and the year before: always a band where it is small."""
    before = released.get(key, NOT_COUNTED)[0] if released else None
    if key in OF_REGISTERS:
        years = _apart(years, lambda counts: Counts(**{key: getattr(counts, key)}))
    return alone(key, lambda counts: int(getattr(counts, key)), years, before)


def tables_of(kept: Kept) -> dict[str, Table]:
    return {key: Table.from_json(table) for key, table in kept["tables"].items()}


def published_tables(kept: Kept) -> dict[str, Table]:
    """All figures of a report as tables, those that stand alone too."""
    tables = tables_of(kept)
    single = {key: tuple(kept[key]) for key in STANDING_ALONE if key in kept}
    return tables | {
        key: Table(key, (THIS, BEFORE), (TableRow(key, "", (key,), cells),)) for key, cells in single.items()
    }
