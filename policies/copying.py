"""Copying the records of a version: each copy points at the copies of what it belongs to."""

from typing import Any, cast

from core import bulk
from people.models import User

from .models import Cell, Column, ColumnGroup, Decision, Lock, Matrix, Omission, PolicyVersion, Row, RowGroup, Section

# Each model after those it refers to, with the way to its version.
PARTS = (
    (Section, "version"),
    (Omission, "version"),
    (Matrix, "version"),
    (ColumnGroup, "matrix__version"),
    (Column, "group__matrix__version"),
    (RowGroup, "matrix__version"),
    (Row, "matrix__version"),
    (Lock, "row__matrix__version"),
    (Decision, "row__matrix__version"),
    (Cell, "row__matrix__version"),
)


class Copying:
    """One act of copying: remembers which record became which."""

    def __init__(self, by: User, reason: str, provenance: str = "") -> None:
        self.by, self.reason = by, reason
        self.decided = {"provenance": provenance} if provenance else {}  # else each decision keeps its own
        self.copies: dict[tuple[Any, Any], Any] = {}

    def parts_of(self, source: PolicyVersion) -> None:
        for model, path in PARTS:
            changes = self.decided if model in (Decision, Cell) else {}
            self.make(list(model._default_manager.filter(**{path: source}).order_by("pk")), **changes)

    def table(self, source: Matrix, *, parts: tuple[Any, ...] = (), **changes: Any) -> Matrix:
        """A copy of one matrix, with all that belongs to it or with these kinds of parts alone."""
        [matrix] = self.make([source], **changes)
        for model, path in PARTS:
            way, is_below, _ = path.rpartition("matrix__version")
            if is_below and (not parts or model in parts):
                self.make(list(model._default_manager.filter(**{f"{way}matrix": source}).order_by("pk")))
        return cast(Matrix, matrix)

    def knows(self, originals: Any, copies: Any) -> None:
        """What stands for these records where the copies are: the record of the same key."""
        by_key = {copy.key: copy for copy in copies}
        found = {(type(each), each.pk): by_key[each.key] for each in originals if each.key in by_key}
        self.copies |= found

    def make(self, originals: list[Any], **changes: Any) -> list[Any]:
        """Copies of records of one model, with `changes` made to each."""
        if not originals:
            return []
        model = type(originals[0])
        copies = bulk.create(
            model, [self._copy(original, changes) for original in originals], by=self.by, reason=self.reason
        )
        self.copies |= {(model, original.pk): copy for original, copy in zip(originals, copies, strict=True)}
        return copies

    def _copy(self, original: Any, changes: dict[str, Any]) -> Any:
        fields = [field for field in original._meta.concrete_fields if not field.primary_key]
        copy = type(original)(**{field.attname: getattr(original, field.attname) for field in fields})
        for field in fields:
            if other := self.copies.get((field.related_model, getattr(original, field.attname))):
                setattr(copy, field.name, other)
        for name, value in changes.items():
            setattr(copy, name, value)
        return copy
