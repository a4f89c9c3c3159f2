"""What a home page is made of. Each app's `home.py` answers with blocks; the project puts them in order.

Most blocks are empty on most days. So each app names its traces first, cheap questions that say where there may be
something to show, and all of them are asked at once; a block is then read only where there is a trace of it.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

from django.db.models import Exists, Model, QuerySet

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


Name = TypeVar("Name", bound=Hashable)
Traces = Mapping[str, QuerySet[Any, Any]]  # by name; never without a row where its block has something to show
Found = frozenset[str]


def found_of(user: Any, traces: Mapping[Name, QuerySet[Any, Any]]) -> frozenset[Name]:
    """The names of the traces that there are. One query, on the row of the user, however many."""
    asked = {f"there_{place}": Exists(rows) for place, rows in enumerate(traces.values())}
    if not asked:
        return frozenset()
    [answers] = user._meta.concrete_model._base_manager.filter(pk=user.pk).annotate(**asked).values_list(*asked)
    return frozenset(name for name, is_there in zip(traces, answers, strict=True) if is_there)


def few(queryset: QuerySet[Row]) -> tuple[list[Row], int]:
    """The first rows of a block, and how many there are. One query."""
    rows = list(queryset.annotate(how_many=Counted(queryset.order_by().values("pk")[: COUNTED + 1]))[:SHOWN])
    return rows, rows[0].how_many if rows else 0  # type: ignore[attr-defined]  # annotated above


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
