"""What needs this user today: reports to read, for governors; to prepare and to release, for those who do that."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from core.dates import day_in_words
from core.home import SHOWN, Block, Found, Item, Traces, Urgency, few
from incidents.models import Incident
from incidents.shared_statements import ForUser
from people.calendar import AcademicYear
from people.models import School, User
from people.roles import GOVERNS, Role, roles_of

from .access import PREPARES, RELEASES, ReportAccess
from .models import GovernorReport, GovernorReportQuerySet, look_around
from .queries import to_confirm
from .sentences import day

# What a draft waits for, by the verb that the rules allow: never both.
ASKED = {"release": "You can release it.", "agree": "It waits for you to agree to its release."}


def traces(user: User) -> Traces:
    """Whatever is a draft at the user's schools, whoever releases it or confirms its words; who has no report yet."""
    roles = roles_of(user)
    drafts = GovernorReport.objects.drafts().filter(schools__in=roles.schools())
    found: dict[str, Any] = {"report-words": drafts.filter(narrative__isnull=False, narrative__confirmed_at=None)}
    if roles.has(*RELEASES, Role.CHAIR_OF_GOVERNORS):
        found["report-drafts"] = drafts
    if roles.has(*PREPARES):
        found["reports-due"] = _without_a_report(user)
    return found


def blocks(user: User, found: Found) -> list[Block]:
    shown = [_released(user)] if roles_of(user).has(*GOVERNS) else []
    if "report-words" in found:
        shown.append(_to_confirm(user))
    if "report-drafts" in found:
        shown.append(_to_release(user))
    if "reports-due" in found:
        shown.append(_to_prepare(user))
    return [block for block in shown if block.count or block.empty]


def _released(user: User) -> Block:
    shown, count = few(_listed(user).released())
    items = [
        Item(
            label=report.period_in_words,
            url=report.get_absolute_url(),
            text=f"{report.place}. Released {day(report.released_at)}.",
            note="A later report replaces this one." if report.replacement else "",
            verb="Read",
        )
        for report in shown
        if report.released_at
    ]
    return Block(
        key="reports",
        title="Released reports",
        urgency=Urgency.OTHER,
        count=count,
        items=items,
        url=reverse("reports:list"),
        link="All reports",
        empty="No report has been released yet. When the head releases one, it appears here.",
    )


def _to_confirm(user: User) -> Block:
    reports = to_confirm(user)
    items = [
        Item(
            label=report.period_in_words,
            url=reverse("reports:confirm", args=[report.pk]),
            text=f"{report.place}. {report.narrative.written_as} wrote beside the figures, "
            f"{day(report.narrative.written_at)}: confirm that nobody can be identified.",
            verb="Read and confirm",
        )
        for report in reports[:SHOWN]
    ]
    return Block("report-words", "Words to confirm", Urgency.WAITING, len(reports), items)


def _to_release(user: User) -> Block:
    drafts = GovernorReport.objects.readable_by(user).drafts().order_by("prepared_at", "pk")
    drafts = drafts.select_related("school", "federation", "narrative", "replaces")
    found = list(drafts.prefetch_related("schools", "agreements", "readings"))
    look_around(found)
    asked = [
        (report, wanted)
        for report in found
        for verb, wanted in ASKED.items()
        if ReportAccess.allows(user, verb, report)
    ]
    items = [
        Item(
            label=report.period_in_words,
            url=report.get_absolute_url(),
            text=f"{report.place}. Prepared by {report.prepared_as}, {day(report.prepared_at)}. {wanted}",
            verb="Read the draft",
        )
        for report, wanted in asked[:SHOWN]
    ]
    return Block("report-drafts", "Reports to release or agree to", Urgency.WAITING, len(asked), items)


def _to_prepare(user: User) -> Block:
    """Schools whose last academic year is over, had incidents that the user handles, and has no report yet."""
    year = AcademicYear.current().previous
    schools = TO_PREPARE.records(user)  # to count them is to ask it all again
    items = [
        Item(
            label=str(year),
            url=f"{reverse('reports:prepare')}?{urlencode({'place': f'school-{school.pk}', 'year': year.start})}",
            text=f"{school}. No report was prepared since the year ended on {day_in_words(year.last_day)}.",
            verb="Prepare",
        )
        for school in schools[:SHOWN]
    ]
    return Block("reports-due", "Reports to prepare", Urgency.WAITING, len(schools), items)


def _with_incidents(user: User) -> QuerySet[School]:
    """Of those without a report: where there were incidents that the user handles."""
    first, end = AcademicYear.current().previous.bounds()
    handled = Incident.objects.handled_by(user).filter(school=OuterRef("pk"))
    logged = handled.filter(reported_at__gte=first, reported_at__lt=end)
    return _without_a_report(user).filter(Exists(logged)).only("name")


TO_PREPARE = ForUser(_with_incidents)


def _without_a_report(user: User) -> QuerySet[School]:
    """Schools for which the user prepares reports, and none was prepared of the last year."""
    year = AcademicYear.current().previous
    reported = GovernorReport.objects.of_years().filter(schools=OuterRef("pk"), year=year.start)
    return School.objects.of(user, *PREPARES).filter(~Exists(reported))


def _listed(user: User) -> GovernorReportQuerySet:
    return GovernorReport.objects.readable_by(user).for_list()
