"""A kind whose row the school has retired: the report is taken, and what follows from the kind still does."""

from datetime import date

import pytest

from incidents.kinds import kinds
from policies.actions import start_policy, structure
from policies.models import Matrix, PolicyVersion
from policies.states import Status


@pytest.fixture
def policy_without_social_media(school, administrator) -> PolicyVersion:
    """A policy in force whose table of user actions has lost the row that a kind suggests."""
    version = start_policy(title="E-safety policy", schools=[school], by=administrator)
    structure.retire_row(version.matrices.get(kind=Matrix.Kind.USER_ACTIONS), "social_media", by=administrator)
    coverage = version.policy.coverages.get()
    coverage.starts_on = date(2000, 1, 1)
    coverage.save_as(administrator)
    version.status, version.approved_on, version.effective_from = (
        Status.APPROVED,
        coverage.starts_on,
        coverage.starts_on,
    )
    version.save_as(administrator)
    return version


@pytest.fixture
def kind() -> str:
    return next(kind.key for kind in kinds().values() if kind.row == "social_media")


def test_the_incident_is_logged_without_a_row_and_keeps_its_area_of_risk(
    policy_without_social_media, kind, log_incident, school
):
    incident = log_incident(kind=kind)

    assert PolicyVersion.objects.in_force(school, incident.day) == policy_without_social_media
    assert incident.user_action is None
    assert incident.four_c == "contact"  # as the standard set has it


def test_its_reviewer_finds_the_page_and_chooses_another_row(
    policy_without_social_media, kind, log_incident, coordinator, signed_in
):
    incident = log_incident(kind=kind)
    row = policy_without_social_media.matrices.get(kind="user_actions").all_rows.get(key="messaging_apps")

    page = signed_in(coordinator).get(incident.get_absolute_url() + "review/")
    incident.review(by=coordinator, branch="unsuitable", user_action=row, safeguarding=False, reason="A closed group.")

    assert page.status_code == 200
    assert incident.user_action == row
