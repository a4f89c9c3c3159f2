"""Periods in which hardly anything happened, or not everywhere: what a report may still say of them."""

import pytest

from incidents.kinds import kinds
from reports.figures import figures_of, tables_of
from reports.published import Published
from reports.sections import sections_of

from .conftest import TERMS, YEAR


def figures(table):
    """Every figure of a table that is a number, totals apart."""
    return [cell for row in table.rows for cell in row.cells if isinstance(cell, int)]


def said(*schools):
    published = Published(figures_of(schools, YEAR) | {"complete": True, "months": 12})
    return {section.key: section.content for section in sections_of(published)}


def test_a_year_with_one_incident_has_every_section_and_names_no_number(logged, school):
    logged(1, group="5")

    found = said(school)

    assert found["summary"].says == ("A few incidents were logged: so few that nothing more can be said about them.")
    shown = [exhibit.table for content in found.values() for exhibit in content.exhibits]
    assert {cell for table in shown for _, cells in table.rows for cell in cells if isinstance(cell, int)} == set()


def test_the_only_pupil_of_a_phase_is_in_no_row(logged, school):
    logged(1, group="1")
    logged(30, group="5")

    phases = tables_of(figures_of([school], YEAR))["phases"]

    assert phases.total[0] == 31
    assert not {1, 30} & set(figures(phases))


def test_where_every_kind_is_small_only_the_total_is_said(logged, school):
    for kind in kinds():
        logged(2, kind=kind)

    shown = tables_of(figures_of([school], YEAR))["kinds"]

    assert shown.total[0] == 2 * len(kinds())
    assert all(number == 0 or number >= 5 for number in figures(shown))


@pytest.mark.parametrize(("before_it_closed", "tells"), [(9, True), (3, False)])
def test_a_school_that_closed_after_autumn_has_terms_without_any_and_its_few_are_not_told(
    logged, sister_schools, before_it_closed, tells
):
    stays, closes = sister_schools
    logged(before_it_closed, school=closes)
    for at in TERMS.values():
        logged(20, school=stays, at=at)

    tables = tables_of(figures_of(sister_schools, YEAR))
    own = next((row.cells for row in tables["schools"].rows if row.covers == (str(closes.pk),)), None)

    assert tables["terms"].total[0] == 60 + before_it_closed
    assert (before_it_closed in (own or ())) is tells
    assert before_it_closed >= 5 or not {20, 60} & set(figures(tables["schools"]))
