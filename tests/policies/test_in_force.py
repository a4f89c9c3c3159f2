"""Which version applies at a school on a day."""

from datetime import UTC, date, datetime, time

import pytest

from core.access import Refused
from people.roles import Role
from policies.actions import start_policy
from policies.models import PolicyVersion, Row
from policies.presets import build
from policies.queries import row_in_force, verdicts

NOVEMBER = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _covered_for_years(draft):
    draft.policy.coverages.update(starts_on=date(2020, 9, 1))


def name(school, day) -> str:
    """Of the version; of its rows one is found at once, as a report asks for it."""
    version = PolicyVersion.objects.in_force(school, day)
    gambling = Row.objects.filter(key="gambling", matrix__kind="user_actions", matrix__version=version)
    assert row_in_force(school, day, "gambling") == gambling.first()
    return str(version)


def test_a_school_without_a_policy_falls_back_to_the_standard_set(other_school):
    assert name(other_school, date(2026, 11, 19)) == "Standard set, version 1"


def test_a_draft_applies_to_nobody(draft, school):
    assert name(school, date(2026, 11, 19)) == "Standard set, version 1"


def test_a_version_applies_from_its_day_on(approved, school):
    assert name(school, date(2026, 8, 31)) == "Standard set, version 1"
    assert name(school, date(2026, 9, 1)) == "E-safety policy, version 1"


def test_a_superseded_version_still_judges_its_own_time(approved, second_draft, approve, school, time_machine):
    time_machine.move_to("2026-11-01 20:00", tick=False)
    approve(second_draft, approved_on=date(2026, 11, 1), effective_from=NOVEMBER)

    assert name(school, date(2026, 11, 1)) == "E-safety policy, version 1"
    assert name(school, NOVEMBER) == "E-safety policy, version 2"


def test_an_incident_dated_before_a_change_is_judged_by_the_old_cells(
    approved, second_draft, approve, part, administrator, log_incident, time_machine
):
    matrix = second_draft.matrices.get(kind="user_actions")
    old = approved.matrices.get(kind="user_actions").all_rows.get(key="gambling").decisions.get().column.key
    matrix.decide(*part(matrix, "gambling", "acceptable"), by=administrator)
    time_machine.move_to("2026-11-01 20:00", tick=False)
    approve(second_draft, approved_on=date(2026, 11, 1), effective_from=NOVEMBER)
    time_machine.move_to("2026-11-19 09:00", tick=False)

    judged = {}
    for day in (date(2026, 11, 1), NOVEMBER):
        incident = log_incident(occurred_at=datetime.combine(day, time(10), tzinfo=UTC))
        version = PolicyVersion.objects.in_force(incident.school, incident.day)
        judged[day] = verdicts(version)["gambling"].column.key
        assert incident.user_action.matrix.version == version

    assert judged == {date(2026, 11, 1): old, NOVEMBER: "acceptable"}
    assert old == "unacceptable"


def test_an_approved_version_of_the_future_leaves_the_old_one_in_force(approved, second_draft, approve, school):
    approve(second_draft, approved_on=date(2026, 11, 1), effective_from=date(2027, 1, 4))

    assert name(school, date(2026, 11, 19)) == "E-safety policy, version 1"


def test_when_coverage_changes_each_day_has_one_policy(approved, school, headteacher, administrator, approve):
    other = start_policy(title="New policy", schools=[], by=administrator, sources=["primary-2020"])
    other.matrices.all().delete()
    other.policy.cover(school, by=administrator, starts_on=date(2026, 10, 1))
    approve(type(other).objects.get(pk=other.pk))

    assert name(school, date(2026, 9, 30)) == "E-safety policy, version 1"
    assert name(school, date(2026, 10, 1)) == "New policy, version 1"


def test_a_federation_has_one_policy_for_its_schools(sister_schools, federation, appoint, decide_all, approve):
    head, chair = appoint(Role.HEADTEACHER, federation), appoint(Role.CHAIR_OF_GOVERNORS, federation)
    version = start_policy(title="Federation policy", schools=sister_schools, by=head, sources=["primary-2020"])
    version.matrices.all().delete()
    build(version, ["standard", "worked-example"], by=head)
    version.matrices.filter(kind__in=["communications", "devices"]).delete()
    decide_all(version).submit(by=head)
    version.approve(
        by=chair, approving_body="Board", approved_on=NOVEMBER, effective_from=NOVEMBER, review_due=date(2027, 11, 2)
    )

    assert {name(school, date(2026, 11, 19)) for school in sister_schools} == {"Federation policy, version 1"}


def test_a_school_is_not_covered_twice_from_the_same_day(draft, school, administrator):
    with pytest.raises(Refused, match="Ashdown Primary already has a policy from 1 September 2020 on"):
        draft.policy.cover(school, by=administrator, starts_on=date(2020, 9, 1))
