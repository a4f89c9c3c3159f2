"""Incidents by week, term by term, and school by school."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from core import charts
from core.charts import Chart
from core.words import counted
from people.models import School

from .figures import SERIES, Figure, Figures, Line, Way, by_size, most
from .queries import Tally
from .spans import Span, Week, weeks_of


@dataclass(frozen=True, slots=True)
class TermChart:
    """The weeks of one term, as a picture."""

    term: Span
    total: int
    chart: Chart


@dataclass(frozen=True, slots=True)
class Weeks(Figures):
    """Incidents by week: a chart for each term, all on one scale, and one table."""

    terms: Sequence[TermChart] = ()


def weeks(tally: Tally, way: Way) -> Weeks:
    """Week by week; the first week is compared with the first of the period before, and so on."""
    spans = way.asked.spans
    terms = way.asked.terms.between(spans.now.first, spans.now.last)
    lines, by_term = [], {term: list[Line]() for term in terms}
    for week, line in _lines(tally, way):
        lines.append(line)
        if week:
            by_term[next(term for term in terms if term.last >= week.first)].append(line)
    greatest = max(max(line.now.count, line.before.count if line.before else 0) for line in lines)
    shown = [_chart(number, term, by_term[term], greatest, way) for number, term in enumerate(terms) if by_term[term]]
    compares = way.asked.compares
    return Weeks("weeks", "Incidents by week", "Week", lines, _peak(lines), compares=compares, terms=shown)


def _lines(tally: Tally, way: Way) -> Iterator[tuple[Week | None, Line]]:
    spans, compares, month = way.asked.spans, way.asked.compares, 0
    for week, earlier in zip_longest(weeks_of(spans.now), weeks_of(spans.before) if compares else ()):
        before = _figure(way, earlier, tally.before[earlier.monday] if earlier else 0) if compares else None
        if week is None:  # years begin on different days of the week
            yield None, Line("One week more before", Figure(0), before)
            continue
        mark = f"{week.first:%-d %b}" if week.monday.month != month else ""
        month = week.monday.month
        yield week, Line(str(week), _figure(way, week, tally.now[week.monday]), before, mark)


def _figure(way: Way, week: Week | None, count: int) -> Figure:
    return way.to(Span("", week.first, week.last), count) if week else Figure(count)


def _chart(number: int, term: Span, lines: Sequence[Line], greatest: int, way: Way) -> TermChart:
    total = sum(line.now.count for line in lines)
    title = f"{term.name}: {counted(total, 'incident')}"
    series = SERIES if way.asked.compares else SERIES[-1:]
    return TermChart(
        term, total, charts.in_a_row(f"weeks-{number}", title, [line.entry for line in lines], series, greatest)
    )


def _peak(lines: Sequence[Line]) -> str:
    top = max(lines, key=lambda line: line.now.count)
    if not top.now.count:
        return ""
    return f"Most in one week: {counted(top.now.count, 'incident')}, {top.label[:1].lower()}{top.label[1:]}."


def schools(tally: Tally, way: Way, of: Sequence[School]) -> Figures:
    """Schools side by side, those without incidents too."""
    lines = [
        way.line(school.name, tally.now[school.pk], tally.before[school.pk], school=str(school.pk)) for school in of
    ]
    sentence = most(lines, tally.now.total())
    note = "Schools differ in size: a larger number need not mean a larger problem."
    return Figures("schools", "Schools side by side", "School", by_size(lines), sentence, note, way.asked.compares)
