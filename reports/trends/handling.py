"""How long each step takes, against what the schools set themselves; what went on; whether the tables were followed."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.words import counted
from incidents import patterns
from people.models import School

from .figures import NONE, Figure, Figures, Way
from .queries import Counts, Tally


@dataclass(frozen=True, slots=True)
class Taken:
    """What a list of numbers of school days says, counted by the number."""

    ended: int = 0
    median: float | None = None
    slowest: int | None = None
    in_time: int = 0

    @classmethod
    def of(cls, counts: Counts) -> "Taken":
        """`counts`: by (school days, in time); (None, …) has not ended yet."""
        days = sorted((key[0], number) for key, number in counts.items() if key[0] is not None)
        in_time = sum(number for key, number in counts.items() if key[1])
        ended = sum(number for _, number in days)
        if not ended:
            return cls()
        return cls(ended, _median(days, ended), days[-1][0], in_time)

    @property
    def half(self) -> str:
        """Within how long half of them were done."""
        return f"within {_days(self.median)}" if self.median else "the same day"

    @property
    def percent(self) -> int | None:
        """How many of those that have ended did so in time; not of so few that a percentage misleads."""
        return round(100 * self.in_time / self.ended) if self.ended >= FEW else None


FEW = 5  # of fewer, a percentage says more than there is
NOTHING = Taken()


def _median(days: Sequence[tuple[int, int]], total: int) -> float:
    """The middle one of `(value, how often)` in order; the mean of the two in the middle where there are two."""
    low, high, passed = None, None, 0
    for value, number in days:
        passed += number
        if low is None and passed >= (total + 1) // 2:
            low = value
        if high is None and passed >= total // 2 + 1:
            high = value
            break
    return ((low or 0) + (high or 0)) / 2


@dataclass(frozen=True, slots=True)
class StepFigures(Figures):
    """One step: how many took how long, and what that comes to."""

    taken: Taken = NOTHING
    taken_before: Taken | None = None
    in_time: Figure = NONE
    late: Figure = NONE
    allowed: str = ""


def steps(tallies: dict[str, Tally], way: Way) -> list[StepFigures]:
    return [_step(step, tallies[step.key], way) for step in patterns.STEPS]


def _step(step: patterns.Step, tally: Tally, way: Way) -> StepFigures:
    span, compares = way.asked.spans.now, way.asked.compares
    lines = []
    for key, label, first, last in (*step.bands, (patterns.OPEN, step.still_open, None, None)):
        now, before = (
            sum(number for (days, _), number in counts.items() if _within(days, first, last))
            for counts in (tally.now, tally.before)
        )
        lines.append(way.line(label, now, before, **{step.key: key}))
    taken = Taken.of(tally.now)
    return StepFigures(
        step.key,
        step.label,
        "School days",
        lines,
        _sentence(taken),
        compares=compares,
        taken=taken,
        taken_before=Taken.of(tally.before) if compares else None,
        in_time=way.to(span, taken.in_time, **{step.key: patterns.IN_TIME}) if step.allowed else NONE,
        late=way.to(span, taken.ended - taken.in_time, **{step.key: patterns.LATE}) if step.allowed else NONE,
        allowed=_allowed(step, way.asked.schools),
    )


def _within(days: int | None, first: int | None, last: int | None) -> bool:
    if days is None or first is None:
        return days is None and first is None
    return first <= days and (last is None or days <= last)


def _sentence(taken: Taken) -> str:
    if taken.median is None or taken.slowest is None:
        return ""
    if not taken.slowest:
        return "All of them were done the same day."
    return f"Half of them were done {taken.half}; the slowest took {_days(taken.slowest)}."


def _days(number: float) -> str:
    """2 school days, 1.5 school days"""
    return counted(int(number), "school day") if number == int(number) else f"{number:g} school days"


def _allowed(step: patterns.Step, schools: Sequence[School]) -> str:
    """What the schools set themselves, in words; nothing where they set no time."""
    setting = "review_within" if step is patterns.REVIEWED else "close_within"
    if step.allowed is None:
        return ""
    days = sorted({getattr(school, setting) for school in schools})
    if not days:
        return ""
    said = _days(days[0]) if len(days) == 1 else f"{days[0]} to {_days(days[-1])}, as each school set"
    return f"{said}; the same day where it may be illegal" if step is patterns.REVIEWED else said


def followed(tally: Tally, way: Way) -> Figures:
    lines = [way.line(label, tally.now[key], tally.before[key], followed=key) for key, label in patterns.DECIDED]
    total = sum(line.now.count for line in lines)
    done = tally.now[patterns.FOLLOWED]
    sentence = f"In {done:,} of {counted(total, 'incident')} all that the table recommends was done." if total else ""
    note = (
        "Only incidents in which a row of a sanctions table applies and recommends something. “If appropriate” leaves "
        "it open, and is not counted."
    )
    return Figures(
        "followed", "Was the sanctions table followed?", "What was decided", lines, sentence, note, way.asked.compares
    )


def gone_on(tally: Tally, way: Way) -> Figures:
    line = way.line("Continued infringements", tally.now[True], tally.before[True], continued="on")
    total = tally.now.total()
    of = counted(total, "incident")
    sentence = f"In {tally.now[True]:,} of {of} somebody went on after a warning or sanction." if total else ""
    note = (
        "Incidents in which a reviewer found that somebody went on in spite of a warning or sanction. The governor "
        "report counts “repeat infringements” in another way: each time a pupil was alleged again within the school’s "
        "look-back, whatever was found. So its number may be larger."
    )
    return Figures("continued", "Continued infringements", "What was found", [line], sentence, note, way.asked.compares)
