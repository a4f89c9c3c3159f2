"""A new draft copies the last approved version."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.access import Refused
from policies.actions import new_draft
from policies.models import Cell, Decision, Lock, Policy, PolicyVersion, Row

pytestmark = pytest.mark.once


def parts(version: PolicyVersion) -> list[list[str]]:
    """Everything in the tables of a version that does not name the version itself, as text."""
    here = {"row__matrix__version": version}
    rows = Row.objects.filter(matrix__version=version)
    found = [
        rows.values_list("matrix__kind", "key", "label", "law", "fixed__key", "illegal", "remark"),
        Decision.objects.filter(**here).values_list("row__key", "group__key", "column__key", "note", "provenance"),
        Cell.objects.filter(**here).values_list("row__key", "column__key", "value", "provenance"),
        Lock.objects.filter(**here).values_list("row__key", "column__key", "reason"),
    ]
    return [sorted(map(str, part)) for part in found]


def test_the_tables_are_copied_with_keys_notes_and_provenance(approved, second_draft):
    assert parts(second_draft) == parts(approved)
    assert (
        "('blogs', 'pupils', 'staff_permission', 'After lessons, if a teacher allows it', 'primary-2020')"
        in parts(second_draft)[1]
    )


def test_the_copy_stands_on_its_own(second_draft):
    for row in Row.objects.filter(matrix__version=second_draft).select_related("fixed__group__matrix", "group__matrix"):
        assert row.group.matrix_id == row.matrix_id
        assert row.fixed is None or row.fixed.group.matrix_id == row.matrix_id
    own = Decision.objects.filter(row__matrix__version=second_draft)
    assert own.filter(column__group__matrix__version=second_draft).count() == own.count() > 0


def test_approval_and_dates_are_not_copied(approved, second_draft, administrator):
    assert (second_draft.number, second_draft.status, second_draft.started_by) == (2, "draft", administrator)
    assert (second_draft.approved_on, second_draft.effective_from, second_draft.approving_body) == (None, None, "")


def test_there_is_one_draft_at_a_time(second_draft, administrator):
    with pytest.raises(Refused, match="already being written"):
        new_draft(second_draft.policy, by=administrator)


def test_somebody_who_does_not_draft_makes_none(approved, teacher, signed_in):
    response = signed_in(teacher).post(reverse("policies:draft", args=["e-safety-policy"]))

    assert response.status_code == 403
    assert "Drafts are made by the administrator" in response.content.decode()


def test_the_page_makes_the_draft_and_leads_to_it(approved, coordinator, signed_in):
    response = signed_in(coordinator).post(reverse("policies:draft", args=["e-safety-policy"]))

    assert response.headers["Location"] == reverse("policies:version", args=["e-safety-policy", 2])


def test_where_none_was_ever_approved_the_withdrawn_draft_is_taken_up_again(draft, administrator):
    draft.withdraw(by=administrator, reason="Not now.")

    again = new_draft(Policy.objects.get(pk=draft.policy_id), by=administrator)

    assert parts(again) == parts(draft)
    assert (again.number, again.status, again.withdrawn_because) == (2, "draft", "")


def test_a_withdrawn_draft_is_not_copied_where_a_version_is_approved(approved, second_draft, administrator, part):
    matrix = second_draft.matrices.get(kind="user_actions")
    matrix.decide(*part(matrix, "gambling", "acceptable"), by=administrator)
    second_draft.withdraw(by=administrator, reason="A wrong turn.")

    third = new_draft(Policy.objects.get(pk=approved.policy_id), by=administrator)

    assert (third.number, parts(third)) == (3, parts(approved))


def test_copying_takes_as_many_queries_however_large(approved, administrator):
    with CaptureQueriesContext(connection) as queries:
        new_draft(approved.policy, by=administrator)

    # SQLite takes fewer values in one statement, so it takes long tables in several.
    assert len(queries) == {"sqlite": 50, "postgresql": 48}[connection.vendor]
