"""Which tables are sealed, and how one row of each is written as bytes: the same on every database, for good."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from simple_history.utils import get_history_manager_for_model

from core.models import Line, Record

Bytes = bytes | memoryview


class RowLayout:
    """A sealed table and those of its columns whose values make up the digest."""

    def __init__(self, model: type[Model], columns: Sequence[str] | None = None) -> None:
        self.model = model
        self.object = model._meta.label_lower
        own = [field.attname for field in model._meta.concrete_fields]
        pairs = [field.name for field in model._meta.many_to_many] if issubclass(model, Line) else []
        self.columns = tuple(columns if columns is not None else own + pairs)
        self.pairs = tuple(name for name in self.columns if name in pairs)
        self.plain = tuple(name for name in self.columns if name not in pairs)
        self.missing = [name for name in self.plain if name not in own]

    @cached_property
    def key(self) -> str:
        """What names this layout in a link."""
        return key_of(self.object, self.columns)

    @cached_property
    def _fields(self) -> list[Any]:
        by_column = {field.attname: field for field in self.model._meta.concrete_fields}
        return [by_column[name] for name in self.plain]

    def content_of(self, row: Model) -> bytes:
        """The bytes of a row as it was just written: what the database will give back for it."""
        values = [field.to_python(getattr(row, field.attname)) for field in self._fields]
        return self.content(values, row)

    def content(self, values: Sequence[Any], row: Model | None = None) -> bytes:
        """The bytes of the values of `plain`, in their order; `row` is asked for the rest, if there is any."""
        rest = [sorted(getattr(row, name).values_list("pk", flat=True)) for name in self.pairs]
        said = json.dumps([*values, *rest], default=_in_text, ensure_ascii=False, separators=(",", ":"))
        return f"{self.object} {self.key} {said}".encode()

    def digest(self, salt: Bytes, content: bytes) -> bytes:
        return hashlib.sha256(bytes(salt) + content).digest()


def key_of(label: str, columns: Sequence[str]) -> str:
    """The key of the layout of a table, app.model, with these columns: the start of their SHA-256."""
    return hashlib.sha256(f"{label} {' '.join(columns)}".encode()).hexdigest()[:16]


def _in_text(value: Any) -> str:
    """What JSON has no form for."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case timedelta():
            return str(value // timedelta(microseconds=1))
        case bytes() | memoryview():
            return hashlib.sha256(value).hexdigest()
    raise TypeError(f"A {type(value).__name__} cannot be sealed.")


@cache
def layout_of(model: type[Model]) -> RowLayout:
    """The layout of the table as it is now."""
    return RowLayout(model)


def tracked() -> Iterator[tuple[type[Record], type[Model]]]:
    """Each record and the table of its history."""
    for model in apps.get_models():
        if issubclass(model, Record) and not model._meta.proxy:
            yield model, get_history_manager_for_model(model).model


def lines() -> Iterator[type[Line]]:
    """The tables that are their own history."""
    for model in apps.get_models():
        if issubclass(model, Line) and not model._meta.proxy:
            yield model


def sealed() -> list[RowLayout]:
    """Every table whose rows are sealed, by its name."""
    models = [*(history for _, history in tracked()), *lines()]
    return sorted((layout_of(model) for model in models), key=lambda layout: layout.object)
