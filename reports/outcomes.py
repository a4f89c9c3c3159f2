"""What came of the incidents that a report counts, beside how and when they were reported: raw counts.

Referrals and repeats, in a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Case, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from incidents.codes import Finding
from incidents.models import Involvement, Referral
from incidents.states import Status
from people.calendar import AcademicYear
from people.models import Person, School
from sanctions.chronology import WARNS_OR_SANCTIONS
from sanctions.models import Sanction

from .periods import Calendar
from .statistics import Counts
from .tallying import counted_in, tallied, years_of

A_MONTH = timedelta(days=365) / 12


def add_outcomes(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Fill in of each year what `statistics.count` leaves open. Three queries."""
    _referrals(counted, schools, calendars)
    _repeats(counted, schools, calendars)


def _referrals(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Incidents of which an agency was told, and others of which it was decided to tell none."""
    told = Referral.objects.told().filter(incident=OuterRef("incident"))
    referrals = Referral.objects.filter(counted_in(schools, calendars, "incident__")).annotate(
        anybody_told=Exists(told)
    )
    for year, anybody_told, number in tallied(
        referrals, years_of(calendars, "incident__"), "anybody_told", each="incident"
    ):
        if anybody_told:
            counted[year].referred = number
        else:
            counted[year].not_referred = number


def _repeats(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Pupils accused again within the look-back of their school after they had been warned or sanctioned.

    The same rule by which a page of an incident offers "continued infringements"; a month is a twelfth of a year.
    """
    accused = Involvement.objects.filter(
        counted_in(schools, calendars, "incident__"), part=Involvement.Part.INSTIGATOR, kind=Person.Kind.PUPIL
    ).annotate(
        since=_looks_back(schools),
        at=ExpressionWrapper(F("incident__reported_at"), output_field=DateTimeField()),
        same=Coalesce("person__merged_into", "person"),
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
    # By the same entry of the register, which an index finds; by another entry of the same pupil only for the few who
    # have several: what stands under an "or" would be looked up for each pupil.
    own = Exists(warned.filter(involvement__person=OuterRef("person")))
    merged = Person.objects.filter(merged_into__isnull=False).order_by()
    several = merged.values("pk").union(merged.values("merged_into"))
    of_several = warned.annotate(same=Coalesce("involvement__person__merged_into", "involvement__person"))
    other = Exists(of_several.filter(involvement__person__in=several, same=OuterRef("same")))
    for again in (accused.filter(own), accused.filter(~own, other, person__in=several)):
        for year, number in tallied(again, years_of(calendars, "incident__")):
            counted[year].repeats += number


def _looks_back(schools: Sequence[School]) -> Case:
    """The moment from which a warning counts: as long before the report as its school set."""
    by_months: dict[int, list[int]] = defaultdict(list)
    for school in schools:
        by_months[school.repeats_within].append(school.pk)
    *others, (usual, _) = sorted(by_months.items(), key=lambda item: len(item[1]))
    before = {months: F("incident__reported_at") - Value(A_MONTH * months) for months in by_months}
    return Case(
        *(When(incident__school__in=ids, then=before[months]) for months, ids in others),
        default=before[usual],
        output_field=DateTimeField(),
    )
