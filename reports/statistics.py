"""What the log says when it is counted: coded fields only, in a constant number of queries.

Every incident of the schools counts, restricted ones too, and by the moment it was reported. Withdrawn ones do
not: they were reported in error, or twice. These are the raw counts: nobody is shown them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Least

from incidents import patterns
from incidents.models import Incident, Involvement
from incidents.states import Status
from people.calendar import AcademicYear
from people.models import Person, School
from sanctions.models import Sanction

from .periods import Calendar

PHASES = {
    **dict.fromkeys(("N", "R", "1", "2"), "early"),
    **dict.fromkeys(("3", "4", "5", "6"), "ks2"),
    **dict.fromkeys(("7", "8", "9"), "ks3"),
    **dict.fromkeys(("10", "11"), "ks4"),
    **dict.fromkeys(("12", "13"), "post16"),
}
UNKNOWN = "unknown"


@dataclass(slots=True)
class Counts:
    """One academic year. Incidents, unless said otherwise."""

    total: int = 0
    schools: Counter[str] = field(default_factory=Counter)
    terms: Counter[str] = field(default_factory=Counter)
    school_terms: Counter[tuple[str, str]] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)
    area_terms: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)  # pupils alleged, once for each incident
    adults: int = 0  # adults alleged, once for each incident
    changed: int = 0  # incidents after which something was changed
    reviewed: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    decisions: Counter[tuple[str, str, bool]] = field(default_factory=Counter)  # meaning, recommended, done: pupils'
    # What came of them: see outcomes.
    devices: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)  # of the policy, by their keys
    parents: Counter[str] = field(default_factory=Counter)  # pupils, once for each incident
    agreements: Counter[str] = field(default_factory=Counter)  # signatures, by kind of agreement: see registers
    referred: int = 0  # incidents of which an outside agency was told
    not_referred: int = 0  # incidents of which it was decided to tell none
    repeats: int = 0  # pupils accused again after a warning or sanction, once for each incident
    debriefed: int = 0  # incidents of which it is written down what was learnt
    # Of registers of their own, apart from incidents: see registers.
    breaches: int = 0  # of personal data, found in the period
    access_requests: int = 0  # received in the period


def count(schools: Sequence[School], calendars: Sequence[Calendar]) -> dict[AcademicYear, Counts]:
    """The counts of each calendar's year, at these schools. As many queries for one incident as for a million."""
    counted = {calendar.year: Counts() for calendar in calendars}
    incidents = Incident.objects.filter(counted_in(schools, calendars)).annotate(year=year_of(calendars)).order_by()
    _by_term(counted, incidents, calendars)
    changed = Case(When(what_changed="", then=Value(0)), default=Value(1), output_field=IntegerField())
    # Together, because each question reads all of the log: there are a few hundred of these, however many incidents.
    for year, kind, place, has_changed, number in grouped(
        incidents.annotate(changed=changed), "kind", "place", "changed"
    ):
        counted[year].kinds[kind] += number
        counted[year].places[place] += number
        counted[year].changed += number * has_changed
    _by_group(counted, schools, calendars)
    _by_days(counted, incidents)
    _by_decision(counted, schools, calendars)
    return counted


def counted_in(schools: Sequence[School], calendars: Sequence[Calendar], prefix: str = "") -> Q:
    """Incidents that count; `prefix` leads to them from another table."""
    start = min(calendar.bounds()[0] for calendar in calendars)
    end = max(calendar.bounds()[1] for calendar in calendars)
    within = {f"{prefix}school__in": schools, f"{prefix}reported_at__gte": start, f"{prefix}reported_at__lt": end}
    counted = Q(**within) & ~Q(**{f"{prefix}status": Status.WITHDRAWN})
    if all(calendar.terms is None for calendar in calendars):
        return counted
    parts = [span for calendar in calendars for span in calendar.spans()]
    return counted & reduce(or_, (_within(prefix, *part) for part in parts), Q(pk__in=[]))


def _within(prefix: str, schools: Collection[int], start: datetime, end: datetime) -> Q:
    span = {f"{prefix}reported_at__gte": start, f"{prefix}reported_at__lt": end}
    return Q(**{f"{prefix}school__in": schools}, **span)


