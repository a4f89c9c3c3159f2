"""Copying the records of a version: each copy points at the copies of what it belongs to."""

from typing import Any

from core import bulk
from people.models import User

from .models import Cell, Column, ColumnGroup, Decision, Lock, Matrix, PolicyVersion, Row, RowGroup, Section

# Each model after those it refers to, with the way to its version.
PARTS = (
    (Section, "version"),
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
