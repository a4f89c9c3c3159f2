"""Between tests that commit, the tables are emptied: those that are only ever added to need leave for it."""

from django.db import connection
from django.test import TransactionTestCase

from audit.models import Permit

_empty = TransactionTestCase._fixture_teardown


def empty_all(self) -> None:
    """SQLite empties table after table, the permit's too; so there its triggers go, and come back after it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kept_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    else:
        Permit.objects.create()
    _empty(self)


TransactionTestCase._fixture_teardown = empty_all  # type: ignore[method-assign]