def year_of(calendars: Sequence[Calendar], prefix: str = "") -> Case:
    """The year whose calendar counts an incident; `prefix` leads to it from another table."""
    whens = []
    for calendar in calendars:
        start, end = calendar.bounds()
        span = {f"{prefix}reported_at__gte": start, f"{prefix}reported_at__lt": end}
        whens.append(When(Q(**span), then=Value(calendar.year.start)))
    return Case(*whens, output_field=IntegerField())


def _term(calendars: Sequence[Calendar]) -> Case:
    """The name of the term in which an incident was reported: its own school's."""
    whens = []
    for calendar in calendars:
        for starts, schools in calendar.starts.items():
            here = Q() if len(calendar.starts) == 1 else Q(school__in=schools)
            for place, start, end in calendar.moments(starts):
                then = Value(calendar.names[place].casefold())
                whens.append(When(here & Q(reported_at__gte=start, reported_at__lt=end), then=then))
    return Case(*whens, output_field=CharField())


def grouped(rows: QuerySet[Any], *fields: str) -> Iterable[tuple[Any, ...]]:
    """`(year, *fields, how many)`. One query."""
    for start, *rest in rows.values_list("year", *fields).annotate(number=Count("pk")):
        yield AcademicYear(start), *rest


def _by_term(counted: dict[AcademicYear, Counts], incidents: QuerySet[Any], calendars: Sequence[Calendar]) -> None:
    incidents = incidents.annotate(term=_term(calendars))
    for year, school, term, number in grouped(incidents, "school", "term"):
        counts = counted[year]
        counts.total += number
        counts.schools[str(school)] += number
        counts.terms[term] += number
        counts.school_terms[str(school), term] += number
    for year, area, term, number in grouped(incidents, "four_c", "term"):
        counted[year].areas[area or UNKNOWN] += number
        counted[year].area_terms[area or UNKNOWN, term] += number


def _by_group(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Alleged instigators, once for each incident: pupils by phase, and adults."""
    alleged = Involvement.objects.filter(
        counted_in(schools, calendars, "incident__"), part=Involvement.Part.INSTIGATOR
    ).annotate(year=year_of(calendars, "incident__"))
    for year, kind, year_group, number in grouped(alleged.order_by(), "kind", "year_group"):
        if kind == Person.Kind.PUPIL:
            counted[year].phases[PHASES.get(year_group, UNKNOWN)] += number
        else:
            counted[year].adults += number


LONG = 21  # school days; of what takes longer, nobody asks how much


def _by_days(counted: dict[AcademicYear, Counts], incidents: QuerySet[Any]) -> None:
    """School days from the report to the first review, and to closing. One query, of a few hundred rows at most."""
    steps = {step.key: _at_most(LONG, step) for step in (patterns.REVIEWED, patterns.CLOSED)}
    for year, review, closing, number in grouped(incidents.annotate(**steps), *steps):
        counted[year].reviewed[until_review(review)] += number
        counted[year].closed[until_closing(closing)] += number


def _at_most(days: int, step: patterns.Step) -> Case:
    """The school days that a step took, or so many; None where it has not come yet."""
    took = Least(step.days, Value(days))
    return Case(When(step.ended(), then=took), default=None, output_field=IntegerField())


def until_review(days: int | None) -> str:
    """same, next, few (2 to 5 school days), longer, or waiting."""
    if days is None:
        return "waiting"
    return ("same", "next")[days] if days < 2 else "few" if days <= 5 else "longer"


def until_closing(days: int | None) -> str:
    """week (up to 5 school days), month (6 to 20), longer, or open."""
    if days is None:
        return "open"
    return "week" if days <= 5 else "month" if days <= 20 else "longer"


def _by_decision(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Decisions on actions about pupils. About adults they would tell too much, and are not counted."""
    decided = Sanction.objects.filter(
        counted_in(schools, calendars, "involvement__incident__"), involvement__kind=Person.Kind.PUPIL
    ).annotate(year=year_of(calendars, "involvement__incident__"), meaning=F("action__meaning"))
    for year, meaning, recommended, done, number in grouped(decided.order_by(), "meaning", "recommended", "done"):
        counted[year].decisions[meaning or UNKNOWN, recommended, done] += number
