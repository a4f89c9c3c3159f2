"""Preparing a report: who may, of which schools and year, and again."""

import pytest

from core import clock
from core.access import Refused
from people.calendar import AcademicYear, midnight
from people.models import User
from people.roles import Role
from reports.actions import prepare
from reports.forms import PrepareForm
from reports.models import GovernorReport, kept_since

from .conftest import AFTER, YEAR


def test_a_coordinator_prepares_a_draft(draft, coordinator, school):
    assert draft.status == "draft"
    assert draft.title == "Annual e-safety report, 2025 to 2026"
    assert (draft.prepared_by, draft.prepared_at, draft.prepared_as) == (
        coordinator,
        AFTER,
        "Cora Coordinator, E-Safety Coordinator",
    )
    assert list(draft.schools.all()) == [school]
    assert draft.history.get().history_user == coordinator


@pytest.mark.usefixtures("kept_before")
def test_prepared_anew_a_draft_stays_one_draft_with_new_figures(draft, school, headteacher, busy_year):
    assert draft.data["tables"]["terms"]["total"] == [0, 0]

    again = prepare([school], YEAR, headteacher)

    assert again.pk == draft.pk
    assert again.data["tables"]["terms"]["total"] == [69, 0]
    assert again.prepared_by == headteacher
    assert GovernorReport.objects.count() == 1


@pytest.mark.parametrize("who", ["teacher", "safeguarding_lead", "governor", "chair", "administrator"])
def test_others_do_not_prepare_reports(request, who, school):
    with pytest.raises(Refused, match="prepared by the coordinator or the head"):
        prepare([school], YEAR, request.getfixturevalue(who))


def test_a_coordinator_does_not_prepare_a_report_of_another_school(coordinator, other_school):
    with pytest.raises(Refused, match="only of schools where you are"):
        prepare([other_school], YEAR, coordinator)


def test_a_federation_needs_a_role_at_each_of_its_schools(appoint, sister_schools):
    with pytest.raises(Refused, match="only of schools where you are"):
        prepare(list(sister_schools), YEAR, appoint(Role.COORDINATOR, sister_schools[0]))


def test_a_federation_is_reported_on_whole(appoint, federation, sister_schools, school):
    coordinator = appoint(Role.COORDINATOR, federation)
    coordinator = appoint(Role.COORDINATOR, school, user=coordinator)

    with pytest.raises(Refused, match="one school, or of schools of one federation"):
        prepare([sister_schools[0], school], YEAR, coordinator)
    with pytest.raises(Refused, match="one school, or of schools"):
        prepare([], YEAR, coordinator)

    report = prepare(list(sister_schools), YEAR, coordinator)

    assert (report.federation, report.school) == (federation, None)


def test_a_year_that_has_not_begun_is_refused(coordinator, school):
    with clock.set_to(AFTER), pytest.raises(Refused, match="has not begun"):
        prepare([school], AcademicYear(2027), coordinator)


def test_a_year_in_which_the_log_was_not_kept_is_neither_offered_nor_prepared(coordinator, school, logged):
    logged(1)  # in autumn 2025
    with clock.set_to(AFTER):
        offered = PrepareForm(user=coordinator).fields["year"].choices
        with pytest.raises(Refused, match="The log is kept here since 2025 to 2026"):
            prepare([school], YEAR.previous, coordinator)
        report = prepare([school], YEAR, coordinator)

    assert [year for year, _ in offered] == [2026, 2025]
    assert report.data["compared"] == "not kept"


def test_a_federation_has_kept_a_log_since_the_first_of_its_schools(sister_schools, logged):
    logged(1, school=sister_schools[0])
    logged(1, school=sister_schools[1], at=AFTER)

    with clock.set_to(AFTER.replace(month=11)):
        assert kept_since(sister_schools) == YEAR
        assert kept_since(sister_schools[1:]) == YEAR.following


def test_the_first_incident_of_all_does_not_show_in_its_month(school, logged):
    logged(1, at=AFTER)

    with clock.set_to(AFTER.replace(day=31)):
        assert kept_since([school]) is None


def test_of_a_year_that_is_not_over_the_summary_compares_nothing(coordinator, school, busy_year):
    with clock.set_to(midnight(YEAR.last_day)):
        report = prepare([school], YEAR, coordinator)

    assert report.data["complete"] is False


def test_who_prepares_for_one_school_need_not_choose_it(school, other_school, coordinator, appoint):
    alone = PrepareForm(user=coordinator)
    appoint(Role.COORDINATOR, other_school, user=(both := User.objects.get(pk=coordinator.pk)))

    assert (alone["place"].value(), PrepareForm(user=both)["place"].value()) == (f"school-{school.pk}", None)
