"""A row that the standard set was given after a policy was started is in its next draft, undecided and named."""

from dataclasses import replace

import pytest
from django.urls import reverse

from policies.actions import new_draft
from policies.models import Decision, Matrix
from policies.presets import add_later_rows, later, later_rows
from policies.presets.files import RowPreset, all_presets


@pytest.fixture
def grown(monkeypatch):
    """The standard set has two more rows by now: one that the school decides, and one that is fixed."""
    [preset] = [each for each in all_presets() if each.kind == Matrix.Kind.USER_ACTIONS]
    [group, *_] = preset.rows
    fixed = next(row.fixed for rows in preset.rows.values() for row in rows if row.fixed)
    new = [RowPreset("hologram", "Holograms", police_case="grooming"), RowPreset("worse", "Worse ones", fixed=fixed)]
    rows = preset.rows | {group: [*preset.rows[group], *new]}
    monkeypatch.setattr(later, "all_presets", lambda: (replace(preset, rows=rows),))


def test_the_next_draft_has_it_undecided_and_what_is_fixed_as_it_is(approved, grown, administrator, signed_in):
    page = signed_in(administrator).post(reverse("policies:draft", args=[approved.policy.slug]), follow=True)

    draft = approved.policy.versions.order_by("number").last()
    free, fixed = later_rows(draft)
    assert (free.key, free.police_case, Decision.objects.filter(row=free).exists()) == ("hologram", "grooming", False)
    assert Decision.objects.filter(row=fixed, column__key=fixed.fixed.key).exists()
    said = "The standard set has more by now. Added, and still to decide: “Holograms”, “Worse ones”."
    assert said in page.content.decode()


def test_what_the_school_took_out_stays_out(approved, grown, administrator):
    draft = new_draft(approved.policy, by=administrator)
    for row in later_rows(draft):
        Decision.objects.filter(row=row).delete()
        row.delete_as(administrator, "Not ours")

    assert add_later_rows(draft, by=administrator) == []
