"""What was written once stays: the database refuses, and later migrations change nothing about it."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from audit.layouts import lines, tracked
from audit.models import Chain, Link, Permit
from audit.triggers import protect, protected
from core.models import AlreadyWrittenError
from core.sealing import seal_what_waits


def refused(statement, *parameters):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_a_row_of_a_history_is_neither_changed_nor_taken_away(incident):
    refused("UPDATE incidents_historicalincident SET description = 'x'")
    refused("DELETE FROM incidents_historicalincident")


def test_nor_is_a_line(incident):
    entry = incident.entries.first()

    refused("UPDATE incidents_entry SET text = 'x' WHERE id = %s", entry.pk)
    refused("DELETE FROM incidents_entry WHERE id = %s", entry.pk)
    with pytest.raises(AlreadyWrittenError):
        entry.save()
    with pytest.raises(AlreadyWrittenError):
        entry.delete()


def test_nor_is_a_link_or_a_chain_even_under_a_permit(incident):
    seal_what_waits()

    refused("UPDATE audit_link SET salt = NULL")
    Permit.objects.create()
    refused("DELETE FROM audit_link")
    refused("UPDATE audit_link SET number = number + 1000")
    refused('UPDATE audit_link SET salt = NULL, "by" = 1')
    refused("DELETE FROM audit_chain")
    refused("UPDATE audit_chain SET length = length - 1")
    assert Link.objects.exists()
    assert Chain.objects.exists()


def test_no_table_that_is_sealed_is_without_them(db):
    tables = {history._meta.db_table for _, history in tracked()} | {line._meta.db_table for line in lines()}

    assert tables <= set(protected())
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept_%'")
        else:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'kept_%'")
        guarded = [table for (table,) in cursor.fetchall()]
    assert {*protected(), "audit_link", "audit_chain"} == set(guarded)
    assert len(guarded) == 2 * len(set(guarded))


@pytest.mark.django_db(transaction=True)
def test_they_survive_a_migration_that_builds_a_table_anew(school):
    history = type(school).history.model
    longer = models.CharField(max_length=300)
    longer.set_attributes_from_name("name")
    as_it_was = history._meta.get_field("name")
    for old, new in ((as_it_was, longer), (longer, as_it_was)):
        with connection.schema_editor() as editor:
            editor.alter_field(history, old, new)
    protect(using="default")  # as `migrate` does at its end

    refused("UPDATE people_historicalschool SET name = 'x'")
    refused("DELETE FROM people_historicalschool")
