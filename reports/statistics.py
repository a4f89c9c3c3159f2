"""What the log says when it is counted: coded fields only, in a constant number of queries.

Every incident of the schools counts, restricted ones too, and by the moment it was reported. Withdrawn ones do
not: they were reported in error, or twice. These are the raw counts: nobody is shown them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from incidents import patterns
from incidents.models import Incident, Involvement
from incidents.models.involvement import TAKING_PART
from people.calendar import AcademicYear
from people.models import Person, School
from sanctions.models import Sanction

from .periods import Calendar
from .tallying import Spans, bounds_of, counted_in, in_order_of_keys, tallied, terms_of, years_of

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
    devices: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)  # of the policy, by their keys
    phases: Counter[str] = field(default_factory=Counter)  # pupils alleged, once for each incident
    adults: int = 0  # adults alleged, once for each incident
    parents: Counter[str] = field(default_factory=Counter)  # pupils, once for each incident
    changed: int = 0  # incidents after which something was changed
    debriefed: int = 0  # incidents of which it is written down what was learnt
    reviewed: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    decisions: Counter[tuple[str, str, bool]] = field(default_factory=Counter)  # meaning, recommended, done: pupils'
    # What came of them: see outcomes.
    referred: int = 0  # incidents of which an outside agency was told
    not_referred: int = 0  # incidents of which it was decided to tell none
    repeats: int = 0  # pupils accused again after a warning or sanction, once for each incident
    # Of registers of their own, apart from incidents: see registers.
    agreements: Counter[str] = field(default_factory=Counter)  # signatures, by kind of agreement
    breaches: int = 0  # of personal data, found in the period
    access_requests: int = 0  # received in the period


def count(schools: Sequence[School], calendars: Sequence[Calendar]) -> dict[AcademicYear, Counts]:
    """The counts of each calendar's year, at these schools. Five queries, for one incident as for a million.

    Each of them reads all of the log, so that what has few different values is counted together.
    """
    counted = {calendar.year: Counts() for calendar in calendars}
    incidents = Incident.objects.filter(counted_in(schools, calendars))
    terms = terms_of(calendars)
    _by_school(counted, incidents, terms)
    _by_code(counted, incidents, terms)
    _by_days(counted, incidents, calendars)
    with in_order_of_keys():
        _by_person(counted, schools, calendars)
        _by_decision(counted, schools, calendars)
    return counted


def _by_school(counted: dict[AcademicYear, Counts], incidents: QuerySet[Incident], terms: Spans) -> None:
    for (year, term), school, number in tallied(incidents, terms, "school"):
        counts = counted[year]
        counts.total += number
        counts.schools[str(school)] += number
        counts.terms[term] += number
        counts.school_terms[str(school), term] += number


def _by_code(counted: dict[AcademicYear, Counts], incidents: QuerySet[Incident], terms: Spans) -> None:
    """What is a code, and whether something was changed and learnt: a few hundred rows, or thousands."""
    marked = incidents.annotate(is_changed=_is_said("what_changed"), is_debriefed=_is_said("debrief"))
    asked = ("four_c", "kind", "place", "device", "is_changed", "is_debriefed")
    for (year, term), area, kind, place, device, changed, debriefed, number in tallied(marked, terms, *asked):
        counts = counted[year]
        counts.areas[area or UNKNOWN] += number
        counts.area_terms[area or UNKNOWN, term] += number
        counts.kinds[kind] += number
        counts.places[place] += number
        counts.devices[device] += number
        counts.changed += number * changed
        counts.debriefed += number * debriefed


def _is_said(field: str) -> Case:
    """1 where there is a text, else 0."""
    return Case(When(**{field: ""}, then=Value(0)), default=Value(1), output_field=IntegerField())


def _by_person(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Once for each incident: pupils alleged by phase, adults alleged; and parents, of the pupils on either side."""
    here = counted_in(schools, calendars, "incident__")
    people = Involvement.objects.filter(here, part__in=(Involvement.Part.INSTIGATOR, Involvement.Part.TARGET))
    years, asked = years_of(calendars, "incident__"), ("kind", "part", "year_group", "parents")
    for year, kind, part, year_group, parents, number in tallied(people, years, *asked):
        counts = counted[year]
        is_pupil, is_alleged = kind == Person.Kind.PUPIL, part == Involvement.Part.INSTIGATOR
        if is_pupil:
            counts.parents[parents or UNKNOWN] += number
        if is_alleged and is_pupil:
            counts.phases[PHASES.get(year_group, UNKNOWN)] += number
        elif is_alleged:
            counts.adults += number


# Up to so many school days, from the report on; of what took longer, nobody asks how much.
REVIEWED = {"same": 0, "next": 1, "few": 5, "longer": None}
CLOSED = {"week": 5, "month": 20, "longer": None}


def _by_days(counted: dict[AcademicYear, Counts], incidents: QuerySet[Incident], calendars: Sequence[Calendar]) -> None:
    """School days from the report to the first review, and to closing; and rows of the policy: few of either."""
    period = bounds_of(calendars)
    steps = _ended(patterns.REVIEWED, REVIEWED, period) | _ended(patterns.CLOSED, CLOSED, period)
    asked = ("user_action__key", *steps)
    for year, row, *ended, number in tallied(incidents.annotate(**steps), years_of(calendars), *asked):
        counted[year].rows[row or UNKNOWN] += number
        counted[year].reviewed[next(compress(REVIEWED, ended), "waiting")] += number
        counted[year].closed[next(compress(CLOSED, ended[len(REVIEWED) :]), "open")] += number


def _ended(step: patterns.Step, limits: Mapping[str, int | None], period: tuple[datetime, datetime]) -> dict[str, Q]:
    """Whether it ended within each limit, or at all. Of what is true or not, the database knows that it is few."""
    return {
        f"{step.key}_{name}": step.ended() if days is None else step.within(days, *period)
        for name, days in limits.items()
    }


def _by_decision(counted: dict[AcademicYear, Counts], schools: Sequence[School], calendars: Sequence[Calendar]) -> None:
    """Decisions on actions about pupils. About adults they would tell too much, and are not counted."""
    incident = "involvement__incident__"
    here = counted_in(schools, calendars, incident)
    decided = Sanction.objects.filter(here, involvement__kind=Person.Kind.PUPIL, involvement__part__in=TAKING_PART)
    asked = ("action__meaning", "recommended", "done")
    for year, meaning, recommended, done, number in tallied(decided, years_of(calendars, incident), *asked):
        counted[year].decisions[meaning or UNKNOWN, recommended, done] += number
