"""A database that is older than the chains: what stands in it is sealed once, as it stands, when they begin.

This proves nothing of the time before. From here on it is protected like everything that is written later. Whoever
empties the chains has them begun anew by the next upgrade: so each beginning says so, and leaves a line.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from django.db import DEFAULT_DB_ALIAS, models, transaction

from core import clock
from core.words import counted

from .layouts import layout_of, lines, tracked
from .models import NO_SCHOOL, Beginning, Chain, Link
from .sealing import AT_ONCE, append, asked, by_whom, new_link, school_of

MOMENTS = ("at", "recorded_at", "report.released_at")  # where a line says when it was written


def seal_what_was_there(
    *, using: str, plan: Sequence[object] = (), verbosity: int = 1, stdout: TextIO | None = None, **_: Any
) -> None:
    """Begin the chains where none has begun (a receiver of `post_migrate`; without a `plan` nothing was upgraded)."""
    if not plan or using != DEFAULT_DB_ALIAS or Chain.objects.exists():
        return
    rows = 0
    with transaction.atomic():
        waiting: dict[int, list[Link]] = defaultdict(list)
        for rows, (school, link) in enumerate(_links(), 1):
            waiting[school].append(link)
            if rows % AT_ONCE == 0:
                append(waiting)
                waiting.clear()
        append(waiting)
        if rows:
            Beginning.objects.create(rows=rows)
    if rows and verbosity:
        told = f"  No chain of seals was there: {counted(rows, 'row')} sealed as found."
        (stdout or sys.stdout).write(f"{told}\n")


def _links() -> Iterator[tuple[int, Link]]:
    """(school, link) of every row that would have been sealed when it was written, with the moment that it names."""
    for record, history in tracked():
        path = "id" if record.sealed_in == "pk" else record.sealed_in  # the key of a history row is not its record's
        for row in _rows(history, path):
            yield asked(row, path) or NO_SCHOOL, _link(row, record.sealed_as, row.history_user_id, row.history_date)
    for model in lines():
        for row in _rows(model, model.sealed_in):
            moment = next(filter(None, (asked(row, path) for path in MOMENTS)), clock.now())
            yield school_of(row), _link(row, row.sealed_as, by_whom(row, row), moment)


def _rows(model: type[models.Model], path: str) -> Iterator[Any]:
    """All rows, each with the records on the way to its school."""
    way = "__".join(path.split(".")[:-1])
    rows = model._base_manager.order_by("pk")
    return (rows.select_related(way) if way else rows).iterator(AT_ONCE)


def _link(row: models.Model, kind: str, by: int | None, at: Any) -> Link:
    layout = layout_of(type(row))
    return new_link(layout, kind, row.pk, layout.content_of(row), by, at)
