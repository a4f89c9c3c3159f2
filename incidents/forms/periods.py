"""Which incidents a count is about: of one school or all of the reader's, of a term or an academic year."""

import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django import forms

from core.forms import PlainForm
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet
from incidents.states import Status
from people.calendar import AcademicYear, midnight
from people.models import School, Term, User
from people.roles import OPENS_RECORDS, roles_of

YEARS = 4


class Period(NamedTuple):
    """From a day up to and including another."""

    name: str
    first: date
    last: date


class PeriodForm(PlainForm):
    """Read from the address. What is not understood is this year, and all schools."""

    period = forms.ChoiceField(label="Period", required=False)
    school = forms.ChoiceField(label="School", required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.schools = {
            str(school.pk): school
            for school in School.objects.filter(pk__in=roles_of(user).schools(*OPENS_RECORDS)).order_by("name")
        }
        self.fields["school"].choices = [("", "All your schools"), *((k, s.name) for k, s in self.schools.items())]  # type: ignore[attr-defined]
        self.periods = periods(list(self.schools.values()))
        self.fields["period"].choices = [(key, period.name) for key, period in self.periods.items()]  # type: ignore[attr-defined]
        if len(self.schools) < 2:
            del self.fields["school"]
        self.is_valid()

    @property
    def chosen(self) -> Period:
        return self.periods.get(self.cleaned_data.get("period", "")) or next(iter(self.periods.values()))

    @property
    def school_chosen(self) -> School | None:
        return self.schools.get(self.cleaned_data.get("school", ""))

    @property
    def in_words(self) -> str:
        where = self.school_chosen or (next(iter(self.schools.values())) if len(self.schools) == 1 else None)
        when = re.sub("^The ", "the ", self.chosen.name)
        return f"{where.name if where else 'All your schools'}, {when}"

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The first moment of the period, and the first after it."""
        return midnight(self.chosen.first), midnight(self.chosen.last + timedelta(days=1))

    @property
    def incidents(self) -> IncidentQuerySet:
        """Those that the user may read, reported in the period, and not withdrawn."""
        start, end = self.bounds
        read = Incident.objects.readable_by(self.user).exclude(status=Status.WITHDRAWN)
        read = read.filter(reported_at__gte=start, reported_at__lt=end)
        return read.filter(school=self.school_chosen) if self.school_chosen else read


def periods(schools: list[School]) -> dict[str, Period]:
    """This academic year and its terms, then the years before it. The terms are a school's own where there is one."""
    year = AcademicYear.current()
    own = [(t.name, t.starts_on, t.ends_on) for t in Term.objects.of(year).filter(school__in=schools)]
    terms = own if len(schools) == 1 and own else list(year.default_terms())
    found = {str(year.start): Period(f"The academic year {year}", year.first_day, year.last_day)}
    for place, (name, first, last) in enumerate(terms, 1):
        term = name if "term" in name.lower() else f"{name} term"
        found[f"{year.start}-{place}"] = Period(f"{term} {first.year}", first, last)
    for _ in range(YEARS - 1):
        year = year.previous
        found[str(year.start)] = Period(f"The academic year {year}", year.first_day, year.last_day)
    return found
