"""What a report shows of a year: enough detail, nothing small, and nothing where there is too little."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.kinds import kinds
from people.models import School
from reports.disclosure.publishing import Years
from reports.figures import _tables, figures_of, tables_of
from reports.sentences import summary
from reports.statistics import Counts

from .conftest import TERMS, YEAR


def tables(*schools, **how):
    return tables_of(figures_of(schools, YEAR, **how))


def rows(table):
    return {row.label: row.cells for row in table.rows}


def everything(kept):
    """Every published figure."""
    for table in tables_of(kept).values():
        yield from table.total
        for row in table.rows:
            yield from row.cells
    yield from kept["adults"]
    yield from kept["changed"]


def test_a_busy_year_is_shown_by_term_area_kind_and_place(busy_year, school):
    shown = tables(school)

    assert rows(shown["terms"]) == {"Autumn": (23, 0), "Spring": (23, 0), "Summer": (23, 0)}
    assert shown["terms"].total == (69, 0)
    assert rows(shown["areas"])["Conduct"] == (6, 6, 6, 18, 0)
    assert rows(shown["areas"])["Contact"] == (6, 6, 6, 18, 0)
    assert shown["kinds"].cell("bypass") == 33
    assert shown["places"].cell("home") == 27
    assert rows(shown["phases"]) == {
        "Early years and key stage 1": (15, 0),
        "Key stage 2": (54, 0),
        "Other, or year not known": (0, 0),
    }
    assert rows(shown["reviewed"])["Same day"] == (69, 0)
    assert rows(shown["closed"])["Still open"] == (69, 0)


def test_small_counts_are_withheld_and_their_total_is_not(logged, school):
    logged(30, place="classroom")
    logged(12, place="home")
    logged(2, place="trip")

    places = tables(school)["places"]

    assert places.total[0] == 44
    assert places.cell("trip") == "c"
    assert places.cell("home") == "c"
    assert places.cell("classroom") == 30
    assert places.cell("club") == 0


@pytest.mark.parametrize("number", range(1, 5))
def test_of_so_few_incidents_nothing_is_said_but_that_there_were_some(logged, school, number):
    logged(number, group="5")

    kept = figures_of([school], YEAR)

    assert {cell for cell in everything(kept) if isinstance(cell, int)} <= {0}
    of_incidents = {key: table for key, table in tables_of(kept).items() if key != "agreements"}
    assert all(table.rows == () and table.total[:1] in [("c",), ()] for table in of_incidents.values())
    assert kept["adults"][0] is None
    assert "A few incidents" in summary(tables_of(kept), complete=True).headline


def test_a_year_without_incidents_is_a_nil_return_and_shown(school):
    kept = figures_of([school], YEAR)
    shown = tables_of(kept)

    assert rows(shown["terms"]) == {"Autumn": (0, 0), "Spring": (0, 0), "Summer": (0, 0)}
    assert len(shown["kinds"].rows) > 10
    assert {cell for table in shown.values() for row in table.rows for cell in row.cells} == {0}
    assert summary(shown, complete=True).headline == "No incidents were logged, as many as the year before."


def test_a_school_may_withhold_more_than_five(logged, school):
    school.suppress_below = 10
    school.save()
    logged(30, place="classroom")
    logged(20, place="home")
    logged(8, place="trip")

    assert tables(school)["places"].cell("trip") == "c"


def test_a_federation_withholds_what_its_strictest_school_does(logged, sister_schools):
    infants, juniors = sister_schools
    juniors.suppress_below = 8
    juniors.save()
    logged(40, school=infants)
    logged(7, school=juniors)

    shown = tables(*sister_schools)

    assert not shown["schools"].rows or shown["schools"].cell(str(juniors.pk), "year") == "c"


def test_schools_are_rows_of_a_federation(logged, sister_schools):
    for school, times in zip(sister_schools, (10, 20), strict=True):
        for at in TERMS.values():
            logged(times, school=school, at=at)

    shown = tables(*sister_schools)["schools"]

    assert rows(shown) == {"Chalk Hill Infants": (10, 10, 10, 30, 0), "Chalk Hill Juniors": (20, 20, 20, 60, 0)}
    assert shown.total == (30, 30, 30, 90, 0)


def test_telling_kinds_never_stand_alone(logged, school):
    logged(40, kind="bypass")
    logged(9, kind="nudes")

    shown = tables(school)["kinds"]

    telling = {"nudes", "contact", "staff_conduct", "self_harm", "blackmail"}
    assert telling <= kinds().keys()
    assert not telling & {row.key for row in shown.rows}
    assert shown.rows[-1].cells[0] == 9


@pytest.mark.parametrize("times", [0, 1, 4])
def test_a_small_number_of_telling_kinds_is_a_band_whether_or_not_there_was_any(logged, school, times):
    logged(40, kind="bypass")
    logged(15, kind="money")
    logged(times, kind="staff_conduct", restricted=True)

    assert tables(school)["kinds"].rows[-1].cells[0] == "0 to 4"


@pytest.mark.parametrize(("times", "shown"), [(0, "0 to 4"), (3, "0 to 4"), (6, 6)])
def test_adults_are_counted_apart_in_a_band(logged, school, times, shown):
    logged(30, group="5")
    logged(times, group="", person_kind="staff", restricted=True)

    assert figures_of([school], YEAR)["adults"][0] == shown


@pytest.mark.parametrize(("times", "shown"), [(0, "0 to 4"), (4, "0 to 4"), (6, 6)])
def test_incidents_after_which_something_changed_are_counted_in_a_band(logged, school, times, shown):
    logged(30)
    logged(times, what_changed="Tablets are handed in at noon.")

    assert figures_of([school], YEAR)["changed"] == [shown, "0 to 4"]


def test_a_report_that_is_older_than_the_figure_says_nothing_of_it(logged, school):
    logged(30, what_changed="Tablets are handed in at noon.")
    released = figures_of([school], YEAR.previous)
    del released["changed"]

    assert figures_of([school], YEAR, released=released)["changed"] == [30, None]


def test_the_area_of_contact_stands_alone_only_where_it_is_large(logged, school):
    logged(30, four_c="conduct")
    logged(30, four_c="content")
    logged(2, four_c="contact")

    assert "Contact" not in rows(tables(school)["areas"])


def test_last_year_is_what_was_released_last_year(busy_year, logged, school):
    earlier = figures_of([school], YEAR.previous)
    earlier["tables"]["terms"]["total"] = [77, None]
    earlier["tables"]["kinds"]["rows"][0]["cells"] = ["c", None]
    logged(9, at=TERMS["autumn"] - timedelta(days=365))

    shown = tables(school, released=earlier)

    assert shown["terms"].total == (69, 77)
    assert shown["kinds"].rows[0].cells[1] == "c"


def test_without_anything_to_compare_with_no_last_year_is_shown(busy_year, school):
    shown = tables(school, compare=False)

    assert {row.cells[-1] for key in ("terms", "areas", "kinds", "places") for row in shown[key].rows} == {None}
    assert summary(shown, complete=True).headline.startswith("69 incidents were logged. ")


def test_figures_take_as_many_queries_for_three_schools_as_for_one(
    logged, school, sister_schools, django_assert_num_queries
):
    logged(group="5")
    with django_assert_num_queries(17 if connection.vendor == "postgresql" else 15):
        figures_of([school], YEAR)

    logged(3, school=sister_schools[0], group="5")
    with django_assert_num_queries(17 if connection.vendor == "postgresql" else 15):
        figures_of([school, *sister_schools], YEAR)


small = st.integers(0, 9)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(["bypass", "money", "phone", "nudes", "other", "copyright"]), small),
    st.lists(st.lists(small, min_size=4, max_size=4), min_size=3, max_size=3),
)
def test_whatever_happened_no_small_number_is_published_and_tables_add_up(by_kind, by_term):
    counts = Counts()
    areas, terms = ("conduct", "contact", "content", "commerce"), ("autumn", "spring", "summer")
    for term, numbers in zip(terms, by_term, strict=True):
        for area, number in zip(areas, numbers, strict=True):
            counts.terms[term] += number
            counts.areas[area] += number
            counts.area_terms[area, term] += number
            counts.total += number
    counts.kinds.update(by_kind)

    school = School(pk=1, name="One", phase="primary")
    for table in _tables([school], ["Autumn", "Spring", "Summer"], Years(counts, 5)):
        for cells in (*(row.cells for row in table.rows), table.total):
            assert not [cell for cell in cells if isinstance(cell, int) and 0 < cell < 5]
        for place, total in enumerate(table.total):
            column = [row.cells[place] for row in table.rows]
            if column and isinstance(total, int) and all(isinstance(cell, int) for cell in column):
                assert sum(column) == total
