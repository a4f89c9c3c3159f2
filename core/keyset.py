"""Keyset pagination: pages of a list that cost the same however far down one reads.

The page after a row starts where that row ended, found by an index on (moment, id); no rows are skipped by
counting them.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

Key = tuple[datetime, int] | tuple[()]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows newest first; `next_key` leads to the older ones and is empty on the last page."""

    rows: list[Any]
    next_key: str
    is_later: bool


def page(queryset: QuerySet[Any], field: str, before: str, size: int) -> Page:
    """The `size` rows older than the key `before` (the newest, if it is empty or not understood)."""
    key = end_of(before)
    return page_of(list(older(queryset, field, key, size)), field, key, size)


def older(queryset: QuerySet[Any], field: str, key: Key, size: int) -> QuerySet[Any]:
    """The rows of a page, and one more that tells that there is a next one."""
    if key:
        moment, pk = key
        queryset = queryset.filter(Q(**{f"{field}__lt": moment}) | Q(**{field: moment, "pk__lt": pk}))
    return queryset.order_by(f"-{field}", "-pk")[: size + 1]


def page_of(rows: list[Any], field: str, key: Key, size: int) -> Page:
    """The page that these rows, of `older`, make."""
    more, rows = len(rows) > size, rows[:size]
    last = rows[-1] if rows else None
    return Page(rows, key_of(getattr(last, field), last.pk) if more and last else "", bool(key))


def key_of(moment: datetime, pk: int) -> str:
    """The key of the page after this row."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{pk}".encode()).decode().rstrip("=")


def end_of(text: str) -> Key:
    """Where the page before this one ended, by its key; nothing, if there was none or the key is not understood."""
    try:
        written, number = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        moment, pk = datetime.fromisoformat(written), int(number)
        known = moment.tzinfo is not None and abs(pk) < 2**63
        return (moment.astimezone(UTC), pk) if known else ()
    except (ValueError, OverflowError):  # not a key, or a moment that UTC does not have
        return ()
