"""Comparing every sealed row with its last link."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet

from audit.layouts import RowLayout, sealed
from audit.models import Layout, Link

from .problems import Problem

AT_ONCE = 2_000
Seal = tuple[int, int, str, str, Any, Any, int]  # row, number, kind, layout, salt, digest, school


def check_rows(using: str = DEFAULT_DB_ALIAS) -> Iterator[Problem | int]:
    """Each problem, and the number of rows compared since the last one: table by table, in constant memory."""
    kept = {layout.key: layout for layout in Layout.objects.using(using)}
    for now in sealed():
        layouts = {
            key: RowLayout(now.model, layout.columns.split())
            for key, layout in kept.items()
            if layout.object == now.object
        }
        yield from _check(now, layouts, using)


def _check(now: RowLayout, layouts: dict[str, RowLayout], using: str) -> Iterator[Problem | int]:
    """Both are read in the order of the rows' keys, side by side."""
    seals, rows = _last_seals(now.object, using), _rows(now, using)
    links, there = Link.objects.using(using), now.model._base_manager.using(using)
    compared = 0
    seal, row = next(seals, None), next(rows, None)
    while seal or row:
        if row is None or (seal is not None and seal[0] < row[0]):
            assert seal is not None  # noqa: S101  one of the two is there, says the loop
            if seal[2] != Link.ERASED and not there.filter(pk=seal[0]).exists():
                yield Problem(seal[6], seal[1], now.object, seal[0], "the row is gone, and no permit says so")
            seal = next(seals, None)
        elif seal is None or row[0] < seal[0]:
            if not links.filter(object=now.object, object_id=row[0]).exists():  # it may be of this moment
                yield Problem(0, 0, now.object, row[0], "the row has no seal")
            row = next(rows, None)
        else:
            if problem := _compared(seal, row[1], layouts, there):
                yield problem
            seal, row = next(seals, None), next(rows, None)
        compared += 1
        if compared % AT_ONCE == 0:
            yield AT_ONCE
    yield compared % AT_ONCE


def _compared(
    seal: Seal, values: dict[str, Any], layouts: dict[str, RowLayout], there: QuerySet[Model]
) -> Problem | None:
    key, number, kind, layout_key, salt, digest, school = seal
    label = there.model._meta.label_lower
    layout = layouts.get(layout_key)
    if kind == Link.ERASED:
        return Problem(school, number, label, key, "the row is there, although it was erased")
    if layout is None:
        return Problem(school, number, label, key, "it was sealed by a layout that is not there")
    if layout.missing:
        return None  # a column that was sealed is gone since: a migration took it, and the row cannot be compared
    row = there.get(pk=key) if layout.pairs else None
    if salt is None or layout.digest(salt, layout.content([values[name] for name in layout.plain], row)) != bytes(
        digest
    ):
        return Problem(school, number, label, key, "the row was changed after it was sealed")
    return None


def _last_seals(label: str, using: str) -> Iterator[Seal]:
    fields = ("object_id", "number", "kind", "layout", "salt", "digest", "chain__school")
    links = Link.objects.using(using).filter(object=label).order_by("object_id", "pk").values_list(*fields)
    for _, of_row in groupby(links.iterator(AT_ONCE), key=itemgetter(0)):
        *_, last = of_row
        yield last


def _rows(now: RowLayout, using: str) -> Iterator[tuple[int, dict[str, Any]]]:
    names = now.plain
    key = now.model._meta.pk.attname
    at = names.index(key)
    rows = now.model._base_manager.using(using).order_by("pk").values_list(*names)
    for values in rows.iterator(AT_ONCE):
        yield values[at], dict(zip(names, values, strict=True))
