"""What the worker does for reports: making what was asked for, and reminding of a report that is due."""

from datetime import time

from django_tasks import task

from core import clock
from core.access import Refused
from core.jobs import Daily
from people.calendar import AcademicYear
from people.models import School

from . import telling
from .actions import draw, prepare
from .models import GovernorReport, Making

Step = Making.Step
REMINDED_ON = (1, 15)  # days of a month on which a report that is due is called to mind


@task
def make(asked: int) -> None:
    """Make what was asked for. Killed in the middle it runs again, and begins where nothing was kept yet."""
    making = Making.objects.going_on().select_related("school", "federation", "asked_by", "report").filter(pk=asked)
    for each in making:
        try:
            MAKES[Making.What(each.what)](each)
        except Refused as refused:
            each.finish(refusal=str(refused))


def _prepare(making: Making) -> None:
    if making.report is None:
        making.go_on_to(Step.COUNTING)
        making.report = prepare(making.schools, AcademicYear(making.year), making.asked_by, making.reason, making.term)
        making.save(update_fields=["report"])
        telling.of_preparation(making.report, by=making.asked_by)
    _draw(making)


def _draw(making: Making) -> None:
    assert making.report is not None  # noqa: S101  asked for with its report, or prepared just now
    making.go_on_to(Step.DRAWING)
    draw(making.report)
    making.finish()


def _release(making: Making) -> None:
    assert making.report is not None  # noqa: S101  asked for with its report
    making.go_on_to(Step.DRAWING)
    making.report.release(by=making.asked_by, edition=making.edition)
    telling.of_release(making.report, by=making.asked_by)
    making.finish()


MAKES = {Making.What.PREPARE: _prepare, Making.What.DRAW: _draw, Making.What.RELEASE: _release}


@task
def remind_of_reports() -> None:
    """Twice a month, who prepares or releases the report of a year that is over is reminded until it is released."""
    if clock.today().day not in REMINDED_ON:
        return
    year = AcademicYear.current().previous
    out = GovernorReport.objects.released().of_years().filter(year=year.start)
    for school in School.objects.filter(sends_reminders=True).exclude(pk__in=out.values("schools")):
        first, end = year.bounds()
        if school.incidents.filter(reported_at__gte=first, reported_at__lt=end).exists():
            drafts = GovernorReport.objects.drafts().of_years().filter(year=year.start, schools=school)
            for draft in drafts:
                telling.remind_of_draft(school, draft)
            if not drafts.filter(school=school).exists():
                telling.remind_to_prepare(school, year)


PERIODIC = [Daily(remind_of_reports, at=time(6, 45))]
