"""What approved versions say never changes: each process asks for it once."""

from collections.abc import Collection
from copy import copy
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core.statements import Statement, several

from ..models import Cell, PolicyVersion
from ..states import ONCE_APPROVED

KEPT = 200  # answers of each statement: those that were asked for last


class OfApproved:
    """The records that a statement finds of what was approved, kept by the process."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._kept = lru_cache(KEPT)(lambda *values: tuple(statement.records(*values)))

    def records(self, version: PolicyVersion, *values: Any) -> list[Any]:
        """Those of one version, which `values` belong to. Copies: a page may add to what it is given.

        A draft is asked each time, and so is whatever is read in a transaction: what is approved in one may be a draft
        again when it ends, and be changed.
        """
        if version.status not in ONCE_APPROVED or connection.in_atomic_block:
            return self._statement.records(*values)
        return [copy(record) for record in self._kept(*values)]


def recommended(version: PolicyVersion, rows: Collection[int]) -> list[Cell]:
    """What the sanctions tables of a version say to do about these kinds of misuse, with the actions."""
    return RECOMMENDED.records(version, several(sorted(rows)))


def _recommended(rows: tuple[int, ...]) -> QuerySet[Cell]:
    return Cell.objects.recommended_for(rows).select_related("column")


RECOMMENDED = OfApproved(Statement(_recommended))
