"""A report beside others that are out: of a school and its federation, of a year and what replaces it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.access import Refused
from people.calendar import AcademicYear
from people.models import Term
from people.roles import Role
from reports.actions import prepare
from reports.tables import Table
from tests.reports.conftest import TERMS, YEAR

pytestmark = [pytest.mark.usefixtures("plain_pdf", "after_the_year"), pytest.mark.once]


@pytest.fixture
def head(appoint, federation):
    return appoint(Role.HEADTEACHER, federation)


def shown(report, key):
    return Table.from_json(report.data["tables"][key])


def key_of(report):
    """How what is prepared beside it names its figures."""
    return f"{report.pk} of {report.prepared_at.isoformat()}"


def released(schools, head, year=YEAR, reason=""):
    report = prepare(list(schools), year, head, reason)
    report.release(by=head)
    return report


@pytest.fixture
def lopsided(logged, sister_schools):
    """Much at the first school; at the second enough in all, and twice on a trip."""
    first, second = sister_schools
    for place, here, there in (("classroom", 40, 12), ("home", 25, 9), ("trip", 14, 2), ("club", 11, 8)):
        logged(here, school=first, place=place)
        logged(there, school=second, place=place)


def test_a_federation_and_one_of_its_schools_do_not_give_the_other_away(lopsided, sister_schools, head):
    whole, part = released(sister_schools, head), released(sister_schools[:1], head)

    trips = shown(whole, "places").cell("trip"), shown(part, "places").cell("trip")
    assert shown(whole, "places").sum_of() == 121
    assert trips != (16, 14)


def test_in_the_other_order_the_federation_withholds_more(lopsided, sister_schools, head):
    part = released(sister_schools[:1], head)
    whole = prepare(list(sister_schools), YEAR, head)

    assert shown(part, "places").cell("trip") == 14
    assert whole.data["beside"] == [key_of(part)]
    assert shown(whole, "places").cell("trip") != 16


def test_before_any_release_a_federation_tells_who_knows_one_school_nothing_small_of_the_other(
    lopsided, sister_schools, head
):
    whole = prepare(list(sister_schools), YEAR, head)

    assert whole.data["beside"] == []
    assert shown(whole, "places").sum_of() == 121
    assert shown(whole, "places").cell("trip") != 16  # 14 of them at the first school, as its head knows


def test_a_federation_is_refused_where_its_total_would_tell_of_a_school_with_few(logged, sister_schools, head):
    logged(40, school=sister_schools[0])
    logged(3, school=sister_schools[1])
    released(sister_schools[:1], head)

    with pytest.raises(Refused, match="would give small numbers away"):
        prepare(list(sister_schools), YEAR, head)


def test_a_replacement_does_not_show_what_changed_by_a_few(logged, sister_schools, head):
    school = sister_schools[0]
    incidents = logged(20, school=school, place="classroom")
    logged(20, school=school, place="home")
    first = released([school], head)
    assert shown(first, "places").cell("classroom") == 20

    for incident in incidents[:2]:
        incident.place = "home"
        incident.save_as(head, "Corrected")
    second = prepare([school], YEAR, head, "Places were corrected.")

    assert shown(second, "places").sum_of() == 40
    assert 18 not in [row.cells[0] for row in shown(second, "places").rows]


def test_a_replacement_of_a_total_that_changed_by_a_few_is_refused(logged, sister_schools, head):
    school = sister_schools[0]
    logged(20, school=school)
    released([school], head)
    logged(2, school=school)

    with pytest.raises(Refused, match="would give small numbers away"):
        prepare([school], YEAR, head, "Two were missing.")


def test_last_years_own_report_is_fitted_to_what_this_year_showed_of_it(logged, sister_schools, head):
    school = sister_schools[0]
    for at in TERMS.values():
        logged(10, school=school, at=at)
        logged(9, school=school, at=at - timedelta(days=364))
    this = released([school], head)

    last = prepare([school], YEAR.previous, head)

    assert shown(this, "terms").total == (30, 27)
    assert last.data["beside"] == [key_of(this)]
    assert shown(last, "terms").sum_of() == 27


def test_a_report_of_other_schools_is_not_beside(lopsided, sister_schools, head, logged):
    logged(1, school=sister_schools[0], at=TERMS["autumn"].replace(year=2022))
    released(sister_schools[:1], head)

    assert prepare([sister_schools[1]], YEAR, head).data["beside"] == []
    assert prepare([sister_schools[0]], AcademicYear(2023), head).data["beside"] == []


def test_a_school_counts_a_year_of_which_nothing_is_out_at_its_sister(logged, sister_schools, head):
    """Who knows the sister's numbers knows them of the years that a report of both counts, and of no other."""
    for years, school in ((years, school) for years in (0, 1, 2) for school in sister_schools):
        logged(8, school=school, at=TERMS["autumn"] - timedelta(days=364 * years))
    whole = released(sister_schools, head)

    earlier = prepare([sister_schools[0]], YEAR.previous, head)

    assert earlier.data["beside"] == [key_of(whole)]
    assert shown(earlier, "terms").total == (8, 8)


def test_a_school_that_divides_the_year_otherwise_than_its_sister(logged, sister_schools, head):
    first, second = sister_schools
    for school, year in ((first, YEAR), (first, YEAR.previous)):
        for name, day in (("Michaelmas", date(year.start, 9, 3)), ("Hilary", date(year.start + 1, 1, 8))):
            Term.objects.create(school=school, name=name, starts_on=day, ends_on=day + timedelta(days=90))
    logged(20, school=first)
    logged(20, school=second, at=TERMS["spring"])
    logged(1, school=first, at=datetime(2019, 10, 7, 9, tzinfo=UTC))  # they have kept their logs for years
    part = released([first], head)

    whole = prepare([first, second], YEAR, head)

    assert [row.label for row in shown(part, "terms").rows] == ["Michaelmas", "Hilary"]
    assert shown(whole, "terms").total == (40, 0)
