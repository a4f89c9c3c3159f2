"""The full-text index over what is written in incidents and their chronologies.

PostgreSQL keeps it by itself: an index over an expression, made by a migration. SQLite has FTS5: a table beside each
of ours, kept in step by triggers. Changing a column there makes Django build the table anew, and that drops its
triggers without a word; so they are looked for after every migration, and the index is filled anew where they were
missing.
"""

from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class Indexed(NamedTuple):
    """A table and its columns that are searched. On PostgreSQL the index knows the school, where the table does."""

    table: str
    columns: tuple[str, ...]
    knows_school: bool = False

    @property
    def full_text(self) -> str:
        return f"{self.table}_text"


INCIDENT = Indexed(
    "incidents_incident",
    ("description", "immediate_action", "place_detail", "told_by", "device_kept", "outcome", "rationale", "debrief"),
    knows_school=True,
)
ENTRY = Indexed("incidents_entry", ("text",))


def keep_in_step(*, using: str, **_: Any) -> None:
    """Make what SQLite lacks of the index (a receiver of `post_migrate`). Doing it again changes nothing."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    tables = set(connection.introspection.table_names())
    for indexed in (INCIDENT, ENTRY):
        if indexed.table in tables:
            _keep_in_step(indexed, connection)


def forget_what_is_gone() -> None:
    """Let the index hold no word any more of what was changed or taken away: until then only its pages know it is gone.

    On PostgreSQL the index is built anew in the night (`core.database.forgetting`), and the rows vacuumed.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for indexed in (INCIDENT, ENTRY):
            cursor.execute(f"INSERT INTO {indexed.full_text}({indexed.full_text}) VALUES ('optimize')")  # noqa: S608  our own names


def _keep_in_step(indexed: Indexed, connection: BaseDatabaseWrapper) -> None:
    wanted = statements(indexed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE %s", [f"{indexed.full_text}%"])
        there = dict(cursor.fetchall())
        if all(there.get(name) == statement for name, statement in wanted.items()):
            return
        for name in wanted:
            if name in there:
                cursor.execute(f"DROP {'TABLE' if name == indexed.full_text else 'TRIGGER'} {name}")
        for statement in wanted.values():
            cursor.execute(statement)
        cursor.execute(f"INSERT INTO {indexed.full_text}({indexed.full_text}) VALUES ('rebuild')")  # noqa: S608  our own names


def statements(indexed: Indexed) -> dict[str, str]:
    """What SQLite needs, by name: the index, and a trigger for each way in which a row changes."""
    table, index, columns = indexed.table, indexed.full_text, ", ".join(indexed.columns)
    new, old = (", ".join(f"{row}.{column}" for column in indexed.columns) for row in ("new", "old"))
    put = f"INSERT INTO {index}(rowid, {columns}) VALUES (new.id, {new});"  # noqa: S608  our own names
    take = f"INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', old.id, {old});"  # noqa: S608
    return {
        index: f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, content='{table}', content_rowid='id', "
        "tokenize='porter unicode61 remove_diacritics 2')",
        f"{index}_added": f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {put} END",
        f"{index}_removed": f"CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN {take} END",
        f"{index}_changed": f"CREATE TRIGGER {index}_changed AFTER UPDATE ON {table} BEGIN {take} {put} END",
    }
