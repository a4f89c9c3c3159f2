"""What happens at a school, and when: worked out before anything is recorded, the same at every load."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.utils import timezone

from core.clock import ONE_DAY
from people.calendar import AcademicYear

from .diary import at, is_open, open_day_after, open_days
from .files import chance, read

Written = dict[str, Any]
FILES = ("devices", "people", "content", "serious")
# How busy a month is, beside what the kinds say themselves.
SEASON = {9: 0.8, 10: 1.0, 11: 1.15, 12: 1.0, 1: 1.2, 2: 1.0, 3: 1.0, 4: 0.9, 5: 0.9, 6: 1.05, 7: 0.85}
# First and last minute of the day at which something happens.
WHEN = {
    "before": (8 * 60 + 25, 8 * 60 + 50),
    "lesson": (9 * 60 + 5, 15 * 60),
    "break": (10 * 60 + 30, 10 * 60 + 48),
    "lunch": (12 * 60 + 10, 13 * 60 + 5),
    "after": (15 * 60 + 15, 15 * 60 + 40),
    "club": (15 * 60 + 30, 16 * 60 + 25),
    "evening": (16 * 60 + 30, 21 * 60 + 15),
    "weekend": (10 * 60, 21 * 60),
}
AT_HOME = ("evening", "weekend")
EXACT, ABOUT, UNKNOWN = "exact", "about", "unknown"


@dataclass(frozen=True, slots=True)
class Planned:
    """One incident to come: what, when, and how it will go on (a course; empty leaves it to chance)."""

    school: str
    key: str  # names its own chance
    kind: str
    scenario: Written = field(hash=False)
    reported_at: datetime
    occurred_at: datetime
    precision: str
    course: str = ""
    answers: tuple[str, ...] = ()

    def says(self, name: str, default: Any = None) -> Any:
        """What the scenario says, or its kind."""
        return self.scenario.get(name, kinds()[self.kind].get(name, default))


@cache
def kinds() -> dict[str, Written]:
    """What is written about each kind, its scenarios among it."""
    return {key: written for name in FILES for key, written in read(f"scenarios/{name}").items()}


def plan(written: Written, first: date, last: date, years: list[AcademicYear], scale: float) -> list[Planned]:
    """Everything that happens at one school from `first` to `last`, in the order in which it is reported."""
    school = written["code"]
    draw = chance(school, "plan", scale)
    decks = {key: _deck(kind, chance(school, key)) for key, kind in kinds().items()}
    planned = []
    for day in open_days(first, last):
        expected = written["weekly"] / 5 * SEASON[day.month] * scale
        for number in range(int(expected) + (draw.random() < expected % 1)):
            kind = _kind(day, draw)
            planned.append(_planned(school, f"{day}/{number}", kind, next(decks[kind]), day, draw))
    return sorted(planned + list(_specials(school, last, years)), key=lambda one: (one.reported_at, one.key))


def _kind(day: date, draw: Random) -> str:
    weights = [kind["weight"] * kind.get("months", {}).get(str(day.month), 1) for kind in kinds().values()]
    return draw.choices(list(kinds()), weights)[0]


def _deck(kind: Written, draw: Random) -> Iterator[Written]:
    """Scenarios, shuffled: each is dealt once before any comes again."""
    while True:
        scenarios = list(kind["scenario"])
        draw.shuffle(scenarios)
        yield from scenarios


def _specials(school: str, last: date, years: list[AcademicYear]) -> Iterator[Planned]:
    days = open_days(years[0].first_day, last)
    for number, written in enumerate(read("specials")["special"]):
        day = _day(written, days, years)
        if written["school"] == school and day:
            key = f"special/{number}"
            scenario = written.get("scenario") or kinds()[written["kind"]]["scenario"][written.get("pick", 0)]
            draw = chance(school, key)
            yield _planned(
                school, key, written["kind"], scenario, day, draw, written["course"], tuple(written.get("answers", ()))
            )


def _day(written: Written, days: list[date], years: list[AcademicYear]) -> date | None:
    """The day of a special, or None where it lies before the first day of the demonstration."""
    if "days_ago" in written:
        return days[-1 - written["days_ago"]] if written["days_ago"] < len(days) else None
    if written["year"] >= len(years):
        return None
    year = years[-1 - written["year"]]
    return open_day_after(year.first_day + timedelta(days=int(written["through"] * 320)), 0)


def _planned(
    school: str,
    key: str,
    kind: str,
    scenario: Written,
    day: date,
    draw: Random,
    course: str = "",
    answers: tuple[str, ...] = (),
) -> Planned:
    """Put it on a day: something at home is reported on the next school day, the rest soon after it happened."""
    when = str(scenario.get("when") or kinds()[kind]["when"])
    if when in AT_HOME:
        occurred, reported = _at_home(day, when, draw)
    else:
        occurred, reported = _in_school(day, when, draw)
    precision = EXACT
    if when in AT_HOME or draw.random() < 0.1:
        precision = draw.choices([EXACT, ABOUT, UNKNOWN], [35, 55, 10])[0]
    if precision == ABOUT:
        occurred = occurred.replace(minute=occurred.minute // 30 * 30)
    return Planned(school, key, kind, scenario, reported, occurred, precision, course, answers)


def _at_home(day: date, when: str, draw: Random) -> tuple[datetime, datetime]:
    before = day - ONE_DAY * draw.choices([1, 2, 4], [75, 18, 7])[0]
    while when == "weekend" and before.weekday() < 4:
        before -= ONE_DAY
    while when == "evening" and before.weekday() > 4:
        before -= ONE_DAY
    return _at(before, draw.randint(*WHEN[when])), _at(day, draw.randint(8 * 60 + 15, 11 * 60))


def _in_school(day: date, when: str, draw: Random) -> tuple[datetime, datetime]:
    occurred = _at(day, draw.randint(*WHEN[when]))
    reported = occurred + timedelta(minutes=draw.randint(6, 240))
    if timezone.localtime(reported).hour >= 17:  # gone home: written down before they went
        reported = min(_at(day, draw.randint(16 * 60 + 30, 17 * 60)), occurred + timedelta(minutes=50))
    if draw.random() < 0.08:  # happened the school day before, reported only now
        earlier = day - ONE_DAY
        while not is_open(earlier):
            earlier -= ONE_DAY
        occurred, reported = _at(earlier, draw.randint(*WHEN[when])), _at(day, draw.randint(8 * 60 + 15, 9 * 60 + 30))
    return occurred, reported


def _at(day: date, minute: int) -> datetime:
    return at(day, *divmod(minute, 60))
