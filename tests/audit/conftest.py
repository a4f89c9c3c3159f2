"""Sealing inside the transaction of a test, and changing a database behind its triggers."""

from collections.abc import Callable
from contextlib import contextmanager

import pytest
from django.db import connection

from audit.models import Link
from audit.triggers import protect
from audit.verifying import Problem, check_all
from core.sealing import seal_what_waits


def problems() -> list[Problem]:
    """What does not fit, after sealing what this test has written."""
    seal_what_waits()
    return sorted(check_all())


def link_of(row, **more) -> Link:
    seal_what_waits()
    return Link.objects.filter(object=row._meta.label_lower, object_id=row.pk, **more).latest("pk")


@contextmanager
def no_triggers():
    """As whoever owns the database can: the triggers are gone, and come back afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    protect(using="default")


@pytest.fixture
def behind_the_triggers(db) -> Callable[..., None]:
    """`behind_the_triggers("DELETE …", …)`: run by the owner of the database, not by the program."""

    def run(statement: str, *parameters) -> None:
        seal_what_waits()
        with no_triggers() as cursor:
            cursor.execute(statement, parameters)
            assert cursor.rowcount

    return run
