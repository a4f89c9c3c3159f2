"""The pages of the picture over time: what is counted for each, and the figures that stand on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from incidents.querysets import IncidentQuerySet

from . import handling, hours, over_time, queries, what_happened
from .figures import Figures, Way


@dataclass(frozen=True, slots=True)
class Picture:
    """All figures of a page. `total` and `before`: how many incidents there are behind them."""

    figures: Sequence[Figures]
    total: int
    before: int

    @property
    def is_empty(self) -> bool:
        return not self.total and not self.before

    def named(self, key: str) -> Figures | None:
        return next((figures for figures in self.figures if figures.key == key), None)


def weeks(incidents: IncidentQuerySet, way: Way) -> Picture:
    tally = queries.by_week(incidents)
    figures: list[Figures] = [over_time.weeks(tally, way)]
    if len(way.asked.schools) > 1:
        figures.append(over_time.schools(queries.by_school(incidents), way, way.asked.schools))
    return Picture(figures, tally.now.total(), tally.before.total())


def kinds(incidents: IncidentQuerySet, way: Way) -> Picture:
    codes = queries.by_codes(incidents, what_happened.COLUMNS)
    figures = what_happened.figures(codes, way, queries.rows_of(incidents))
    return Picture(figures, codes["kind"].now.total(), codes["kind"].before.total())


def times(incidents: IncidentQuerySet, way: Way) -> Picture:
    tally = queries.by_moment(incidents)
    return Picture([hours.hours(tally, way)], tally.now.total(), tally.before.total())


def steps(incidents: IncidentQuerySet, way: Way) -> Picture:
    tables, goes_on = queries.by_finding(incidents)
    figures = [
        *handling.steps(queries.by_days(incidents), way),
        handling.followed(tables, way),
        handling.gone_on(goes_on, way),
    ]
    return Picture(figures, goes_on.now.total(), goes_on.before.total())


# By the key of each figure: how the page that it stands on is counted.
OF_FIGURE: dict[str, Callable[[IncidentQuerySet, Way], Picture]] = {
    **dict.fromkeys(("weeks", "schools"), weeks),
    **dict.fromkeys(("areas", "kinds", "places", "devices", "years", "rows"), kinds),
    "hours": times,
    **dict.fromkeys(("reviewed", "settled", "closed", "followed", "continued"), steps),
}
