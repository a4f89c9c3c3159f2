"""Who changed what, when and why: written with each change, told in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from . import sealing
from .dates import date_in_words, short_moment


class NamedActor(models.Model):
    """A history row keeps the actor's name as text: it can be read when the account is long gone."""

    history_user_name = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        abstract = True


class Manager(HistoryManager):
    """Its class is made once for each kind of query, not at each reading: that took as long as the query."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


def records(**said: Any) -> Any:
    """The history of a record. Each has its own field for the reason: one that is shared knows the last table alone."""
    reason = models.TextField(blank=True, default="")
    named = {"bases": [NamedActor], "history_change_reason_field": reason, "history_manager": Manager}
    return HistoricalRecords(**named, **said)


def name_the_actor(*, history_instance: Any, **_: Any) -> None:
    """Keep the name beside the link to the account (a receiver of simple-history's own signal)."""
    history_instance.history_change_reason = history_instance.history_change_reason or ""  # its default is None
    if history_instance.history_user is not None:
        history_instance.history_user_name = str(history_instance.history_user)


def have_it_sealed(*, instance: Any, history_instance: Any, **_: Any) -> None:
    """Each row of a history is sealed with its transaction (a receiver of simple-history's own signal)."""
    sealing.written(type(history_instance), row=history_instance, of=instance)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, from what to what."""

    key: int  # of the record
    at: datetime
    who: str
    subject: str
    field: str
    old: str
    new: str
    reason: str


def changes(
    rows: Iterable[Any],
    *,
    fields: Iterable[str],
    subject: Callable[[Any], str] = lambda row: "",
    names: Mapping[str, Mapping[int, str]] | None = None,
) -> list[Change]:
    """Tell the history rows of one model in words, newest first.

    `rows` is a queryset of history rows of any number of records; they are read once and paired in memory, never
    one query a row. `fields` names what is told. `subject` says whose record a history row is of.
    `names` has, for fields that point to other records, what those are called.
    """
    told: list[Change] = []
    wanted = frozenset(fields)
    ordered = sorted(rows, key=lambda row: (row.id, row.history_date, row.history_id))
    for _, versions in groupby(ordered, key=lambda row: row.id):
        previous = None
        for row in versions:
            if previous is not None:
                told.extend(_differences(previous, row, subject(row), wanted, names or {}))
            previous = row
    return sorted(told, key=lambda change: change.at, reverse=True)


def _differences(
    old: Any, new: Any, subject: str, wanted: frozenset[str], names: Mapping[str, Mapping[int, str]]
) -> Iterable[Change]:
    for field in new.tracked_fields:
        if field.name not in wanted:
            continue
        before, after = getattr(old, field.attname), getattr(new, field.attname)
        called = names.get(field.name, {})
        if before != after:
            yield Change(
                key=new.id,
                at=new.history_date,
                who=new.history_user_name or "The system",
                subject=subject,
                field=str(field.verbose_name),
                old=in_words(field, called.get(before, before)),
                new=in_words(field, called.get(after, after)),
                reason=new.history_change_reason or "",
            )


def in_words(field: Any, value: Any) -> str:
    """A stored value as a reader would say it."""
    if value in (None, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if choices := dict(getattr(field, "flatchoices", ())):
        return str(choices.get(value, value)).lower()
    if isinstance(value, datetime):
        return short_moment(value)
    if isinstance(value, date):
        return date_in_words(value)
    return f"“{value}”"
