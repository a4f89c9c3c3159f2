"""What a policy says before anybody has written a word of it."""

import pytest

from core.markdown import render
from policies.actions import new_draft
from policies.models import Matrix, Policy
from policies.standard_text import E_SAFETY, sections_of


def test_a_new_policy_has_sixteen_sections_with_its_tables_in_their_places(draft):
    places = {matrix.kind: matrix.section.key for matrix in draft.matrices.select_related("section")}

    assert draft.sections.count() == 16
    assert places == {
        Matrix.Kind.USER_ACTIONS: "unsuitable-activities",
        Matrix.Kind.COMMUNICATIONS: "communications",
        Matrix.Kind.DEVICES: "mobile",
        Matrix.Kind.PUPIL_SANCTIONS: "sanctions",
        Matrix.Kind.STAFF_SANCTIONS: "sanctions",
    }


def test_the_next_draft_says_what_the_last_approved_version_said(second_draft, approved):
    said = list(approved.sections.values_list("key", "title", "body", "position"))

    assert list(second_draft.sections.values_list("key", "title", "body", "position")) == said
    assert second_draft.matrices.get(kind=Matrix.Kind.DEVICES).section.version == second_draft


def test_a_version_without_a_text_gets_one_in_its_next_draft(approved, administrator):
    for section in approved.sections.all():
        section.delete_as(administrator, "As it was before versions had texts")

    draft = new_draft(approved.policy, by=administrator)

    assert draft.sections.count() == 16


@pytest.mark.parametrize("kind", Policy.Kind)
def test_every_kind_of_policy_starts_with_a_text_that_can_be_drawn(kind):
    sections = sections_of(kind)

    assert sections
    for section in sections:
        assert 40 <= len(section.body.split()) <= 260, section.key
        assert "<p>" in render(section.body) or "<ul>" in render(section.body)


def test_the_standard_text_knows_the_kind_of_an_e_safety_policy():
    assert E_SAFETY == Policy.Kind.E_SAFETY
