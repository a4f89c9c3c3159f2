"""Comparing every sealed row with its seals: with the last of them, and those before it with what ended them."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Min, Model, QuerySet

from audit.layouts import Bytes, RowLayout, layout_of, sealed
from audit.models import Layout, Link
from core.models import Line

from .problems import Problem, Progress

AT_ONCE = 2_000
Values = dict[str, Any]


class Seal(NamedTuple):
    """What a link says of its row."""

    row: int
    school: int
    number: int
    kind: str
    layout: str
    salt: Bytes | None
    digest: Bytes
    hash: Bytes

    @property
    def says_erased(self) -> bool:
        return self.kind == Link.ERASED


FIELDS = ("object_id", "chain__school", "number", "kind", "layout", "salt", "digest", "hash")


def check_rows(progress: Progress, using: str) -> Iterator[Problem]:
    """Each row that does not fit, table by table, in constant memory. A row gives one problem at most."""
    kept = list(Layout.objects.using(using))
    for now in sealed():
        table = _table(now, kept, using)
        compared = 0
        for compared, (key, seals, values) in enumerate(merged(table.seals(), table.rows()), 1):
            if problem := table.judge(key, seals, values):
                yield problem
            if compared % AT_ONCE == 0:
                progress(AT_ONCE)
        progress(compared % AT_ONCE)


def columns_as_sealed(row: Line, using: str = DEFAULT_DB_ALIAS) -> frozenset[str]:
    """The columns of a row, as it was read, of which its seal says that they are unchanged.

    None where anything does not fit, or where there is no seal; a column that came after it was sealed is never one.
    """
    now = layout_of(type(row))
    table = _table(now, Layout.objects.using(using).filter(object=now.object), using)
    seals = [Seal._make(link) for link in table.links.filter(object_id=row.pk).order_by("pk").values_list(*FIELDS)]
    if not seals or table.judge(row.pk, seals, {name: getattr(row, name) for name in now.plain}):
        return frozenset()
    layout = table.layouts[seals[-1].layout]
    return frozenset() if layout.missing else frozenset(layout.columns)


def _table(now: RowLayout, kept: Iterable[Layout], using: str) -> "Table":
    layouts = {each.key: RowLayout(now.model, each.columns.split()) for each in kept if each.object == now.object}
    links = Link.objects.using(using).filter(object=now.object)
    return Table(now, layouts, links, now.model._base_manager.using(using))


def merged(
    seals: Iterator[tuple[int, list[Seal]]], rows: Iterator[tuple[int, Values]]
) -> Iterator[tuple[int, list[Seal], Values | None]]:
    """Both, which come in the order of the rows' keys, side by side: the seals of a row, and what it says now."""
    sealed_key, of_row = next(seals, (math.inf, []))
    row_key, values = next(rows, (math.inf, {}))
    while (key := min(sealed_key, row_key)) != math.inf:
        yield int(key), of_row if sealed_key == key else [], values if row_key == key else None
        if row_key == key:
            row_key, values = next(rows, (math.inf, {}))
        if sealed_key == key:
            sealed_key, of_row = next(seals, (math.inf, []))


@dataclass
class Table:
    """A sealed table, its layouts of earlier days, its links, and its rows as they stand."""

    now: RowLayout
    layouts: dict[str, RowLayout]
    links: QuerySet[Link]
    there: QuerySet[Model]

    def __post_init__(self) -> None:
        of_today = self.links.filter(layout=self.now.key).order_by().values_list("chain__school")
        self.since = dict(of_today.annotate(first=Min("number")))  # where each chain began to use the present layout
        fields = self.now.model._meta.concrete_fields if issubclass(self.now.model, Line) else ()
        optional = {field.attname for field in fields if field.null}
        # What no migration fills in for lines that are there; in histories one may: decision 53.
        self.empty = {key: sorted(optional.difference(layout.columns)) for key, layout in self.layouts.items()}

    def seals(self) -> Iterator[tuple[int, list[Seal]]]:
        links = self.links.order_by("object_id", "pk").values_list(*FIELDS)
        for key, of_row in groupby(map(Seal._make, links.iterator(AT_ONCE)), key=attrgetter("row")):
            yield key, list(of_row)

    def rows(self) -> Iterator[tuple[int, Values]]:
        names = self.now.plain
        at = names.index(self.now.model._meta.pk.attname)
        for values in self.there.order_by("pk").values_list(*names).iterator(AT_ONCE):
            yield values[at], dict(zip(names, values, strict=True))

    def judge(self, key: int, seals: Sequence[Seal], values: Values | None) -> Problem | None:
        """What is wrong with this row, if anything is."""
        if not seals:
            if self.links.filter(object_id=key).exists():  # both were read at different moments
                return None
            return Problem(object=self.now.object, key=key, what="the row has no seal")
        for seal, what in self._out_of_turn(seals):
            return self._problem(seal, what)
        last = seals[-1]
        what = self._compared(last, values) if values is not None else self._gone(last)
        return self._problem(last, what) if what else None

    def _problem(self, seal: Seal, what: str) -> Problem:
        return Problem(school=seal.school, number=seal.number, object=self.now.object, key=seal.row, what=what)

    def _out_of_turn(self, seals: Sequence[Seal]) -> Iterator[tuple[Seal, str]]:
        """A row is sealed once, and again only where the seal before was erased."""
        if seals[0].says_erased:
            yield seals[0], "its link says that the row was erased, and it was never sealed"
        for before, after in pairwise(seals):
            if after.school != before.school or after.number < before.number:
                yield after, "its seals stand in another order than their links"
            elif after.says_erased and bytes(after.digest) != bytes(before.hash):
                yield after, "its link says that a seal was erased, and it was not that one"
            elif not after.says_erased and not before.says_erased:
                yield after, "the row was sealed a second time, and no permit says so"

    def _gone(self, seal: Seal) -> str:
        if seal.says_erased or self.there.filter(pk=seal.row).exists():
            return ""
        return "the row is gone, and no permit says so"

    def _compared(self, seal: Seal, values: Values) -> str:
        if seal.says_erased:
            return "the row is there, although it was erased"
        layout = self.layouts.get(seal.layout)
        if layout is None:
            return "it was sealed by a layout that is not there"
        if layout.missing:  # a migration took a column that was sealed: the digest cannot be made any more
            later = seal.number > self.since.get(seal.school, math.inf)
            return "it was sealed by a layout that was no longer in use" if later else ""
        row = self.there.get(pk=seal.row) if layout.pairs else None
        content = layout.content([values[name] for name in layout.plain], row)
        if seal.salt is None or layout.digest(seal.salt, content) != bytes(seal.digest):
            return "the row was changed after it was sealed"
        if any(values[name] is not None for name in self.empty[layout.key]):
            return "a column that came after it was sealed is filled in"
        return ""
