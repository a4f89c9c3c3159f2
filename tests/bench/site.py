"""Fills the database that DATABASE_URL names, and tells which pages are measured in it."""

from django.utils import timezone

from core.keyset import key_of
from incidents.listing import SHOWN
from incidents.models import Incident
from people.calendar import AcademicYear

from .asking import NEW_KEY, Asked, as_text, counted
from .filling import fill, settle
from .log import with_a_long_history
from .names import (
    COMMON,
    COMMON_WORD,
    FILTERED,
    FLOOR,
    FORM,
    HOME,
    INCIDENT,
    LAST,
    LOG,
    LONG_HISTORY,
    MANY,
    ONE,
    RARE,
    RARE_WORD,
    SENT,
    SIGN_IN,
    TRENDS,
)


def main(incidents: str, schools: str) -> None:
    trust = fill(int(incidents), int(schools), AcademicYear.current().previous)
    settle()
    told = {FLOOR: list(counted([Asked(SIGN_IN, "/sign-in/")]))}
    for who, user in ((ONE, trust.coordinator), (MANY, trust.federated)):
        told[who] = list(counted(pages_of(user, trust.schools[0]), user))
    print(as_text(told))


def pages_of(user, school) -> list[Asked]:
    readable = Incident.objects.readable_by(user).order_by("-reported_at", "-pk")
    closed = readable.filter(school=school, status="closed", route="ordinary")[0]
    return [
        Asked(LOG, "/incidents/"),
        Asked(LAST, f"/incidents/?before={before_the_last(readable, SHOWN)}"),
        Asked(FILTERED, "/incidents/?status=closed&kind=bypass&place=classroom"),
        Asked(RARE_WORD, f"/incidents/?q={RARE}"),
        Asked(COMMON_WORD, f"/incidents/?q={COMMON}"),
        Asked(INCIDENT, closed.get_absolute_url()),
        Asked(LONG_HISTORY, with_a_long_history(school).get_absolute_url()),
        Asked(FORM, "/incidents/report/"),
        Asked(SENT, "/incidents/report/", form=tuple(report(school).items())),
        Asked(HOME, "/"),
        Asked(TRENDS, "/reports/trends/"),
    ]


def before_the_last(readable, rows: int) -> str:
    """What the link to the last page of the log says."""
    before = readable.reverse()[rows]
    return key_of(before.reported_at, before.pk)


def report(school) -> dict[str, str]:
    pupil = school.register.filter(kind="pupil").order_by("pk")[0]
    return {
        "submission": NEW_KEY,
        "school": str(school.pk),
        "kind": "bypass",
        "precision": "exact",
        "date": timezone.localdate().isoformat(),
        "time": "00:00",
        "place": "classroom",
        "device": "school_tablet",
        "people-TOTAL_FORMS": "1",
        "people-INITIAL_FORMS": "0",
        "people-0-name": pupil.name,
        "people-0-part": "instigator",
        "people-0-who": "",
        "description": "A proxy page was open.",
        "child_in_danger": "no",
    }
