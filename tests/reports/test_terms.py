"""Reports of a term, and of some schools of a federation: what they count, and how they stand beside others."""

from datetime import UTC, datetime

import pytest

from core import clock
from core.access import Refused
from people.models import School
from people.roles import Role
from reports import sentences
from reports.actions import prepare
from reports.forms import PrepareForm
from reports.models import GovernorReport, Making
from reports.presentation import Presentation
from reports.sections import sections_of
from reports.tables import Table

from .conftest import TERMS, YEAR

IN_JANUARY = datetime(2026, 1, 12, 9, tzinfo=UTC)


@pytest.fixture
def in_january():
    with clock.set_to(IN_JANUARY):
        yield


def total(report):
    return report.data["tables"]["terms"]["total"]


def kinds(report):
    return Table.from_json(report.data["tables"]["kinds"])


def says(report):
    return {section.title: section.content.says for section in sections_of(Presentation(report).published)}


def test_a_term_is_counted_alone_and_compared_with_the_same_term(school, coordinator, logged, in_january):
    logged(12, at=TERMS["autumn"])
    logged(7, at=TERMS["spring"])
    logged(9, at=datetime(2024, 10, 7, 9, tzinfo=UTC))
    logged(30, at=datetime(2025, 2, 3, 9, tzinfo=UTC))

    report = prepare([school], YEAR, coordinator, term="Autumn")

    assert total(report) == [12, 9]
    assert report.title == "Termly e-safety report, Autumn 2025 to 2026"
    assert Presentation(report).period == "Autumn: September to December 2025"
    assert says(report)["Incidents over time"] == "12 incidents were logged, 3 more than the same term a year before."
    [counted, *_] = Presentation(report).summary.figures
    assert counted == ("12", "incidents, 9 the same term a year before")
    assert report.data["tables"]["terms"]["rows"] == []


def test_a_report_of_a_term_and_one_of_its_year_are_two_reports(school, coordinator, in_january):
    term = prepare([school], YEAR, coordinator, term="Autumn")

    assert prepare([school], YEAR, coordinator).pk != term.pk
    assert prepare([school], YEAR, coordinator, term="Autumn").pk == term.pk


def test_a_report_of_a_term_is_released_once_the_term_is_over(
    school, coordinator, headteacher, logged, in_january, plain_pdf
):
    logged(12, at=TERMS["autumn"])
    prepare([school], YEAR, coordinator, term="Autumn").release(by=headteacher)

    assert GovernorReport.objects.get().is_released


def test_not_before_it_is_over(school, coordinator, headteacher, plain_pdf):
    with clock.set_to(datetime(2025, 12, 1, 9, tzinfo=UTC)):
        report = prepare([school], YEAR, coordinator, term="Autumn")

        with pytest.raises(Refused, match="The term is not over: it can be released from 1 January 2026"):
            report.release(by=headteacher)


def test_figures_of_a_term_that_was_not_over_are_not_released(school, coordinator, headteacher, plain_pdf):
    with clock.set_to(datetime(2025, 12, 1, 9, tzinfo=UTC)):
        report = prepare([school], YEAR, coordinator, term="Autumn")

    with (
        clock.set_to(IN_JANUARY),
        pytest.raises(Refused, match="These figures were prepared before the term was over"),
    ):
        report.release(by=headteacher)


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ("Summer", "The term Summer of 2025 to 2026 has not begun"),
        ("Michaelmas", "There is no term called “Michaelmas” in 2025 to 2026"),
    ],
)
def test_a_term_that_has_not_begun_or_is_none_is_refused(school, coordinator, in_january, term, reason):
    with pytest.raises(Refused, match=reason):
        prepare([school], YEAR, coordinator, term=term)


def test_the_year_less_a_term_gives_no_small_number_away(
    school, coordinator, headteacher, logged, after_the_year, plain_pdf
):
    logged(10, kind="bypass", at=TERMS["autumn"])
    logged(2, kind="bypass", at=TERMS["spring"])
    logged(20, kind="cyberbullying", at=TERMS["autumn"])
    logged(20, kind="cyberbullying", at=TERMS["spring"])
    for term in ("autumn", "spring"):
        logged(5, kind="money", at=TERMS[term])  # withheld beside the row of the rare ones
    autumn = prepare([school], YEAR, coordinator, term="Autumn")
    alone = kinds(prepare([school], YEAR, coordinator)).cell("bypass")
    autumn.release(by=headteacher)

    year = prepare([school], YEAR, coordinator)

    assert (kinds(autumn).cell("bypass"), alone) == (10, 12)
    assert kinds(year).cell("bypass") != 12
    assert total(year)[0] == 62


