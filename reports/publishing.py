"""From counts to tables that may be shown: layouts are tried from fine to coarse, and small counts withheld."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from . import disclosure, layouts
from .disclosure import CannotProtect, Flow
from .layouts import Group, Layout
from .statistics import Counts
from .tables import WITHHELD, Figure, Row, Table

THIS, BEFORE = ("this", "This year"), ("before", "Year before")


@dataclass(frozen=True, slots=True)
class Years:
    """What is compared: this year's counts with last year's, or with what was released about last year.

    With neither, nothing is said about last year. `limit`: counts from 1 to one below it are withheld.
    """

    this: Counts
    limit: int
    before: Counts | None = None
    released: dict[str, Table] | None = None

    def is_closed(self, counts: Counts) -> bool:
        """So few incidents that nothing is said about them but that there were some."""
        return 0 < counts.total < self.limit

    def total(self, number: int) -> Figure:
        return WITHHELD if 0 < number < self.limit else number

    def band(self, number: int) -> Figure:
        """A number that stands alone and would tell: a band, where it is small, whether or not it is zero."""
        return number if number >= self.limit else in_words(self.limit)


Count = Callable[[Counts], Counter[str]]


def in_words(limit: int) -> str:
    return f"0 to {limit - 1}"


def amount(group: Group, counts: Counter[str]) -> int:
    return sum(counts[code] for code in group.covers)


def figure(flow: Flow, hidden: set[object], limit: int) -> Figure:
    if flow.band and flow.count < limit:
        return in_words(limit)
    return WITHHELD if flow.key in hidden else flow.count


def flows_of(layout: Layout, counts: Counter[str], limit: int) -> list[Flow]:
    """One column with its total: each row flows from the source to the drain."""
    found = [_flow(group, amount(group, counts), limit) for group in layout]
    check_telling(layout, counts, limit)
    if found and (lost := counts.total() - sum(flow.count for flow in found)):
        raise ValueError(f"{lost} of the counts are in no row of the layout.")
    return found


def _flow(group: Group, number: int, limit: int) -> Flow:
    return Flow(group.key, "source", "drain", number, band=group.band and number < limit)


def check_telling(layout: Layout, counts: Counter[str], limit: int) -> None:
    if counts.total() and any(group.telling and amount(group, counts) < limit for group in layout):
        raise CannotProtect


def column(layout: Layout, counts: Counter[str], limit: int) -> list[Figure]:
    """The figures of one column whose total is shown. CannotProtect where the layout is too fine."""
    if not counts.total():
        return [0] * len(layout)
    flows = flows_of(layout, counts, limit)
    hidden = disclosure.withheld(flows, limit)
    return [figure(flow, hidden, limit) for flow in flows]


def share(figures: Iterable[Figure]) -> Fraction:
    """How much of a table is withheld or banded."""
    known = [each for each in figures if each is not None]
    return Fraction(sum(not isinstance(each, int) for each in known), len(known) or 1)


def one_way(key: str, offered: Iterable[Layout], count: Count, years: Years) -> Table:
    """A table of one count by rows: this year, and the year before."""
    offered = list(offered)
    this, before = count(years.this), count(years.before) if years.before else None
    totals = (years.total(this.total()), _total_before(key, before, years))
    if years.is_closed(years.this) or totals[0] == WITHHELD:
        return Table(key, (THIS, BEFORE), total=(WITHHELD, totals[1]), merged=True)
    shows_before = before is not None and isinstance(totals[1], int)

    def columns(layout: Layout) -> list[list[Figure]]:
        found = [column(layout, this, years.limit)]
        return [*found, column(layout, before, years.limit)] if shows_before and before is not None else found

    chosen = disclosure.finest(offered, lambda layout: share(each for col in columns(layout) for each in col))
    shown = columns(chosen)
    rows = tuple(
        Row(group.key, group.label, group.covers, (shown[0][place], _before(key, group, shown, place, years)))
        for place, group in enumerate(chosen)
    )
    return Table(key, (THIS, BEFORE), rows, totals, merged=chosen != offered[0])


def _total_before(key: str, before: Counter[str] | None, years: Years) -> Figure:
    if years.released:
        return years.released[key].sum_of() if key in years.released else None
    if before is None or years.before is None:
        return None
    return WITHHELD if years.is_closed(years.before) else years.total(before.total())


def _before(key: str, group: Group, shown: Sequence[list[Figure]], place: int, years: Years) -> Figure:
    """What is shown of the year before: as it was released, if it was."""
    if years.released:
        return released_figure(years.released, key, group)
    return shown[1][place] if len(shown) > 1 else None


def released_figure(released: dict[str, Table], key: str, group: Group) -> Figure:
    kept = released.get(key)
    if kept is None:
        return None
    wanted = "year" if kept.place("year") is not None else "this"
    return kept.figure_for(frozenset(group.covers), wanted)


def terms(names: Sequence[str], years: Years) -> Table:
    return one_way("terms", layouts.terms(names), lambda counts: counts.terms, years)
