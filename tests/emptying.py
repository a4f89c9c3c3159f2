"""Between tests that commit, the tables are emptied: past the triggers of those that are only ever added to."""

from django.db import connection
from django.test import TransactionTestCase

_empty = TransactionTestCase._fixture_teardown


def empty_all(self) -> None:
    """As the owner of the database may. On SQLite the triggers go, and come back after it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        _empty(self)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    try:
        _empty(self)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")


TransactionTestCase._fixture_teardown = empty_all  # type: ignore[method-assign]
