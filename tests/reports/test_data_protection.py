"""Breaches of personal data and requests to see what is kept, as a report counts them: from their own registers."""

from datetime import UTC, date, datetime

import pytest

from compliance.models import AccessRequest, Breach
from people.models import Person
from reports.figures import counts_of, figures_of
from reports.periods import calendars
from reports.published import Published
from reports.sections import sections_of
from reports.sections.protection import breaches_and_requests

from .conftest import YEAR

LAST_MOMENT = datetime(2026, 8, 31, 22, 59, tzinfo=UTC)  # 23:59 on 31 August, in summer time
FIRST_MOMENT = datetime(2025, 8, 31, 23, 0, tzinfo=UTC)  # midnight, 1 September
AN_AUTUMN_DAY = datetime(2025, 10, 6, 9, tzinfo=UTC)


@pytest.fixture
def found(school, coordinator):
    """`found(moment, times)`: breaches that were found out then."""

    def make(moment=AN_AUTUMN_DAY, times=1):
        for _ in range(times):
            Breach(
                school=school, what="A list went to all parents.", found_at=moment, recorded_at=moment,
                recorded_by=coordinator,
            ).save_as(coordinator)  # fmt: skip

    return make


@pytest.fixture
def asked(school, coordinator):
    """`asked(day, times)`: requests that came then."""
    person = Person(school=school, kind=Person.Kind.PUPIL, name="Pip Pupil", year_group="5")
    person.save_as(coordinator)

    def make(day, times=1):
        for _ in range(times):
            AccessRequest(
                school=school, person=person, asked_by="The mother", received_on=day, due_on=date(2027, 1, 1),
                by=coordinator,
            ).save_as(coordinator)  # fmt: skip

    return make


def counted(school, term=""):
    [calendar] = calendars([school], [YEAR])
    counts = counts_of([school], [calendar.only(term) if term else calendar])[YEAR]
    return counts.breaches, counts.access_requests


def section_of(school):
    published = Published(figures_of([school], YEAR) | {"complete": True, "months": 12})
    return next(section.content for section in sections_of(published) if section.key == "breaches")


def test_they_belong_to_the_year_in_which_they_were_found_out_or_came(found, asked, school):
    for moment in (FIRST_MOMENT, LAST_MOMENT, datetime(2026, 8, 31, 23, tzinfo=UTC)):
        found(moment)
    for day in (date(2025, 8, 31), date(2025, 9, 1), date(2026, 8, 31), date(2026, 9, 1)):
        asked(day)

    assert counted(school) == (2, 2)


def test_a_report_of_a_term_counts_those_of_the_term(found, asked, school):
    found(AN_AUTUMN_DAY)
    found(LAST_MOMENT, 2)
    asked(date(2025, 10, 6))

    assert counted(school, "autumn") == (1, 1)


def test_those_of_another_school_do_not_count(found, asked, other_school):
    found()
    asked(date(2025, 10, 6))

    assert counted(other_school) == (0, 0)


def test_one_that_belongs_to_a_restricted_record_does_not_count(found, log_incident, school, coordinator):
    found()
    for restricted, incident in ((True, log_incident()), (False, log_incident())):
        incident.restricted = restricted
        incident.save_as(coordinator)
        Breach(
            school=school, incident=incident, what="A phone was lost.", found_at=AN_AUTUMN_DAY,
            recorded_at=AN_AUTUMN_DAY, recorded_by=coordinator,
        ).save_as(coordinator)  # fmt: skip

    assert counted(school) == (2, 0)


def test_while_there_are_few_nobody_is_told_whether_there_was_any(found, asked, school):
    found(times=4)

    content = section_of(school)

    assert content.says == "Breaches of personal data that were found out: 0 to 4 (the year before: 0 to 4)."
    assert content.notes == ("Requests of people to see what is kept about them: 0 to 4 (the year before: 0 to 4).",)


def test_a_year_of_few_incidents_does_not_hide_them(logged, found, asked, school):
    logged(2)
    found(times=7)
    asked(date(2025, 10, 6), 5)

    content = section_of(school)

    assert content.says == "7 breaches of personal data were found out (the year before: 0 to 4)."
    assert content.notes == (
        "5 requests came from people who want to see what is kept about them (the year before: 0 to 4).",
    )


@pytest.mark.once
def test_a_report_that_is_older_than_these_figures_says_so():
    published = Published({"year": 2025, "limit": 5, "tables": {}})

    assert breaches_and_requests(published).says == "This report is older than this figure."
