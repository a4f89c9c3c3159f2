"""What no history holds is listed in docs/security.md, each field with what holds instead of it."""

import pytest

from audit.layouts import tracked
from audit.triggers import protected

from .test_agreement import SECURITY, table, words

pytestmark = pytest.mark.once  # the models say it, whatever the database


def outside(record, history):
    """The fields of the record that its history lacks."""
    kept, has = (
        {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
        for model in (history, record)
    )
    return has - kept


def test_every_field_outside_of_a_history_is_listed_with_its_reason():
    listed = table(SECURITY.split("# What stands outside of the history")[1].split("\n# ")[0])
    fields = {f"{record._meta.label}.{name}" for record, history in tracked() for name in outside(record, history)}

    assert {name for field, _ in listed for name in words(field)} == fields
    assert all(reason for _, reason in listed)


def test_the_ties_that_are_only_added_are_guarded_by_the_database():
    ties = [(record, name) for record, _ in tracked() for name in record.only_added]

    assert [(record._meta.label, name) for record, name in ties] == [("incidents.Incident", "policy_notes")]
    assert {record._meta.get_field(name).remote_field.through._meta.db_table for record, name in ties} <= set(
        protected()
    )
