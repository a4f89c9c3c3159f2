"""What needs this user today: reports to read, for governors; drafts to release, for heads."""

from django.urls import reverse

from core.home import Block, Item, Urgency
from people.models import User
from people.roles import GOVERNS, roles_of

from .access import RELEASES, ReportAccess
from .models import GovernorReport, GovernorReportQuerySet
from .sentences import day

SHOWN = 5


def blocks(user: User) -> list[Block]:
    roles = roles_of(user)
    found = []
    if roles.has(*GOVERNS):
        found.append(_released(user))
    if roles.has(*RELEASES):
        drafts = _to_release(user)
        found += [drafts] if drafts.count else []
    return found


def _released(user: User) -> Block:
    reports = _listed(user).released()
    items = [
        Item(
            label=str(report.academic_year),
            url=report.get_absolute_url(),
            text=f"{report.place}. Released {day(report.released_at)}.",
            verb="Read",
        )
        for report in reports[:SHOWN]
        if report.released_at
    ]
    return Block(
        key="reports",
        title="Released reports",
        urgency=Urgency.OTHER,
        count=reports.count(),
        items=items,
        url=reverse("reports:list"),
        link="All reports",
        empty="No report has been released yet. When the head releases one, it appears here.",
    )


def _to_release(user: User) -> Block:
    reports = [report for report in _listed(user).drafts() if ReportAccess.allows(user, "release", report)]
    items = [
        Item(
            label=str(report.academic_year),
            url=report.get_absolute_url(),
            text=f"{report.place}. Prepared by {report.prepared_as}, {day(report.prepared_at)}.",
            verb="Read the draft",
        )
        for report in reports[:SHOWN]
    ]
    return Block("report-drafts", "Reports to release", Urgency.WAITING, len(reports), items)


def _listed(user: User) -> GovernorReportQuerySet:
    return GovernorReport.objects.readable_by(user).for_list()
