"""Erased rows stay in the database's own files until they are vacuumed and indexed again: here they are.

Replaced rows stay until a vacuum. An index of words (on PostgreSQL, a GIN) gives up rows, and never a word: that
goes only when the index is built anew.
"""

from django.db import connection

WORD_INDEXES = """
    SELECT format('%I.%I', nspname, relname), indisvalid
    FROM pg_index
    JOIN pg_class ON pg_class.oid = indexrelid
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    JOIN pg_am ON pg_am.oid = relam
    WHERE amname = 'gin' AND nspname = ANY (current_schemas(false))
    ORDER BY 1
"""


def forget_what_is_gone() -> None:
    """While pages are read and written. Outside a transaction only, and by who owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        if connection.vendor == "postgresql":
            cursor.execute(WORD_INDEXES)
            for index, is_valid in cursor.fetchall():
                # One that is not valid was left by a rebuilding that was cut off.
                cursor.execute(f"{'REINDEX' if is_valid else 'DROP'} INDEX CONCURRENTLY {index}")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
