"""The reports of the demonstration as a reader has them, and what had happened when each was prepared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string

from esafety.demonstration import reports as telling
from people.calendar import AcademicYear
from people.models import School
from reports.disclosure.deciding import by_decision
from reports.figures import SINGLE
from reports.fitting import Counting
from reports.models import GovernorReport
from reports.periods import end_of_last_month
from reports.presentation import Presentation
from reports.statistics import Counts

from .insider import Insider
from .knowledge import WHOLE, Cell, Knowledge
from .worlds import TERMS

FAMILIES = (*WHOLE, "phases", "parents", "agreements")


@dataclass
class Prepared:
    """Every report, and the counts of the moment in which it was prepared: some are closed since."""

    true: dict[int, dict[Cell, int]] = field(default_factory=dict)

    def prepare(self, schools: list[School], year: AcademicYear, *rest: Any) -> GovernorReport:
        report = PREPARE(schools, year, *rest)
        years = [year, year.previous] if report.data["compared"] == "counted" else [year]
        until = None if report.data["complete"] else end_of_last_month()
        self.true[report.pk] = {
            cell: number
            for school in schools
            for each in years
            for cell, number in _cells(school, each, Counting(until))
        }
        return report

    def knowledge(self, reports: Iterable[GovernorReport], school: int | None = None) -> Knowledge:
        """What a reader of these knows, the newest last; who knows one `school` exactly, too."""
        reports = list(reports)
        schools = list(School.objects.filter(reported_on__in=reports).distinct().order_by("pk"))
        released = [report.data | {"ids": report.school_ids} for report in reports]
        true = {cell: number for report in reports for cell, number in self.true[report.pk].items()}
        world = SimpleNamespace(schools=schools, released=released)
        given = {"pages": [page_of(each) for each in reports], "true": true}
        return Knowledge(world, **given) if school is None else Insider(world, school, **given)


PREPARE = telling.prepare


def page_of(report: GovernorReport) -> str:
    return render_to_string("reports/governor/body.html", {"report": report, "shown": Presentation(report)})


def _cells(school: School, year: AcademicYear, counting: Counting) -> Iterator[tuple[Cell, int]]:
    period = counting.period([school], year, "")
    for term in (name.casefold() for name in TERMS):
        counts = counting.count(frozenset({school.pk}), period._replace(terms=frozenset({term})))
        for family, code, number in _numbers(counts):
            yield (family, school.pk, year.start, term, code), number


def _numbers(counts: Counts) -> Iterator[tuple[str, str, int]]:
    yield "incidents", "*", counts.total
    yield from ((key, "*", getattr(counts, key)) for key in SINGLE)
    for family in FAMILIES:
        yield from ((family, str(code), number) for code, number in getattr(counts, family).items())
    yield from (("decisions", code, number) for code, number in by_decision(counts).items())
