"""Writing very many rows: by the database itself, from one that a model wrote."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models


def copies(template: models.Model, source: str, *, remove: bool = True, **columns: str) -> None:
    """As many rows as `source` (what stands after FROM) has, each like the template but for these columns.

    The names and expressions are the program's own, never anybody's input. The template goes, unless it is to stay.
    """
    table = template._meta.db_table
    fields = [field for field in template._meta.local_concrete_fields if not field.generated and not field.primary_key]
    names = [str(field.column) for field in fields]
    values = [columns.pop(name, f"template.{name}") for name in names]
    if columns:
        raise ValueError(f"{table} has no {', '.join(columns)}.")
    run(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} "
        f"FROM {table} AS template, {source} WHERE template.id = {template.pk}"
    )
    if remove:
        run(f"DELETE FROM {table} WHERE id = {template.pk}")


def remembered(model: type[models.Model], where: str = "true", **said: str) -> None:
    """A row of history for each row of this table: what it says now but for these columns."""
    table, history = model._meta.db_table, model.history.model  # type: ignore[attr-defined]
    names = [field.column for field in history.tracked_fields]
    values = [said.pop(name, f"r.{name}") for name in names]
    names += [f"history_{name}" for name in said]
    run(
        f"INSERT INTO {history._meta.db_table} ({', '.join(names)}) "
        f"SELECT {', '.join([*values, *said.values()])} FROM {table} AS r WHERE {where}"
    )


@contextmanager
def in_bulk(*tables: str) -> Iterator[None]:
    """Write into these tables at once: what refers to what is right by itself, and indexes are made at the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index AS i "
            "WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique",
            [list(tables)],
        )
        indexes = cursor.fetchall()
    run("SET LOCAL session_replication_role = replica")
    run("SET LOCAL maintenance_work_mem = '256MB'")
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        run(definition)
    run("SET LOCAL session_replication_role = origin")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def chance(number: str, which: int) -> str:
    """SQL: between 0 and 1, the same each time for the same number; `which` gives others that go not together."""
    return f"((hashint8extended(({number})::bigint, {which}) & 1048575) / 1048576.0)"


def one_of(values: Sequence[str], number: str) -> str:
    """SQL: the value at a place that the number decides."""
    return f"{_listed(values)}[1 + ({number}) % {len(values)}]"


def skewed(values: Sequence[str], chance: str) -> str:
    """SQL: one of the values, the first ones much more often than the last: as chance, from 0 to 1, has it."""
    return f"{_listed(values)}[1 + floor({len(values)} * power({chance}, 2))::int]"


def _listed(values: Sequence[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])"
