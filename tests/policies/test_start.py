"""Starting a policy."""

import pytest
from django.urls import reverse

from core.access import Refused
from people.roles import Role
from policies.actions import start_policy
from policies.forms.starting import PRESETS
from policies.models import Cell, Decision, Policy, PolicyVersion

pytestmark = pytest.mark.django_db
E_SAFETY = reverse("policies:start-kind", args=["e_safety"])
STAFF = "staff_agreement"


def test_a_coordinator_starts_the_policy_of_a_school(school, coordinator, signed_in):
    response = signed_in(coordinator).post(
        E_SAFETY,
        {"title": "Our policy", "schools": [school.pk], "first": "standard", "second": "worked-example"},
    )

    version = PolicyVersion.objects.get(policy__title="Our policy")
    assert response.headers["Location"] == version.get_absolute_url() == "/policies/our-policy/1/"
    assert version.matrices.count() == 5
    assert version.policy.school_ids == {school.pk}


def test_a_title_in_any_script_is_kept_and_has_an_address(school, coordinator):
    first = start_policy(title="🛡️ سياسة", schools=[school], by=coordinator)

    assert (first.policy.title, first.policy.slug) == ("🛡️ سياسة", "policy")


def test_a_long_address_ends_with_a_whole_word(coordinator):
    title = "Acceptable use agreement for the older pupils of the whole federation"

    policy = start_policy(title=title, schools=[], by=coordinator).policy

    assert policy.slug == "acceptable-use-agreement-for-the-older-pupils-of"


def test_addresses_are_never_shared(school, coordinator):
    slugs = [start_policy(title="Safe & sound", schools=[], by=coordinator).policy.slug for _ in range(3)]

    assert slugs == ["safe-sound", "safe-sound-2", "safe-sound-3"]


def test_the_school_of_somebody_else_cannot_be_chosen(other_school, coordinator, signed_in):
    response = signed_in(coordinator).post(
        E_SAFETY, {"title": "Theirs", "schools": [other_school.pk], "first": "standard"}
    )

    assert "Choose from the schools offered" in response.content.decode()
    assert not Policy.objects.filter(title="Theirs").exists()
    with pytest.raises(Refused, match="You do not draft policies for all of these schools"):
        start_policy(title="Theirs", schools=[other_school], by=coordinator)


def test_a_school_that_has_a_policy_is_not_offered(draft, administrator, signed_in):
    page = signed_in(administrator).get(E_SAFETY).content.decode()

    assert "Every school where you draft policies has one already." in page


