"""What a home page is made of. Each app's `home.py` answers with blocks; the project puts them in order.

Most blocks are empty on most days. So each app names its traces first, cheap questions that say where there may be
something to show, and all of them are asked at once; a block is then read only where there is a trace of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, Model, QuerySet, Value, When

from .counting import COUNTED, Capped, Counted

Row = TypeVar("Row", bound=Model)
SHOWN = 5  # the oldest few of a block; its link leads to the rest


class Urgency(IntEnum):
    """The order of blocks on a home page: danger, overdue, new, waiting, everything else."""

    DANGER = 0
    OVERDUE = 1
    NEW = 2
    WAITING = 3
    OTHER = 4


Traces = Mapping[str, QuerySet[Any, Any]]  # by name; never without a row where its block has something to show
Found = frozenset[str]


def asked_at_once(user: Any, traces: Traces) -> QuerySet[Any, Any]:
    """The names of the traces that there are, on the row of the user; nothing in place of the others."""
    names = (Case(When(Exists(rows), then=Value(name))) for name, rows in traces.items())
    asked = {f"there_{place}": name for place, name in enumerate(names)}
    return get_user_model()._base_manager.filter(pk=user.pk).annotate(**asked).values_list(*asked)


def few(queryset: QuerySet[Row]) -> tuple[list[Row], int]:
    """The first rows of a block, and how many there are. One query."""
    return counted_of(list(first_few(queryset)))


def first_few(queryset: QuerySet[Row]) -> QuerySet[Row]:
    """The first rows of a block, each with `how_many` there are."""
    how_many = Counted(queryset.order_by().values("pk")[: COUNTED + 1])
    return queryset.annotate(how_many=how_many)[:SHOWN]  # type: ignore[return-value]  # annotated


def counted_of(rows: list[Row]) -> tuple[list[Row], int]:
    """These rows, and how many there are in all."""
    return rows, rows[0].how_many if rows else 0  # type: ignore[attr-defined]  # of `first_few`


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: what it is about, one sentence, one action."""

    label: str  # nothing in all items of a block that are about one and the same
    url: str
    text: str
    note: str = ""
    verb: str = ""
    alarm: str = ""  # why it cannot wait, in two words
    about: str = ""  # what the verb is about, where the label does not say it


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a checklist: what is to be there, whether it is, and where one sees to it."""

    text: str
    url: str
    is_done: bool
    note: str = ""  # what it waits for
    way_on: str = ""  # a second page that helps, and
    verb: str = ""  # what one does there


@dataclass(frozen=True, slots=True)
class Block:
    """Things of one sort that need the reader, oldest first. `count` may exceed the items shown."""

    key: str
    title: str
    urgency: Urgency
    count: int
    items: list[Item] = field(default_factory=list)
    url: str = ""
    link: str = ""
    empty: str = ""
    points: list[Point] = field(default_factory=list)  # instead of items
    asks: bool = False  # for something that has no day: it does not wait, and yet it is not nothing

    @property
    def waits(self) -> bool:
        """Something in it waits for the reader, rather than is there to be read."""
        return self.count > 0 and self.urgency < Urgency.OTHER

    @property
    def number(self) -> str:
        """The count as it is shown: "1,000+" for what nobody would count."""
        return str(Capped(self.count))
