"""What came of the incidents that a report counts, beside how and when they were reported: raw counts.

Referrals, parents, repeats and what was learnt, in a constant number of queries.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Case, Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from incidents.codes import Finding, Told
from incidents.models import Incident, Involvement, Referral
from incidents.states import Status
from people.calendar import AcademicYear
from people.models import Person, School
from sanctions.chronology import WARNS_OR_SANCTIONS
from sanctions.models import Sanction

from .periods import Calendar
from .statistics import UNKNOWN, Counts, counted_in, grouped, year_of

A_MONTH = timedelta(days=365) / 12


def add_outcomes(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Fill in of each year what `statistics.count` leaves open. Six queries."""
    incidents = Incident.objects.filter(counted_in(schools, calendars)).annotate(year=year_of(calendars)).order_by()
    for year, device, number in grouped(incidents, "device"):
        counted[year].devices[device] += number
    for year, row, number in grouped(incidents, "user_action__key"):
        counted[year].rows[row or UNKNOWN] += number
    told = Referral.objects.told().filter(incident=OuterRef("pk"))
    decided_not = Referral.objects.filter(incident=OuterRef("pk"), told=Told.NOT_REFERRED)
    flags = incidents.values("year").annotate(
        referred=Count("pk", filter=Exists(told)),
        not_referred=Count("pk", filter=Exists(decided_not) & ~Exists(told)),
        debriefed=Count("pk", filter=~Q(debrief="")),
    )
    for row in flags:
        counts = counted[AcademicYear(row["year"])]
        counts.referred, counts.not_referred = row["referred"], row["not_referred"]
        counts.debriefed = row["debriefed"]
    _by_parents(counted, schools, calendars)
    _repeats(counted, schools, calendars)


def _by_parents(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Pupils alleged to be instigators or targets, once for each incident, by what is recorded of their parents."""
    pupils = Involvement.objects.filter(counted_in(schools, calendars, "incident__"), kind=Person.Kind.PUPIL).exclude(
        part=Involvement.Part.WITNESS
    )
    rows = pupils.annotate(year=year_of(calendars, "incident__")).order_by()
    for year, parents, number in grouped(rows, "parents"):
        counted[year].parents[parents or UNKNOWN] += number


def _repeats(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Pupils accused again within the look-back of their school after they had been warned or sanctioned.

    The same rule by which a page of an incident offers "continued infringements"; a month is a twelfth of a year.
    """
    months = {school.repeats_within for school in schools}
    back = {each: [school.pk for school in schools if school.repeats_within == each] for each in months}
    since = Case(
        *(
            When(incident__school__in=ids, then=F("incident__reported_at") - Value(A_MONTH * each))
            for each, ids in back.items()
        ),
        output_field=DateTimeField(),
    )
    accused = (
        Involvement.objects.filter(
            counted_in(schools, calendars, "incident__"),
            part=Involvement.Part.INSTIGATOR,
            kind=Person.Kind.PUPIL,
            person__isnull=False,
        )
        .annotate(
            year=year_of(calendars, "incident__"),
            since=since,
            same=Coalesce("person__merged_into", "person"),
            at=ExpressionWrapper(F("incident__reported_at"), output_field=DateTimeField()),
        )
        .order_by()
    )
    warned = Sanction.objects.filter(
        Q(action__meaning__in=WARNS_OR_SANCTIONS) | Q(action=None, recommended=Sanction.Recommended.NONE),
        done=True,
        involvement__part=Involvement.Part.INSTIGATOR,
        involvement__incident__status=Status.CLOSED,
        involvement__incident__finding=Finding.SUBSTANTIATED,
        involvement__incident__reported_at__gte=OuterRef("since"),
        involvement__incident__reported_at__lt=OuterRef("at"),
    )
    own = Exists(warned.filter(involvement__person=OuterRef("same")))
    merged = Exists(warned.filter(involvement__person__merged_into=OuterRef("same")))
    # Apart, because what stands under an "or" is looked up for each pupil, and alone it is one join of all.
    for again in (accused.filter(own), accused.filter(~own, merged)):
        for year, number in grouped(again):
            counted[year].repeats += number
