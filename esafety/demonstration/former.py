"""A school year so long ago that its time is over: what was logged in it, and pupils who left at its end.

What lies between is gone already, as it goes a year at a time.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from core import clock
from incidents.actions import report
from incidents.models import Incident, Involvement
from incidents.statement import Named, Report
from people.calendar import AcademicYear
from people.models import Person
from people.roles import Role
from sanctions.actions import record_parents

from .diary import at, open_day_after
from .files import read
from .people import Site

YEARS_AGO = 7  # their time was over at the beginning of this school year


@dataclass(frozen=True, slots=True)
class Former:
    """What is left of that year at one school."""

    incidents: list[Incident] = field(default_factory=list)
    pupils: list[Person] = field(default_factory=list)  # in no record


def remember(site: Site, year: AcademicYear) -> Former:
    """Three incidents, closed within the week; and three pupils of the oldest class."""
    written = read("data_protection")
    with clock.set_to(at(open_day_after(date(year.start, 9, 3), 1), 9)):
        pupils = [_pupil(site, year, name) for name in written["former"]["pupils"]]
        concerned = [_pupil(site, year, name) for name in written["former"]["concerned"]]
    incidents = [
        _incident(site, year, pupil, said) for pupil, said in zip(concerned, written["former_incident"], strict=True)
    ]
    with clock.set_to(at(year.last_day, 9)):
        for pupil in (*pupils, *concerned):
            pupil.leave(by=site.administrator, left_on=year.last_day)
    return Former(incidents, pupils)


def _pupil(site: Site, year: AcademicYear, name: str) -> Person:
    born = date(year.start - 11, 3, 14)
    pupil = Person(
        school=site.school, kind=Person.Kind.PUPIL, name=name, year_group="6", class_name="6 Elm", date_of_birth=born
    )
    pupil.save_as(site.administrator, "Added")
    return pupil


def _incident(site: Site, year: AcademicYear, pupil: Person, said: dict[str, Any]) -> Incident:
    """Something was done to a pupil, the coordinator reviewed and closed it."""
    day = open_day_after(date(year.start + 1, said["month"], 4), 1)
    with clock.set_to(at(day, 10, 20)):
        incident = report(
            Report(
                school=site.school,
                submission=uuid4(),
                kind=said["kind"],
                place=said["place"],
                device=said["device"],
                people=[Named(Involvement.Part.TARGET, person=pupil)],
                occurred_at=clock.now() - timedelta(minutes=30),
                description=said["text"].format(pupil=pupil.name),
            ),
            by=site.roles[Role.STAFF],
        )
    with clock.set_to(at(day, 15, 40)):
        incident.review(
            by=site.coordinator,
            branch=incident.branch,
            user_action=incident.user_action,
            safeguarding=False,
            reason=said["review"],
        )
    with clock.set_to(at(open_day_after(day, 2), 15, 10)):
        [target] = incident.involvements.all()
        told = {
            "parents": Involvement.Parents.INFORMED,
            "parents_informed_on": clock.today(),
            "parents_informed_by": site.coordinator.name,
            "parents_informed_how": "By telephone",
        }
        record_parents(incident, [(target, told)], by=site.coordinator)
        words = {name: said[name] for name in ("finding", "outcome", "rationale")}
        incident.close(by=site.coordinator, debrief="", what_changed="", **words)
    return incident
