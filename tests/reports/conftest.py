"""Incidents of an academic year that is over, written straight into the log, and reports of it."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.sealing import seal_what_waits
from incidents.models import Incident, Involvement
from people.calendar import AcademicYear
from people.models import Person
from people.roles import Role
from reports import actions, document
from reports.actions import prepare

YEAR = AcademicYear(2025)
AFTER = datetime(2026, 10, 5, 9, tzinfo=UTC)  # the year is over
TERMS = {
    "autumn": datetime(2025, 10, 6, 9, tzinfo=UTC),
    "spring": datetime(2026, 2, 2, 9, tzinfo=UTC),
    "summer": datetime(2026, 5, 4, 9, tzinfo=UTC),
}
COUNTED: dict = {}


@pytest.fixture
def kept_before(logged):
    """The school has kept its log for years: a year is compared with the one before."""
    logged(1, at=datetime(2019, 10, 7, 9, tzinfo=UTC))


@pytest.fixture
def logged(school, teacher) -> Callable[..., list[Incident]]:
    """`logged(3, kind="bypass", at=…, group="5")`: so many alike; `group`: year group of the alleged instigator."""

    def make(times: int = 1, **said) -> list[Incident]:
        at, group = said.pop("at", TERMS["autumn"]), said.pop("group", None)
        part, kind = said.pop("part", "instigator"), said.pop("person_kind", Person.Kind.PUPIL)
        answers = {
            "school": school,
            "reported_by": teacher,
            "kind": "bypass",
            "four_c": "conduct",
            "place": "classroom",
            "device": "unknown",
        }
        found = []
        for _ in range(times):
            key = uuid.uuid4()
            fields = answers | {"reported_at": at, "submission": key, "reference": key.hex[:10]} | said
            found.append(Incident.objects.create(**fields))
            if group is not None:
                Involvement.objects.create(incident=found[-1], name="Somebody", kind=kind, part=part, year_group=group)
        return found

    return make


@pytest.fixture
def busy_year(logged):
    """A year in which enough happened for everything to be shown in detail: 69 incidents."""
    for at in TERMS.values():
        for kind, area in (("bypass", "conduct"), ("cyberbullying", "contact"), ("money", "commerce")):
            for place in ("classroom", "home"):
                logged(3, kind=kind, four_c=area, place=place, at=at, group="5", reviewed_at=at + timedelta(hours=2))
        logged(5, kind="bypass", four_c="content", place="classroom", at=at, group="1", reviewed_at=at)


@pytest.fixture
def plain_pdf(monkeypatch):
    """A stand-in for the document where a test is not about it: making one takes seconds."""

    def draw(of):
        return lambda report: f"%PDF {of} ".encode() + _in_order(report.data["tables"]["terms"])

    monkeypatch.setattr(document, "pdf_of", draw("pdf"))
    monkeypatch.setattr(document, "page_of", draw("page"))
    monkeypatch.setattr(document, "both_of", lambda report: (draw("pdf")(report), draw("archive")(report)))


def _in_order(table):
    """The same bytes whether it was read from a database or not: PostgreSQL keeps the keys of JSON in its own order."""
    return json.dumps(table, sort_keys=True).encode()


@pytest.fixture
def counted_once(monkeypatch):
    """For what does not depend on figures: those of a year in which nothing happened, counted once for all tests."""

    def figures_of(schools, year, **said):
        key = len(schools), said["term"]
        if key not in COUNTED:
            COUNTED[key] = actual(schools, year, **said | {"beside": None})
        return COUNTED[key]

    actual = actions.figures_of
    monkeypatch.setattr(actions, "figures_of", figures_of)


@pytest.fixture
def after_the_year():
    with clock.set_to(AFTER):
        yield


@pytest.fixture
def draft(school, coordinator, headteacher, after_the_year):
    """The draft of 2025 to 2026, prepared when the year was over."""
    return prepare([school], YEAR, coordinator)


@pytest.fixture
def coordinating(appoint, federation):
    """Prepares for all schools of the federation."""
    return appoint(Role.COORDINATOR, federation)


@pytest.fixture
def first_head(appoint, sister_schools):
    return appoint(Role.HEADTEACHER, sister_schools[0], "Hanna First")


@pytest.fixture
def second_head(appoint, sister_schools):
    return appoint(Role.HEADTEACHER, sister_schools[1], "Henry Second")


@pytest.fixture
def whole(coordinating, sister_schools, first_head, second_head, after_the_year):
    """The draft of both schools, of a year that is over."""
    return prepare(list(sister_schools), YEAR, coordinating)


@pytest.fixture
def released(draft, headteacher, plain_pdf):
    draft.release(by=headteacher)
    seal_what_waits()
    return draft