def test_a_term_of_schools_that_keep_different_days_is_each_schools_own(
    sister_schools, appoint, federation, logged, after_the_year
):
    for school, start in zip(sister_schools, ("01-05", "02-16"), strict=True):
        for name, first, last in (
            ("Autumn", "2025-09-01", "2025-12-31"),
            ("Spring", f"2026-{start}", "2026-03-31"),
            ("Summer", "2026-04-01", "2026-08-31"),
        ):
            school.terms.create(name=name, starts_on=first, ends_on=last)
        logged(6, school=school, at=TERMS["spring"])  # the second of February

    report = prepare(list(sister_schools), YEAR, appoint(Role.COORDINATOR, federation), term="Spring")

    assert total(report)[0] == 6


@pytest.fixture
def third(federation) -> School:
    return School.objects.create(name="Chalk Hill Sixth Form", code="CHS", federation=federation)


def test_some_schools_of_a_federation_have_a_report_of_their_own(
    sister_schools, third, appoint, logged, after_the_year
):
    both = appoint(Role.COORDINATOR, sister_schools[0])
    appoint(Role.COORDINATOR, sister_schools[1], user=both)
    for school in (*sister_schools, third):
        logged(8, school=school)

    report = prepare(list(sister_schools), YEAR, both)

    assert total(report)[0] == 16
    assert report.place == "Chalk Hill Infants and Chalk Hill Juniors"
    assert report.chosen == ",".join(str(school.pk) for school in sister_schools)


def test_it_is_not_the_report_of_the_federation(sister_schools, third, federation, appoint, after_the_year):
    everywhere = appoint(Role.COORDINATOR, federation)
    whole = prepare([*sister_schools, third], YEAR, everywhere)

    some = prepare(list(sister_schools), YEAR, everywhere)

    assert (whole.chosen, whole.place) == ("", "Chalk Hill Federation")
    assert some.pk != whole.pk


def chosen(user, **said):
    form = PrepareForm({"year": str(YEAR.start), **said}, user=user)
    return form, form.is_valid()


def test_the_form_offers_some_schools_where_a_federation_has_three(
    sister_schools, third, federation, appoint, after_the_year
):
    user = appoint(Role.COORDINATOR, federation)
    place = f"some-{federation.pk}"

    form, is_valid = chosen(user, place=place, schools=[school.pk for school in sister_schools], term="Autumn")
    assert is_valid
    assert (form.cleaned_data["schools"], form.cleaned_data["term"]) == (list(sister_schools), "Autumn")

    form, _ = chosen(user, place=place, schools=[third.pk])
    assert form.errors == {"schools": ["Choose two or more schools of the federation that you chose"]}


def test_it_asks_nothing_of_schools_where_there_is_nothing_to_choose(coordinator, after_the_year):
    form, _ = chosen(coordinator, place=f"school-{coordinator.person.school_id}")

    assert "schools" not in form.fields
    assert form.cleaned_data["term"] == ""


def test_the_worker_prepares_the_term_that_was_asked_for(school, coordinator, in_january, signed_in, plain_pdf):
    asked = {"place": f"school-{school.pk}", "year": YEAR.start, "term": "Autumn"}

    signed_in(coordinator).post("/reports/prepare/", asked)

    making = Making.objects.get()
    assert (making.term, making.period_in_words) == ("Autumn", "Autumn 2025 to 2026")


@pytest.mark.once
@pytest.mark.parametrize("complete", [True, False])
def test_a_report_without_a_total_says_why(complete):
    terms = Table("terms", (("this", "This year"), ("before", "Year before")), total=(None, 27))

    said = sentences.total(terms, complete=complete)

    assert said.startswith("How many incidents were logged is not shown: a few changed since other reports")
