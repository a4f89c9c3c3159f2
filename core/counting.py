"""Counting no further than matters: what nobody would work through is not counted either."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

COUNTED = 1_000


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
