"""How long records are kept: a rule for each kind of record, and the day on which it is over.

Nothing goes by itself on that day: it comes up for review.

| kind | until |
|---|---|
| ordinary, and low-level concerns about staff | the end of the academic year + 6 years |
| child protection: safeguarding, or illegal | the youngest pupil is 25 (Information and Records Management Society) |
| sexual abuse | 75 years (Independent Inquiry into Child Sexual Abuse) |
| allegation against staff | pension age or 10 years, whichever is later; malicious and false ones as ordinary |
| entry of the register | the end of the academic year of leaving + 6 years, and no record that the head reads is kept |

An allegation is what meets the harm threshold or is a matter of conduct, shared or not, and what is undecided; what
the authority decided to be a low-level concern, or about nobody here, is ordinary (decision 139).
"""

from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils import timezone

from core import clock
from incidents.codes import Finding, Threshold
from incidents.models import Incident
from people.calendar import AcademicYear
from people.models import Person

PENSION_AGE = 68
YOUNGEST = 4  # in the reception year: of whom no date of birth is known, the school had them at this age at least
LEFT_SCHOOL_WORK_AT_EARLIEST = 18  # of whom no date of birth is known: so young they may have been
KINDS_OF_SEXUAL_ABUSE = frozenset({"nudes", "blackmail"})


class Rule(models.TextChoices):
    ORDINARY = "ordinary", "Ordinary: 6 years after the school year"
    CHILD_PROTECTION = "child_protection", "Child protection: until the youngest pupil is 25"
    SEXUAL_ABUSE = "sexual_abuse", "Sexual abuse: 75 years"
    ALLEGATION = "allegation", "Allegation against staff: until pension age, at least 10 years"
    REGISTER = "register", "Entry of the register: 6 years after the school year of leaving"


SHORTEST = 6  # years: nothing is due before


class Due(NamedTuple):
    """The rule that applies to a record, and the first day on which it may go."""

    rule: Rule
    on: date

    @property
    def is_over(self) -> bool:
        return self.on <= clock.today()


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February for a 29th that is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def due_of(incident: Incident) -> Due:
    """Of an incident with its involvements and their people: the rule that keeps it longest."""
    return max(_rules_for(incident), key=lambda due: due.on)


def _rules_for(incident: Incident) -> list[Due]:
    reported = timezone.localdate(incident.reported_at)
    found = [Due(Rule.ORDINARY, _after_the_year(reported))]
    if incident.safeguarding or incident.is_illegal:
        found.append(Due(Rule.CHILD_PROTECTION, _youngest_is_25(incident, reported)))
    if incident.images_of_children or incident.kind in KINDS_OF_SEXUAL_ABUSE:
        found.append(Due(Rule.SEXUAL_ABUSE, years_after(reported, 75)))
    if _is_an_allegation(incident) and incident.finding not in (Finding.MALICIOUS, Finding.FALSE):
        found.append(Due(Rule.ALLEGATION, _pension_age(incident, reported)))
    return found


def _is_an_allegation(incident: Incident) -> bool:
    last = incident.last_decision
    return incident.is_about_somebody_here and (last is None or last.threshold != Threshold.LOW_LEVEL)


def _after_the_year(day: date) -> date:
    return years_after(AcademicYear.of(day).last_day, SHORTEST) + clock.ONE_DAY


def _youngest_is_25(incident: Incident, reported: date) -> date:
    born = [
        one.person.date_of_birth
        if one.person and one.person.date_of_birth
        else years_after(reported, -_age_in(one.year_group))
        for one in incident.involvements.all()
        if one.is_pupil and one.counts
    ]
    return years_after(max(born, default=years_after(reported, -YOUNGEST)), 25)


def _age_in(year_group: str) -> int:
    """At the beginning of that school year; the youngest where it is not known."""
    return 4 + int(year_group) if year_group.isdigit() else YOUNGEST


def _pension_age(incident: Incident, reported: date) -> date:
    born = [
        one.person.date_of_birth
        if one.person and one.person.date_of_birth
        else years_after(reported, -LEFT_SCHOOL_WORK_AT_EARLIEST)
        for one in incident.involvements.all()
        if one.part == one.Part.INSTIGATOR and not one.is_pupil
    ]
    ages = [years_after(day, PENSION_AGE) for day in born]
    return max([*ages, years_after(reported, 10)])


def due_of_entry(person: Person) -> Due | None:
    """Of an entry of the register; None for who has not left."""
    return Due(Rule.REGISTER, _after_the_year(person.left_on)) if person.left_on else None
