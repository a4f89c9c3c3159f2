"""Rows of tables as lines of JSON, the same from SQLite and from PostgreSQL, and back without a model's own doings.

Values are read and written by the fields themselves. What the database computes (generated columns, search indexes)
is left to the database. Nothing that a model does when it is saved happens: a restored row is the row that was stored.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.models import Field, Model
from django.utils.duration import duration_iso_string

# Whoever was signed in signs in again: a backup must not let anybody in. And no worker that ran then runs now.
LEFT_OUT = {"sessions.Session", "usersessions.UserSession", "esafety.Worker"}
CHUNK = 2000  # rows read at a time
AT_ONCE = 500  # rows written by one statement, at most
DIGEST = 2**256

Row: TypeAlias = list[Any]
Summed: TypeAlias = tuple[int, str]  # rows, and the sum of their digests


class Content:
    """How many rows a table has, and one number that any change of any of them changes.

    The sum of the rows' SHA-256: databases sort texts differently, and a sum has no order.
    """

    def __init__(self) -> None:
        self.count = self.total = 0

    def add(self, row: Row) -> None:
        canonical = json.dumps(row, sort_keys=True, separators=(",", ":"))  # jsonb keeps no order of keys
        self.count += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(canonical.encode()).digest())) % DIGEST

    def passing(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The same rows, each counted as it passes."""
        for row in rows:
            self.add(row)
            yield row

    @property
    def summed(self) -> "Summed":
        return self.count, f"{self.total:064x}"


def models() -> list[type[Model]]:
    """Every table that a backup holds, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy and label(model) not in LEFT_OUT]


def label(model: type[Model]) -> str:
    return model._meta.label


def columns(model: type[Model]) -> list[Field[Any, Any]]:
    """What is stored of a row, in the order in which it is written down."""
    return [field for field in model._meta.concrete_fields if not field.generated]


@contextmanager
def snapshot(using: str) -> Iterator[None]:
    """Everything read inside is of one moment, while others go on writing."""
    connection = connections[using]
    if connection.in_atomic_block:  # whoever opened it decides what it sees
        yield
    elif connection.vendor == "sqlite":
        # By hand: atomic() would take the lock that writers need. The first look decides what is seen (WAL).
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def rows(model: type[Model], using: str) -> Iterator[Row]:
    """The rows of a table as JSON has them, oldest key first, a few at a time."""
    names = [field.attname for field in columns(model)]
    found = model._base_manager.using(using).order_by("pk").values_list(*names)
    for values in found.iterator(chunk_size=CHUNK):
        yield [_as_json(value) for value in values]


def content(using: str) -> dict[str, Summed]:
    """What each table adds up to now, read row by row."""
    found = {}
    for model in models():
        found[label(model)] = counted = Content()
        for row in rows(model, using):
            counted.add(row)
    return {name: counted.summed for name, counted in found.items()}


def insert(model: type[Model], written: Iterable[Row], using: str) -> None:
    """Write rows as they are. Foreign keys may point to what comes later in the transaction."""
    connection, fields = connections[using], columns(model)
    quote = connection.ops.quote_name
    start = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(str(field.column)) for field in fields)}) VALUES "  # noqa: S608  our own names
    )
    one = f"({', '.join(['%s'] * len(fields))})"
    at_once = min(AT_ONCE, connection.ops.bulk_batch_size(fields, [None] * AT_ONCE))
    left = iter(written)
    with connection.cursor() as cursor:
        while batch := list(islice(left, at_once)):
            values = [value for row in batch for value in _stored(row, fields, connection)]
            cursor.execute(start + ", ".join([one] * len(batch)), values)


def go_on_counting(using: str) -> None:
    """Let the next key of each table be one that no row has (PostgreSQL keeps that apart from the rows)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models()):
            cursor.execute(statement)


def _stored(row: Row, fields: Sequence[Field[Any, Any]], connection: Any) -> Iterator[Any]:
    for field, value in zip(fields, row, strict=True):
        yield field.get_db_prep_save(field.to_python(value), connection)


def _as_json(value: Any) -> Any:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
        case _:
            return value
