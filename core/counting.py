"""Counts with a cap: what nobody would work through is not counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, QuerySet, Subquery

COUNTED = 1_000


class Counted(Subquery):
    """How many rows a query has that stands alone, as a column of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field: Any = IntegerField()
    empty_result_set_value: Any = 0


@dataclass(frozen=True, slots=True)
class Capped:
    """How many there are, counted no further than matters: finding one more tells that there are more."""

    number: int
    cap: int = COUNTED

    @classmethod
    def of(cls, queryset: QuerySet[Any], cap: int = COUNTED) -> "Capped":
        return cls(queryset.order_by().values("pk")[: cap + 1].count(), cap)

    def __bool__(self) -> bool:
        return self.number > 0

    @property
    def is_more(self) -> bool:
        return self.number > self.cap

    def __str__(self) -> str:
        return f"{self.cap:,}+" if self.is_more else f"{self.number:,}"


def counted_each(querysets: Iterable[QuerySet[Any]], user: Any, cap: int = COUNTED) -> QuerySet[Any, Any]:
    """How many each of these has, counted so: one row of numbers, that of the user."""
    columns = {
        f"count_{place}": Counted(queryset.order_by().values("pk")[: cap + 1])
        for place, queryset in enumerate(querysets)
    }
    return get_user_model()._base_manager.filter(pk=user.pk).annotate(**columns).values_list(*columns)
