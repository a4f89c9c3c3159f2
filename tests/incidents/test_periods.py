"""Which incidents a count is about: of a term or an academic year, of one school or all."""

from datetime import timedelta

import pytest

from core import clock
from incidents.forms import PeriodForm
from incidents.models import Incident
from people.calendar import AcademicYear
from people.models import Term


@pytest.mark.parametrize(("period", "expected"), [("", 1), ("last", 1), ("older", 0), ("no such", 1)])
def test_incidents_count_in_the_year_in_which_they_were_reported(log_incident, coordinator, period, expected):
    year = AcademicYear.current()
    key = {"last": str(year.start - 1), "older": str(year.start - 2)}.get(period, period)
    log_incident()
    old = log_incident()
    Incident.objects.filter(pk=old.pk).update(reported_at=year.bounds()[0] - timedelta(minutes=1), occurred_at=None)

    form = PeriodForm({"period": key}, user=coordinator)

    assert form.incidents.count() == expected


@pytest.mark.parametrize(("key", "expected"), [("", "the academic year {}"), ("{}-1", "Michaelmas term {}")])
def test_in_a_sentence_the_name_of_a_term_stays_a_name(school, coordinator, key, expected):
    year = AcademicYear.current()
    Term.objects.filter(school=school).delete()
    Term.objects.create(school=school, name="Michaelmas", starts_on=year.first_day, ends_on=year.last_day)

    form = PeriodForm({"period": key.format(year.start)}, user=coordinator)

    assert form.in_words == f"Ashdown Primary, {expected.format(year.start if key else year)}"


def test_withdrawn_incidents_do_not_count(log_incident, coordinator):
    log_incident().withdraw(by=coordinator, reason="Twice.")

    assert not PeriodForm({}, user=coordinator).incidents.exists()


def test_the_clock_is_the_schools(coordinator):
    first = next(iter(PeriodForm({}, user=coordinator).periods.values()))

    assert first.first <= clock.today() <= first.last
