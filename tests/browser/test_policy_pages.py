"""The pages around policies and agreements, each looked at once at both widths."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from people.roles import Role
from policies.actions import new_draft, start_policy
from policies.models import Policy, PolicyVersion

DRAFT = "/policies/ashdown/2/"
TABLE = f"{DRAFT}matrices/user_actions/"
PAGES = [
    "/policies/checks/",
    f"{DRAFT}compare/1/",
    f"{TABLE}shape/",
    f"{TABLE}rows/gambling/",
    f"{TABLE}import/",
    "/policies/start/e_safety/",
    "/policies/ashdown/schools/",
    "/agreements/",
    "/agreements/older-pupils/record/?class=5 Oak",
    "/agreements/staff/?show=missing",
]


@pytest.fixture
def agree(school, administrator):
    """`agree("staff", "staff_agreement")`: an agreement of the school, in force since a month ago."""

    def start(slug: str, kind: str) -> PolicyVersion:
        version = start_policy(title=Policy.Kind(kind).label, schools=[school], by=administrator, kind=kind)
        since = clock.today() - timedelta(days=30)
        Policy.objects.filter(pk=version.policy_id).update(slug=slug)
        version.policy.coverages.update(starts_on=since)
        PolicyVersion.objects.filter(pk=version.pk).update(status="approved", approved_on=since, effective_from=since)
        return version

    return start


@pytest.fixture
def agreements(agree, pupil, other_pupil):
    return [agree("staff", "staff_agreement"), agree("older-pupils", "older_agreement")]


@pytest.fixture
def draft(policy_in_force, administrator):
    """Draft 2, with one cell changed."""
    version = new_draft(policy_in_force.policy, by=administrator)
    matrix = version.matrices.get(kind="user_actions")
    column = matrix.column_groups.get().columns.get(key="unacceptable")
    matrix.decide(matrix.all_rows.get(key="gambling"), column, by=administrator)
    return version


def test_the_pages_around_policies_and_agreements(
    page, open_page, checked, sign_in, appoint, school, administrator, draft, agreements
):
    appoint(Role.STAFF, school, user=administrator)
    public = open_page()
    public.goto("/p/ash/ashdown/")
    checked(public)

    sign_in(page, administrator)
    for address in PAGES:
        assert page.goto(address).ok, address
        checked(page)

    page.goto(f"{DRAFT}sections/scope/")
    page.get_by_role("button", name="Preview the text").click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    checked(page)

    page.goto("/agreements/staff/sign/")
    checked(page)
    page.get_by_role("checkbox", name="I have read this agreement and will keep to it").check()
    page.get_by_role("button", name="Sign the agreement").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you: your signature is recorded.")
    checked(page)