def test_a_teacher_starts_none(teacher, signed_in):
    assert signed_in(teacher).get(reverse("policies:start")).status_code == 403
    assert signed_in(teacher).get(E_SAFETY).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("title", "", "Say what the policy is called"),
        ("title", "x" * 121, "at most 120 characters"),
        ("title", "a\x00b", "Null characters are not allowed"),
        ("schools", [], "Choose at least one school"),
        ("schools", ["nonsense"], "Choose from the schools offered"),
        ("schools", ["9" * 30], "Choose from the schools offered"),
        ("schools", ["-1"], "Choose from the schools offered"),
        ("schools", ["٣"], "Choose from the schools offered"),
        ("first", "nowhere", "Choose what it starts from"),
        ("first", "version-1", "Choose what it starts from"),
        ("second", "nowhere", "Choose from what is offered"),
        ("second", "standard", "It is chosen already"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_started(field, value, error, school, coordinator, signed_in):
    given = {"title": "Our policy", "schools": [school.pk], "first": "standard"}

    response = signed_in(coordinator).post(E_SAFETY, given | {field: value})

    assert response.status_code == 200
    assert error in response.content.decode()
    assert Policy.objects.filter(is_standard=False).count() == 0


def test_addresses_that_the_site_needs_are_no_policys(school, coordinator):
    assert start_policy(title="Start", schools=[school], by=coordinator).policy.slug == "start-2"


def test_of_several_sources_the_first_that_decides_wins(school, coordinator, signed_in):
    signed_in(coordinator).post(
        E_SAFETY,
        {"title": "Merged", "schools": [school.pk], "first": "primary-2020", "third": "worked-example"},
    )

    found = Decision.objects.filter(row__matrix__version__policy__title="Merged").select_related("row")
    came_from = {decision.row.key: decision.provenance for decision in found}
    assert (came_from["gambling"], came_from["gaming_other"]) == ("primary-2020", "worked-example")


def test_a_kind_that_does_not_exist_is_not_found(school, coordinator, signed_in):
    assert signed_in(coordinator).get(reverse("policies:start-kind", args=["nonsense"])).status_code == 404


class TestAgreements:
    def test_it_starts_with_a_text_and_without_tables(self, draft, school, coordinator, signed_in):
        address = reverse("policies:start-kind", args=[STAFF])

        response = signed_in(coordinator).post(
            address, {"title": "For staff", "schools": [school.pk], "first": "text"}, follow=True
        )

        version = PolicyVersion.objects.get(policy__title="For staff")
        assert version.policy.kind == STAFF
        assert version.sections.exists()
        assert not version.matrices.exists()
        assert "The agreement has been started." in response.content.decode()

    def test_a_school_has_one_of_each_kind(self, draft, school, coordinator, signed_in):
        start_policy(title="For staff", schools=[school], by=coordinator, kind=STAFF)

        page = " ".join(signed_in(coordinator).get(reverse("policies:start")).content.decode().split())

        assert page.count("Every school where you draft policies has one") == 2
        assert page.count("Not started at Ashdown Primary") == len(Policy.Kind) - 2


def starts_from(page):
    """What the form offers to start from, in its order."""
    return page.context["form"].fields["first"].choices


class TestCopying:
    """From another school of the federation."""

    @pytest.fixture
    def sister_version(self, sister_schools, administrator, appoint, decide_all, approve):
        [infants, _] = sister_schools
        appoint(Role.ADMINISTRATOR, infants, user=administrator)
        version = start_policy(
            title="Infants", schools=[infants], by=administrator, sources=["primary-2020", "worked-example"]
        )
        return approve(decide_all(version), by=appoint(Role.HEADTEACHER, infants))

    @pytest.fixture
    def junior(self, sister_schools, appoint):
        return appoint(Role.COORDINATOR, sister_schools[1])

    def test_its_approved_version_is_offered_and_copied(self, sister_version, sister_schools, junior, signed_in):
        given = {"title": "Ours", "schools": [sister_schools[1].pk], "first": f"version-{sister_version.pk}"}

        page = signed_in(junior).get(E_SAFETY).content.decode()
        signed_in(junior).post(E_SAFETY, given)

        copy = PolicyVersion.objects.get(policy__title="Ours")
        assert "As in “Infants, version 1”" in page
        assert (copy.number, copy.status, copy.approved_on, copy.started_by) == (1, "draft", None, junior)
        assert copy.policy.school_ids == {sister_schools[1].pk}
        for parts in (Decision, Cell):
            said = parts.objects.filter(row__matrix__version=copy)
            assert said.count() == parts.objects.filter(row__matrix__version=sister_version).count() > 0
            assert set(said.values_list("provenance", flat=True)) == {"sister-school"}

    def test_a_draft_is_not_offered(self, sister_schools, administrator, appoint, junior, signed_in):
        appoint(Role.ADMINISTRATOR, sister_schools[0], user=administrator)
        start_policy(title="Infants", schools=[sister_schools[0]], by=administrator)

        assert starts_from(signed_in(junior).get(E_SAFETY)) == PRESETS

    def test_a_school_of_no_federation_is_offered_none(self, sister_version, school, coordinator, signed_in):
        given = {"title": "Ours", "schools": [school.pk], "first": f"version-{sister_version.pk}"}

        assert starts_from(signed_in(coordinator).get(E_SAFETY)) == PRESETS
        assert "Choose what it starts from" in signed_in(coordinator).post(E_SAFETY, given).content.decode()
        with pytest.raises(Refused, match="Only an approved version of a school of the same federation"):
            start_policy(title="Ours", schools=[school], by=coordinator, copied=sister_version)

    def test_it_is_for_schools_of_that_federation_alone(
        self, sister_version, sister_schools, school, appoint, junior, signed_in
    ):
        appoint(Role.COORDINATOR, school, user=junior)
        both = {"title": "Ours", "schools": [school.pk, sister_schools[1].pk], "first": f"version-{sister_version.pk}"}

        page = signed_in(junior).post(E_SAFETY, both).content.decode()

        assert "Choose schools of the federation that “Infants, version 1” is of" in page

    def test_nothing_more_is_merged_into_it(self, sister_version, sister_schools, junior, signed_in):
        given = {"title": "Ours", "schools": [sister_schools[1].pk], "first": f"version-{sister_version.pk}"}

        page = signed_in(junior).post(E_SAFETY, given | {"second": "standard"}).content.decode()

        assert "Another school’s version leaves no cell open: choose nothing more" in page
        assert not Policy.objects.filter(title="Ours").exists()
