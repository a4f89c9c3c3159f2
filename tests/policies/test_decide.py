"""Deciding one cell: what a table allows, and what it never does."""

import pytest

from core.access import Refused
from policies.models import Cell, Decision, Matrix


def test_a_decision_replaces_the_one_before_it(user_actions, part, coordinator):
    row, column = part(user_actions, "gambling", "nominated_users")

    user_actions.decide(row, column, by=coordinator, note="Sixth-form economics")

    decision = Decision.objects.get(row=row)
    assert (decision.column, decision.note, decision.provenance) == (column, "Sixth-form economics", "school")
    assert decision.history.first().history_user_name == "Cora Coordinator"


def test_a_locked_decision_is_refused_with_its_reason(user_actions, part, coordinator):
    with pytest.raises(Refused, match="“Online gambling” can never be “Unacceptable and illegal”"):
        user_actions.decide(*part(user_actions, "gambling", "illegal"), by=coordinator)


def test_a_fixed_row_is_refused(user_actions, part, coordinator):
    with pytest.raises(Refused, match="“Pornography” is fixed"):
        user_actions.decide(*part(user_actions, "pornography", "acceptable"), by=coordinator)


def test_a_row_and_a_column_of_different_tables_never_meet(user_actions, pupil_sanctions, part, coordinator):
    row, _ = part(user_actions, "gambling", "acceptable")
    _, column = part(pupil_sanctions, "P1", "police")

    for matrix in (user_actions, pupil_sanctions):
        with pytest.raises(Refused, match="do not belong to this table"):
            matrix.decide(row, column, by=coordinator, value="yes")
    assert not Cell.objects.filter(row=row).exists()


def test_a_cell_needs_one_of_its_three_values(pupil_sanctions, part, coordinator):
    with pytest.raises(Refused, match="needs yes, if appropriate or no"):
        pupil_sanctions.decide(*part(pupil_sanctions, "P2", "police"), by=coordinator, value="perhaps")


def test_somebody_who_does_not_draft_cannot_decide(user_actions, part, teacher):
    with pytest.raises(Refused, match="Drafts are edited by"):
        user_actions.decide(*part(user_actions, "gambling", "acceptable"), by=teacher)


def test_an_approved_table_cannot_be_decided(approved, part, coordinator):
    matrix = approved.matrices.get(kind=Matrix.Kind.USER_ACTIONS)

    with pytest.raises(Refused, match="A version that is approved cannot be edited"):
        matrix.decide(*part(matrix, "gambling", "acceptable"), by=coordinator)


def test_the_standard_set_cannot_be_decided(draft, part, coordinator):
    matrix = Matrix.objects.get(version__policy__is_standard=True, kind=Matrix.Kind.USER_ACTIONS)

    with pytest.raises(Refused, match="The standard set is built in"):
        matrix.decide(*part(matrix, "gambling", "acceptable"), by=coordinator)
