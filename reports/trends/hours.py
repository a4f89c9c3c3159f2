"""When in the week it happens: hours and weekdays, as a table whose cells are shaded."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.words import counted
from incidents import patterns

from .figures import NONE, Figure, Figures, Line, Way
from .queries import Tally

SHADES = 4
SATURDAY = 6  # a weekend without incidents has no column


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one weekday. `shade`: 0 for none to SHADES for the most; the number stands in it all the same."""

    figure: Figure
    shade: int
    said: str


@dataclass(frozen=True, slots=True)
class Hours(Figures):
    """A row for each hour from the first to the last in which anything happened, a column for each of `days`."""

    days: Sequence[int] = ()
    grid: Sequence[tuple[str, Sequence[Cell], Figure]] = ()  # the hour, its cells, and all days together
    of_days: Sequence[Figure] = ()  # each day by itself
    known: Figure = NONE
    unknown: Figure = NONE

    @property
    def columns(self) -> list[str]:
        return [self.head, *(patterns.DAYS[day - 1] for day in self.days), "All days"]

    @property
    def rows(self) -> list[list[object]]:
        return [[hour, *(cell.figure.count for cell in cells), whole.count] for hour, cells, whole in self.grid]


def hours(tally: Tally, way: Way) -> Hours:
    """Of this period alone: two of these side by side say less than one."""
    span, unknown = way.asked.spans.now, tally.now[None, None]
    known = {key: number for key, number in tally.now.items() if key != (None, None)}
    times = [hour for _, hour in known]
    most = max(known.values(), default=0)
    days = [day for day in range(1, 8) if day < SATURDAY or any(at == day for at, _ in known)]
    grid = []
    for hour in range(min(times), max(times) + 1) if times else ():
        cells = []
        for day in days:
            count = known.get((day, hour), 0)
            figure = way.to(span, count, weekday=str(day), hour=str(hour))
            said = f"{_moment((day, hour))}: {counted(count, 'incident')}"
            cells.append(Cell(figure, -(-SHADES * count // most), said))
        whole = sum(number for (_, at), number in known.items() if at == hour)
        grid.append((_twelve(hour), cells, way.to(span, whole, hour=str(hour))))
    return Hours(
        "hours",
        "When in the week",
        "From",
        [Line(_moment(key), Figure(number)) for key, number in known.items()],
        _sentence(known),
        days=days,
        grid=grid,
        of_days=[way.to(span, _of_day(known, day), weekday=str(day)) for day in days],
        known=way.to(span, sum(known.values()), happened=patterns.EXACT),
        unknown=way.to(span, unknown, happened=patterns.NOT_EXACT),
    )


def _of_day(known: dict[tuple[int, int], int], day: int) -> int:
    return sum(number for (at, _), number in known.items() if at == day)


def _sentence(known: dict[tuple[int, int], int]) -> str:
    """When most of it happens, if it happens then more than once."""
    if not known or (top := max(known.values())) < 2:
        return ""
    named = [_moment(key) for key in sorted(known) if known[key] == top]
    if len(named) > 2:
        return f"In {len(named)} different hours {top:,} incidents each: more than in any other hour."
    each = " each" if len(named) > 1 else ""
    return f"Most in one hour: {counted(top, 'incident')}{each}, on {' and on '.join(named)}."


def _moment(key: tuple[int, int]) -> str:
    return f"{patterns.DAYS[key[0] - 1]}, {_clock(key[1])}"


def _clock(hour: int) -> str:
    """9am to 10am"""
    return f"{_twelve(hour)} to {_twelve(hour + 1)}"


def _twelve(hour: int) -> str:
    named = {0: "midnight", 12: "noon", 24: "midnight"}
    return named.get(hour) or f"{(hour - 1) % 12 + 1}{'am' if hour < 12 else 'pm'}"
