"""Terms by which a report that is out was counted stay as they are: the days between would be left by subtraction."""

from datetime import date

import pytest

from core import clock
from core.access import Refused
from people.actions import add_default_terms, change_terms
from reports.actions import prepare
from reports.models import GovernorReport

from .conftest import AFTER, YEAR

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("counted_once", "plain_pdf", "after_the_year")]


@pytest.fixture
def terms(school, administrator):
    add_default_terms(school, YEAR, by=administrator)
    return list(school.terms.of(YEAR))


@pytest.fixture
def change(school, terms, administrator):
    """`change(names={2: "Last"}, days={1: date(…)})`: by the place of the term."""

    def make(names=None, days=None):
        wanted = [
            (term, (names or {}).get(at, term.name), (days or {}).get(at, term.starts_on))
            for at, term in enumerate(terms)
        ]
        change_terms(school, YEAR, wanted, by=administrator)

    return make


def released(school, head, term=""):
    prepare([school], YEAR, head, term=term).release(by=head)


@pytest.mark.parametrize(
    ("of", "moved"), [("Autumn", 1), ("Spring", 1), ("Spring", 2), ("Summer", 2), ("", 1), ("", 2)]
)
def test_a_day_that_a_report_was_counted_by_stays(school, headteacher, terms, change, of, moved):
    released(school, headteacher, of)
    day = terms[moved].starts_on

    with pytest.raises(Refused, match=rf"The report of {of}.*was counted by these terms .* days cannot be changed"):
        change(days={moved: day.replace(day=8)})

    terms[moved].refresh_from_db()
    assert terms[moved].starts_on == day


@pytest.mark.parametrize(("of", "moved"), [("Autumn", 2), ("Summer", 1), ("", 0)])
def test_a_day_that_no_figure_depends_on_may_move(school, headteacher, terms, change, of, moved):
    released(school, headteacher, of)
    day = terms[moved].starts_on.replace(day=8)

    change(days={moved: day})

    terms[moved].refresh_from_db()
    assert terms[moved].starts_on == day


def test_names_stay_too(school, headteacher, terms, change):
    released(school, headteacher, "Autumn")

    with pytest.raises(Refused, match="names cannot be changed"):
        change(names={2: "Trinity"})


def test_terms_that_nothing_read_was_counted_by_may_change(school, headteacher, terms, change):
    prepare([school], YEAR, headteacher)

    change(names={2: "Trinity"}, days={1: date(2026, 1, 8)})

    assert [term.name for term in school.terms.of(YEAR)] == ["Autumn", "Spring", "Trinity"]


def test_a_draft_counted_by_other_days_is_prepared_anew(school, headteacher, terms, change):
    prepare([school], YEAR, headteacher)
    change(days={1: date(2026, 1, 8)})

    with pytest.raises(Refused, match="the terms have changed"):
        GovernorReport.objects.get().release(by=headteacher)

    with clock.set_to(AFTER.replace(hour=11)):
        released(school, headteacher)
    assert GovernorReport.objects.get().is_released
