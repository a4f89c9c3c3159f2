"""On PostgreSQL a statement that is asked often is prepared once for each connection."""

import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from core.database.postgresql import base
from core.statements import Statement, Text
from people.models import School

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def named(name):
    return School.objects.filter(name=name).values_list("code")


@pytest.fixture
def statement():
    School.objects.create(name="Ash 100% 'Vale'", code="ASH")
    School.objects.create(name="Birch", code="BIR")
    return Statement(named)


@pytest.fixture
def new_connection():
    """As each thread begins with."""
    connection.close()
    connection.ensure_connection()
    yield
    connection.close()


def prepared():
    """The texts that the server knows by a name on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name LIKE 'statement%'")
        return [text for (text,) in cursor.fetchall()]


def test_it_is_prepared_once_and_executed_by_its_name(new_connection, statement):
    with CaptureQueriesContext(connection) as asked:
        found = [statement.rows(Text(name)) for name in ("Ash 100% 'Vale'", "Birch", "Cedar")]

    assert found == [[("ASH",)], [("BIR",)], []]
    assert len(prepared()) == 1
    assert [query["sql"].startswith("EXECUTE statement_") for query in asked] == [True] * 3


def test_each_connection_learns_it_by_itself(new_connection, statement):
    found = []

    def ask():
        found.append((statement.rows(Text("Birch")), len(prepared())))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [([("BIR",)], 1)] * 2
    assert prepared() == []


def test_a_connection_that_was_made_anew_learns_it_anew(new_connection, statement):
    assert statement.rows(Text("Birch")) == [("BIR",)]

    connection.close()

    assert statement.rows(Text("Birch")) == [("BIR",)]
    assert len(prepared()) == 1


def test_the_server_keeps_so_many_and_no_more(new_connection, statement, monkeypatch):
    monkeypatch.setattr(base, "MOST_PREPARED", 3)
    texts = [f"statement {number}" for number in range(8)]
    others = Statement(lambda name, other: named(name).exclude(name=other))

    assert [(others.rows(Text("Birch"), other), len(prepared())) for other in texts * 2] == [
        ([("BIR",)], number % 3 + 1) for number in range(16)
    ]


def test_its_name_is_that_of_its_text_whichever_process_made_it(new_connection, statement):
    statement.rows(Text("Birch"))
    Statement(named).rows(Text("Birch"))  # as another process would make it, on a connection that both are lent

    assert len(prepared()) == 1
    assert Statement(lambda name: named(name).exclude(code="ASH")).rows(Text("Ash 100% 'Vale'")) == []
    assert len(prepared()) == 2


def test_one_that_cannot_be_prepared_leaves_the_others_as_they_are(new_connection, statement, monkeypatch):
    monkeypatch.setattr(base, "MOST_PREPARED", 1)
    assert statement.rows(Text("Birch")) == [("BIR",)]

    with pytest.raises(DatabaseError):
        connection.prepare("statement_of_nothing", "AS SELECT nothing")

    assert statement.rows(Text("Birch")) == [("BIR",)]
    assert len(prepared()) == 1


def test_it_is_planned_at_once_for_whatever_value(new_connection, statement):
    statement.rows(Text("Birch"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name LIKE 'statement%'")
        assert cursor.fetchall() == [(1, 0)]


def test_what_is_found_in_different_ways_is_planned_for_its_values(new_connection, statement):
    rarely_or_often = Statement(named, generic_plan=False)

    assert rarely_or_often.rows(Text("Ash 100% 'Vale'")) == [("ASH",)]
    assert prepared() == []


def test_nothing_is_prepared_where_a_pool_changes_connections(statement, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    connection.close()

    assert [statement.rows(Text(name)) for name in ("Ash 100% 'Vale'", "Birch")] == [[("ASH",)], [("BIR",)]]
    assert prepared() == []
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchall() == [("auto",)]
    connection.close()


@pytest.fixture
def kept_connection(new_connection, monkeypatch):
    """Kept from request to request, and looked at before each: `kept_connection()` is between two."""
    monkeypatch.setattr(connection, "close_at", None)
    monkeypatch.setattr(connection, "health_check_enabled", True)

    def between_requests():
        connection.close_if_unusable_or_obsolete()
        connection.health_check_done = False

    return between_requests


@pytest.mark.parametrize("spoilt_by", ["DISCARD ALL", "ALTER TABLE people_school ALTER COLUMN code TYPE varchar(40)"])
def test_one_that_fits_no_more_fails_one_request_and_is_prepared_anew(kept_connection, statement, spoilt_by):
    school = School._meta.get_field("code").max_length
    assert statement.rows(Text("Birch")) == [("BIR",)]
    try:
        with connection.cursor() as cursor:
            cursor.execute(spoilt_by)
        with pytest.raises(DatabaseError):
            statement.rows(Text("Birch"))

        kept_connection()

        assert statement.rows(Text("Birch")) == [("BIR",)]
        assert len(prepared()) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE people_school ALTER COLUMN code TYPE varchar({school})")


def test_a_connection_that_ended_is_noticed_before_the_first_question_of_a_request(kept_connection, statement):
    records = Statement(lambda name: School.objects.filter(name=name))
    assert [school.code for school in records.records(Text("Birch"))] == ["BIR"]
    kept_connection()
    connection.connection.close()  # as when the server is started anew

    assert [school.code for school in records.records(Text("Birch"))] == ["BIR"]


def test_what_is_prepared_in_what_is_given_up_is_there_afterwards(new_connection, statement):
    with transaction.atomic():
        statement.rows(Text("Birch"))
        transaction.set_rollback(True)

    assert statement.rows(Text("Birch")) == [("BIR",)]
    assert len(prepared()) == 1
