"""Pages of a list that cost the same however far down one reads.

The page after a row starts where that row ended, found by an index on (moment, id); no rows are skipped by
counting them.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet


@dataclass(frozen=True, slots=True)
class Page:
    """Rows newest first; `next_key` leads to the older ones and is empty on the last page."""

    rows: list[Any]
    next_key: str
    is_later: bool


def page(queryset: QuerySet[Any], field: str, before: str, size: int) -> Page:
    """The `size` rows older than the key `before` (the newest, if it is empty or not understood)."""
    key = _decoded(before)
    if key:
        moment, pk = key
        queryset = queryset.filter(Q(**{f"{field}__lt": moment}) | Q(**{field: moment, "pk__lt": pk}))
    rows = list(queryset.order_by(f"-{field}", "-pk")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    last = rows[-1] if rows else None
    return Page(rows, _encoded(getattr(last, field), last.pk) if more and last else "", key is not None)


def _encoded(moment: datetime, pk: int) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{pk}".encode()).decode().rstrip("=")


def _decoded(text: str) -> tuple[datetime, int] | None:
    try:
        moment, pk = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        key = datetime.fromisoformat(moment), int(pk)
    except (ValueError, binascii.Error):
        return None
    return key if key[0].tzinfo and abs(key[1]) < 2**63 else None
