"""What is counted, and into which year, term and row. These are the raw counts, before anything is withheld."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from people.calendar import AcademicYear, add_school_days, midnight, school_days_between
from people.models import Person, Term
from reports.periods import calendars
from reports.statistics import count
from sanctions.models import Sanction

from .conftest import TERMS, YEAR


def counted(*schools, year=YEAR):
    return count(schools, calendars(schools, [year, year.previous]))[year]


def test_half_past_eleven_on_31_august_in_universal_time_is_the_new_year(logged, school):
    logged(at=datetime(2025, 8, 31, 23, 30, tzinfo=UTC))
    logged(2, at=datetime(2025, 8, 31, 22, 30, tzinfo=UTC))

    assert counted(school).total == 1
    assert counted(school).terms == {"autumn": 1}
    assert counted(school, year=YEAR.previous).total == 2
    assert counted(school, year=YEAR.previous).terms == {"summer": 2}


def test_the_last_moment_of_the_year_is_in_it(logged, school):
    logged(at=datetime(2026, 8, 31, 22, 59, 59, tzinfo=UTC))
    logged(at=datetime(2026, 8, 31, 23, 0, 0, tzinfo=UTC))

    assert counted(school).total == 1


def test_each_incident_is_in_one_term(logged, school):
    for times, at in enumerate(TERMS.values(), start=1):
        logged(times, at=at)

    assert counted(school).terms == {"autumn": 1, "spring": 2, "summer": 3}
    assert counted(school).school_terms == {
        (str(school.pk), "autumn"): 1,
        (str(school.pk), "spring"): 2,
        (str(school.pk), "summer"): 3,
    }


def test_one_term_alone_is_counted_like_a_year(logged, school):
    for times, at in enumerate(TERMS.values(), start=1):
        logged(times, at=at, group="5")
    [calendar] = calendars([school], [YEAR])

    counts = count([school], [calendar.only("spring")])[YEAR]

    assert (counts.total, counts.terms, counts.kinds, counts.phases) == (2, {"spring": 2}, {"bypass": 2}, {"ks2": 2})
    with pytest.raises(ValueError, match="No term of 2025 to 2026 is called 'michaelmas'"):
        calendar.only("michaelmas")


def test_a_term_has_its_own_days_at_each_school_and_ends_with_what_is_counted(logged, school, sister_schools):
    early = sister_schools[0]
    for place, month in (("Autumn", 9), ("Spring", 11), ("Summer", 3)):
        first = date(2025 + (month < 9), month, 1)
        Term.objects.create(school=early, name=place, starts_on=first, ends_on=first + timedelta(days=90))
    logged(at=datetime(2025, 11, 10, 9, tzinfo=UTC))  # autumn here
    logged(2, school=early, at=datetime(2025, 11, 10, 9, tzinfo=UTC))  # spring there
    logged(4, at=datetime(2025, 12, 10, 9, tzinfo=UTC))
    [calendar] = calendars([school, early], [YEAR], until=datetime(2025, 12, 1, tzinfo=UTC))

    assert count([school, early], [calendar.only("autumn")])[YEAR].schools == {str(school.pk): 1}
    assert count([school, early], [calendar.only("spring")])[YEAR].schools == {str(early.pk): 2}


def test_terms_of_the_school_itself_count_even_with_a_gap_between_them(logged, school):
    for start in (2024, 2025):
        Term.objects.create(school=school, name="First", starts_on=date(start, 9, 3), ends_on=date(start, 12, 19))
        Term.objects.create(
            school=school, name="Second", starts_on=date(start + 1, 2, 1), ends_on=date(start + 1, 7, 20)
        )
    logged(at=datetime(2025, 9, 1, 10, tzinfo=UTC))  # before the first term
    logged(2, at=datetime(2026, 1, 10, 10, tzinfo=UTC))  # between the two
    logged(4, at=datetime(2026, 8, 1, 10, tzinfo=UTC))  # after the second

    assert counted(school).terms == {"first": 3, "second": 4}


def test_schools_whose_terms_have_different_names_are_counted_by_the_usual_three(logged, school, other_school):
    Term.objects.create(school=school, name="Michaelmas", starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
    logged(at=TERMS["spring"])
    logged(at=TERMS["spring"], school=other_school)

    assert counted(school, other_school).terms == {"spring": 2}


def test_restricted_incidents_count(logged, school):
    logged(restricted=True)
    logged(restricted=True, about_headteacher=True)

    assert counted(school).total == 2


def test_withdrawn_incidents_do_not_count(logged, school):
    logged(2, group="5")
    logged(3, status="withdrawn", group="5")

    found = counted(school)

    assert found.total == 2
    assert (found.kinds, found.places, found.phases) == ({"bypass": 2}, {"classroom": 2}, {"ks2": 2})
    assert (found.reviewed, found.closed) == ({"waiting": 2}, {"open": 2})


def test_incidents_of_other_schools_do_not_count(logged, school, other_school):
    logged(school=other_school)

    assert counted(school).total == 0
    assert counted(school, other_school).schools == {str(other_school.pk): 1}


def test_kinds_places_and_areas_are_counted_by_their_codes(logged, school):
    logged(2, kind="nudes", place="home", four_c="contact")
    logged(1, kind="other", place="trip", four_c="")

    found = counted(school)

    assert found.kinds == {"nudes": 2, "other": 1}
    assert found.places == {"home": 2, "trip": 1}
    assert found.areas == {"contact": 2, "unknown": 1}
    assert found.area_terms == {("contact", "autumn"): 2, ("unknown", "autumn"): 1}


def test_alleged_instigators_count_once_for_each_incident_by_phase(logged, school):
    for group in ("N", "R", "1", "2", "3", "6", "7", ""):
        logged(group=group)
    logged(2, group="", person_kind=Person.Kind.STAFF)
    logged(group="", person_kind=Person.Kind.OTHER)
    logged(4, group="4", part="target")

    assert counted(school).phases == {"early": 4, "ks2": 2, "ks3": 1, "unknown": 1}
    assert counted(school).adults == 3


def test_days_to_review_and_to_closing_are_school_days(logged, school, headteacher):
    friday = datetime(2025, 10, 3, 14, tzinfo=UTC)
    logged(2, at=friday, reviewed_at=friday + timedelta(days=3))  # Monday
    logged(
        at=friday,
        reviewed_at=friday + timedelta(hours=1),
        status="closed",
        finding="unfounded",
        rationale="Because.",
        closed_by=headteacher,
        closed_at=friday + timedelta(days=7),
    )

    assert counted(school).reviewed == {"next": 2, "same": 1}
    assert counted(school).closed == {"open": 2, "week": 1}


@pytest.mark.parametrize(
    "at",
    [
        datetime(2025, 10, 24, 22, 30, tzinfo=UTC),  # half past eleven on the Friday before the clocks change
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # the Sunday on which they change again
        datetime(2026, 8, 31, 22, 30, tzinfo=UTC),  # the last half hour of the year
    ],
)
def test_a_school_day_begins_at_midnight_local_time(at, logged, school, headteacher):
    day = timezone.localdate(at)
    begins = [midnight(add_school_days(day, count)) for count in (1, 2, 6, 21)]
    moments = [moment - timedelta(seconds=early) for moment in begins for early in (0, 1)]
    for moment in moments:
        logged(at=at, reviewed_at=moment, closed_at=moment, status="closed", finding="unfounded", rationale="Because.",
               closed_by=headteacher)  # fmt: skip

    took = [school_days_between(day, timezone.localdate(moment)) for moment in moments]
    assert took == [1, 0, 2, 1, 6, 5, 21, 20]
    assert counted(school).reviewed == {"same": 1, "next": 2, "few": 2, "longer": 3}
    assert counted(school).closed == {"week": 5, "month": 2, "longer": 1}


def test_decisions_about_pupils_are_counted_and_those_about_adults_are_not(logged, school, coordinator):
    pupil, adult = logged(group="5")[0], logged(group="", person_kind=Person.Kind.STAFF)[0]
    for incident in (pupil, adult):
        Sanction.objects.create(
            involvement=incident.involvements.get(), text="Spoke to them", recommended="none", done=False,
            reason="Enough.", by=coordinator,
        )  # fmt: skip

    assert counted(school).decisions == {("unknown", "none", False): 1}


def test_counting_takes_as_many_queries_for_three_incidents_as_for_one(
    logged, school, other_school, django_assert_num_queries
):
    logged(group="5")
    with django_assert_num_queries(8 if connection.vendor == "postgresql" else 6):
        counted(school)

    logged(group="5", kind="money", at=TERMS["spring"], school=other_school)
    logged(group="1", kind="other", at=TERMS["summer"])
    with django_assert_num_queries(8 if connection.vendor == "postgresql" else 6):
        counted(school, other_school)


def test_a_year_without_incidents_counts_nothing(school):
    found = counted(school, year=AcademicYear(2019))

    assert (found.total, found.kinds, found.adults) == (0, {}, 0)
