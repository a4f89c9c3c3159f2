"""Counts in words: the lines of a table, each with the way to the incidents that it counts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core import charts
from core.charts import Chart, Entry
from core.words import counted

from .queries import Key, Tally
from .selection import Selection
from .spans import Span

SERIES = ("The period before", "This period")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and the address of the list that it counts; none where the reader has no log, or nothing is in it."""

    count: int
    url: str = ""

    def __str__(self) -> str:
        return f"{self.count:,}"


NONE = Figure(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is counted: now, and before where a period before is shown. `mark`: short words for an axis."""

    label: str
    now: Figure
    before: Figure | None = None
    mark: str = ""

    @property
    def change(self) -> str:
        """The difference, with its sign."""
        if self.before is None:
            return ""
        more = self.now.count - self.before.count
        return f"+{more:,}" if more > 0 else f"\N{MINUS SIGN}{-more:,}" if more else "0"

    @property
    def entry(self) -> Entry:
        before = None if self.before is None else self.before.count
        return Entry(self.label, self.now.count, before, self.now.url, self.mark)


@dataclass(frozen=True, slots=True)
class Figures:
    """A picture and its table. `head`: what the first column holds. `sentence`: what they show, in one."""

    key: str
    title: str
    head: str
    lines: Sequence[Line]
    sentence: str = ""
    note: str = ""
    compares: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(line.now.count or (line.before and line.before.count) for line in self.lines)

    @property
    def columns(self) -> list[str]:
        """The heads of the table, on screen and in a file."""
        return [self.head, *(reversed(SERIES) if self.compares else ["Incidents"])]

    @property
    def rows(self) -> list[list[Any]]:
        """As a spreadsheet holds them. It subtracts by itself: a number with a sign could be a formula."""
        return [[line.label, line.now.count, *([line.before.count] if line.before else [])] for line in self.lines]

    @property
    def chart(self) -> Chart:
        series = SERIES if self.compares else SERIES[-1:]
        return charts.listed(f"chart-{self.key}", self.title, [line.entry for line in self.lines], series)


@dataclass(frozen=True, slots=True)
class Way:
    """From a figure to the log, filtered so that the log counts the same."""

    asked: Selection
    may_read_log: bool
    common: dict[str, str] = field(default_factory=dict)

    def to(self, span: Span, count: int, **filters: str) -> Figure:
        if not count or not self.may_read_log:
            return Figure(count)
        school = self.asked.school
        where = {"school": str(school.pk)} if school else {}
        days = {"since": span.first.isoformat(), "until": span.last.isoformat()}
        query = urlencode({"counted": "on", **where, **days, **filters})
        return Figure(count, f"{reverse('incidents:log')}?{query}")

    def line(self, label: str, now: int, before: int, mark: str = "", **filters: str) -> Line:
        """The same filters now and before."""
        spans = self.asked.spans
        then = self.to(spans.before, before, **filters) if self.asked.compares else None
        return Line(label, self.to(spans.now, now, **filters), then, mark)

    def lines(
        self, tally: Tally, offered: Iterable[tuple[Key, str]], asked: Callable[[Key], dict[str, str]]
    ) -> list[Line]:
        """A line for each of these that occurred. `asked`: the filters of the log that mean it."""
        return [
            self.line(str(label), tally.now[key], tally.before[key], **asked(key))
            for key, label in offered
            if tally.now[key] or tally.before[key]
        ]


def by_size(lines: Sequence[Line]) -> list[Line]:
    """The largest first; the order stays where they are alike."""
    return sorted(lines, key=lambda line: (-line.now.count, -(line.before.count if line.before else 0)))


def most(lines: Sequence[Line], total: int) -> str:
    """The sentence that names what there is most of."""
    top = max((line.now.count for line in lines), default=0)
    if not top:
        return ""
    named = [line.label for line in lines if line.now.count == top]
    if len(named) > 2:
        return f"{len(named)} of these are equally frequent, with {counted(top, 'incident')} each."
    each = " each" if len(named) > 1 else ""
    return f"Most often: {' and '.join(named)}, {top:,} of {counted(total, 'incident')}{each}."
