"""Sealing: rows become links at the end of the chains of their schools, in the transaction that wrote them.

Locks are always taken in one order: records first, whatever their own order is, then chains, by the ids of their
schools. A transaction takes no lock on a record any more once it holds a chain.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from core.models import Line
from core.sealing import Written

from .layouts import RowLayout, layout_of
from .models import NO_SCHOOL, Chain, Link

START = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
AT_ONCE = 2_000  # rows that are read, and links that are written, in one go


def seal(waiting: Sequence[Written]) -> None:
    """Add a link for each row, in the order in which they were written. To be called in their transaction."""
    found: dict[int, list[Link]] = defaultdict(list)
    for each in waiting:
        for school, link in _links(each):
            found[school].append(link)
    append(found)


def append(found: dict[int, list[Link]]) -> None:
    """Add these links, which have neither number nor hash yet, to the chains of their schools: three queries each."""
    for school in sorted(found):
        chain = Chain.held(school)
        number, head = chain.length, bytes(chain.head)
        for link in found[school]:
            number += 1
            link.chain, link.number = chain, number
            link.hash = head = hash_of(
                head, school, number, link.kind, link.object, link.object_id, link.layout, link.by, link.at,
                bytes(link.digest),
            )  # fmt: skip
        Link.objects.bulk_create(found[school], batch_size=AT_ONCE)
        chain.length, chain.head = number, head
        chain.save(update_fields=["length", "head"])


def hash_of(
    previous: bytes,
    school: int,
    number: int,
    kind: str,
    label: str,
    object_id: int,
    layout: str,
    by: int | None,
    at: datetime,
    digest: bytes,
) -> bytes:
    """SHA-256 of the hash before (32 bytes), the digest (32 bytes) and everything that the link says."""
    said = f"{school} {number} {kind} {label} {object_id} {layout} {by or 0} {(at - START) // MICROSECOND}"
    return hashlib.sha256(previous + digest + said.encode()).digest()


def new_link(layout: RowLayout, kind: str, key: int, content: bytes, by: int | None, at: datetime) -> Link:
    """The link of a row, not in any chain yet."""
    salt = secrets.token_bytes(16)
    return Link(
        kind=kind,
        object=layout.object,
        object_id=key,
        layout=layout.key,
        by=by,
        at=at,
        salt=salt,
        digest=layout.digest(salt, content),
    )


def _links(written: Written) -> Iterator[tuple[int, Link]]:
    layout = layout_of(written.model)
    if written.row is None:
        yield from _links_of_many(layout, written)
        return
    row = written.row
    key: int = row.pk
    yield (
        school_of(written.of),
        new_link(layout, written.of.sealed_as, key, layout.content_of(row), by_whom(row, written.of), written.at),
    )


def _links_of_many(layout: RowLayout, written: Written) -> Iterator[tuple[int, Link]]:
    """Of history that was copied inside the database: its rows are read back, and name their school themselves."""
    record: Any = written.model.instance_type  # type: ignore[attr-defined]
    names = (record.sealed_in or "pk", "history_user_id")
    for row in rows_by_key(layout, written.keys, *names):
        *values, school, by = row
        key = values[layout.plain.index("history_id")]
        at_school = (school if record.sealed_in else None) or NO_SCHOOL
        yield at_school, new_link(layout, record.sealed_as, key, layout.content(values), by, written.at)


def rows_by_key(layout: RowLayout, keys: Sequence[int], *more: str) -> Iterator[tuple[Any, ...]]:
    """The values of these rows, in the order of their keys, with those of `more` after them."""
    rows = layout.model._base_manager.values_list(*layout.plain, *more).order_by("pk")
    for start in range(0, len(keys), AT_ONCE):
        yield from rows.filter(pk__in=keys[start : start + AT_ONCE])


def school_of(record: Any) -> int:
    """The id of the school for which the record is sealed, or 0."""
    school: int = asked(record, record.sealed_in) or NO_SCHOOL
    return school


def by_whom(row: Model, record: Any) -> int | None:
    """The id of the account that wrote the row, where there is one."""
    if isinstance(record, Line):
        wrote: int | None = asked(record, record.sealed_by)
        return wrote
    by: int | None = row.history_user_id  # type: ignore[attr-defined]
    return by


def asked(record: Any, path: str) -> Any:
    """What stands at the end of the path, None where it leads nowhere."""
    if not path:
        return None
    try:
        return attrgetter(path)(record)
    except (ObjectDoesNotExist, AttributeError):  # what it belonged to is gone, or it belongs to nothing
        return None
