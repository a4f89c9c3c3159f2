"""The terms of an academic year: they follow each other without a gap.

An app above that has given out figures by these terms says so in its `ready`: `held_by(name, why)`.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.db import transaction

from core.access import Refused
from people.access import SchoolAccess
from people.calendar import AcademicYear
from people.models import School, Term, User

Wanted = Sequence[tuple[Term, str, date]]  # each term of a year with its name and first day to be, in order
Holds = Callable[[School, AcademicYear, Wanted], str]  # why the terms stay as they are; empty where they may change

HOLDS: dict[str, Holds] = {}


def held_by(name: str, why: Holds) -> None:
    HOLDS[name] = why


@transaction.atomic
def add_default_terms(school: School, year: AcademicYear, *, by: User) -> None:
    """Autumn, spring and summer, unless the year has terms already."""
    school.lock()
    SchoolAccess.require(by, "configure", school)
    if school.terms.of(year).exists():
        raise Refused(f"The terms of {year} are there already.")
    _add(school, year, by)


def _add(school: School, year: AcademicYear, by: User) -> None:
    for name, first, last in year.default_terms():
        Term(school=school, name=name, starts_on=first, ends_on=last).save_as(by, "Added")


@transaction.atomic
def change_terms(school: School, year: AcademicYear, wanted: Wanted, *, by: User) -> None:
    """Name and first day of each term of the year, in order; each ends on the day before the next begins.

    Terms that were assumed are the school's own from now on, changed or not. Refused where figures that are out
    were counted by the days or names that would change.
    """
    school.lock()
    SchoolAccess.require(by, "configure", school)
    for holds in HOLDS.values():
        if why := holds(school, year, wanted):
            raise Refused(why)
    ends = [starts_on - timedelta(days=1) for _, _, starts_on in wanted[1:]] + [year.last_day]
    moved = [(term, name, starts_on, end) for (term, name, starts_on), end in zip(wanted, ends, strict=True)]
    # No two terms begin on one day, not even for a moment: what moves back goes first from the end.
    later = [each for each in reversed(moved) if each[2] > each[0].starts_on]
    earlier = [each for each in moved if each[2] <= each[0].starts_on]
    for term, name, starts_on, ends_on in (*later, *earlier):
        is_changed = (term.name, term.starts_on, term.ends_on) != (name, starts_on, ends_on)
        if is_changed or term.is_assumed:
            term.name, term.starts_on, term.ends_on, term.is_assumed = name, starts_on, ends_on, False
            term.save_as(by, "Terms changed" if is_changed else "Terms confirmed")
