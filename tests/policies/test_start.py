"""Starting a policy."""

import pytest
from django.urls import reverse

from core.access import Refused
from policies.actions import start_policy
from policies.models import Policy, PolicyVersion

pytestmark = pytest.mark.django_db


def test_a_coordinator_starts_the_policy_of_a_school(school, coordinator, signed_in):
    response = signed_in(coordinator).post(
        reverse("policies:start"), {"title": "Our policy", "schools": [school.pk], "sources": "standard worked-example"}
    )

    version = PolicyVersion.objects.get(policy__title="Our policy")
    assert response.headers["Location"] == version.get_absolute_url() == "/policies/our-policy/1/"
    assert version.matrices.count() == 5
    assert version.policy.school_ids == {school.pk}


def test_a_title_in_any_script_is_kept_and_has_an_address(school, coordinator):
    first = start_policy(title="🛡️ سياسة", schools=[school], by=coordinator)

    assert (first.policy.title, first.policy.slug) == ("🛡️ سياسة", "policy")


def test_addresses_are_never_shared(school, coordinator):
    slugs = [start_policy(title="Safe & sound", schools=[], by=coordinator).policy.slug for _ in range(3)]

    assert slugs == ["safe-sound", "safe-sound-2", "safe-sound-3"]


def test_the_school_of_somebody_else_cannot_be_chosen(other_school, coordinator, signed_in):
    response = signed_in(coordinator).post(
        reverse("policies:start"), {"title": "Theirs", "schools": [other_school.pk], "sources": "standard"}
    )

    assert "Choose from the schools offered" in response.content.decode()
    assert not Policy.objects.filter(title="Theirs").exists()
    with pytest.raises(Refused, match="You do not draft policies for all of these schools"):
        start_policy(title="Theirs", schools=[other_school], by=coordinator)


def test_a_school_that_has_a_policy_is_not_offered(draft, administrator, signed_in):
    page = signed_in(administrator).get(reverse("policies:start")).content.decode()

    assert "Every school where you draft policies has one already." in page


def test_a_teacher_starts_none(teacher, signed_in):
    assert signed_in(teacher).get(reverse("policies:start")).status_code == 403


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
        ("sources", "nowhere", "Choose what it starts from"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_started(field, value, error, school, coordinator, signed_in):
    given = {"title": "Our policy", "schools": [school.pk], "sources": "standard"}

    response = signed_in(coordinator).post(reverse("policies:start"), given | {field: value})

    assert response.status_code == 200
    assert error in response.content.decode()
    assert Policy.objects.filter(is_standard=False).count() == 0
