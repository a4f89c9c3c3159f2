"""What was written once stays: the database refuses, and later migrations change nothing about it."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from audit.layouts import lines, tracked
from audit.models import Chain, Link, Permit
from audit.triggers import protect, protected
from core.models import AlreadyWrittenError
from core.sealing import seal_what_waits
from incidents.models import Entry, Incident


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


PUTS_ANOTHER_IN_ITS_PLACE = {
    "sqlite": "INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}",
    "postgresql": "INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} "
    "ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}",
}


@pytest.fixture(params=["ON", "OFF"])
def deleting_by_replacing(request, db):
    """Whether this connection asks for the triggers of what REPLACE takes away: SQLite does not by itself."""
    if connection.vendor == "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers = {request.param}")
        yield
        cursor.execute("PRAGMA recursive_triggers = ON")


@pytest.mark.usefixtures("deleting_by_replacing")
@pytest.mark.parametrize("model", [Incident.history.model, Entry, Link, Chain])
def test_nothing_takes_the_place_of_a_row(incident, model):
    seal_what_waits()
    columns = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
    names = {"table": model._meta.db_table, "columns": columns, "key": model._meta.pk.column}

    refused(PUTS_ANOTHER_IN_ITS_PLACE[connection.vendor].format(**names))


def test_the_place_of_a_link_or_a_chain_is_not_taken_under_another_key(incident):
    seal_what_waits()
    if connection.vendor == "sqlite":
        links = ", ".join(f'"{field.column}"' for field in Link._meta.concrete_fields[1:])
        refused(f"INSERT OR REPLACE INTO audit_link ({links}) SELECT {links} FROM audit_link")  # noqa: S608  our own names
        refused("INSERT OR REPLACE INTO audit_chain (school, length, head) SELECT school, 0, head FROM audit_chain")
    else:
        refused(
            "INSERT INTO audit_chain (school, length, head) SELECT school, 0, head FROM audit_chain "
            "ON CONFLICT (school) DO UPDATE SET length = 0"
        )


def test_a_trigger_that_is_another_is_made_anew(incident):
    statement = {
        "sqlite": "CREATE TRIGGER kept_links_del BEFORE DELETE ON audit_link WHEN 0 BEGIN SELECT 1; END",
        "postgresql": "CREATE TRIGGER kept_audit_link_upd BEFORE UPDATE ON audit_link FOR EACH ROW "
        "EXECUTE FUNCTION audit_only_added_to()",
    }[connection.vendor]
    name = statement.split()[2]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (" ON audit_link" if connection.vendor == "postgresql" else ""))
        cursor.execute(statement)
    protect(using="default")
    seal_what_waits()

    Permit.objects.create()
    refused("DELETE FROM audit_link")


def test_nor_is_a_link_or_a_chain_even_under_a_permit(incident):
    seal_what_waits()

    refused("UPDATE audit_link SET salt = NULL")
    Permit.objects.create()
    refused("DELETE FROM audit_link")
    refused("UPDATE audit_link SET number = number + 1000")
    refused('UPDATE audit_link SET salt = NULL, "by" = 1')
    refused("DELETE FROM audit_chain")
    refused("UPDATE audit_chain SET length = length - 1")
    if connection.vendor == "postgresql":
        connection.check_constraints()  # nothing is emptied while one waits
        refused("TRUNCATE audit_link")
        refused("TRUNCATE audit_chain CASCADE")
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
    assert len(guarded) == (3 if connection.vendor == "sqlite" else 2) * len(set(guarded))


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
