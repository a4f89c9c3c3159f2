"""The only way to erase sealed rows: under a permit, which stays, and with a link that says so.

Inside the transaction of the decision, as its last step, for it holds chains from there on:

    with erasing(permit="Disposal 2026/4", reason="Six years have passed.", by=user, school=school.pk) as erasure:
        erasure.blank(HistoricalIncident, keys, description="Erased.")
        erasure.remove(Entry, keys)

What stands in the records themselves (`Record`) is changed by their own verbs, before that. The salts of the old
links go too: of what was erased nothing is left by which somebody could try out what it said.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import models, transaction

from core import clock

from .layouts import layout_of
from .models import NO_SCHOOL, Chain, Erasure, Link, Permit
from .sealing import append, new_link, rows_by_key


class NotSealedError(Exception):
    """A row that is to be erased has no link: it is of this same transaction, or not one that is sealed."""


class Erasing:
    """What may be done while the permit lasts; the links follow when it ends."""

    def __init__(self, by: int | None, at: datetime) -> None:
        self.by, self.at = by, at
        self.rows = 0
        self.links: dict[int, list[Link]] = defaultdict(list)

    def remove(self, model: type[models.Model], keys: Sequence[int]) -> None:
        """Take rows of a history, or lines, away for good."""
        self._unseal(model, keys)
        for field in model._meta.many_to_many:
            pairs = field.remote_field.through._base_manager  # type: ignore[union-attr]
            pairs.filter(**{f"{field.m2m_field_name()}__in": keys}).delete()
        found = model._base_manager.filter(pk__in=keys)
        found._raw_delete(found.db)

    def blank(self, model: type[models.Model], keys: Sequence[int], **values: Any) -> None:
        """Put these values in the place of what was there, and seal what is there now."""
        kinds = self._unseal(model, keys)
        model._base_manager.filter(pk__in=keys).update(**values)
        layout = layout_of(model)
        at = layout.plain.index(model._meta.pk.attname)
        for row in rows_by_key(layout, sorted(keys)):
            key = row[at]
            content = layout.content(row, model(pk=key) if layout.pairs else None)
            school, kind = kinds[key]
            self.links[school].append(new_link(layout, kind, key, content, self.by, self.at))

    def _unseal(self, model: type[models.Model], keys: Sequence[int]) -> dict[int, tuple[int, str]]:
        """Forget the salts of these rows. The school and the kind of the last seal of each."""
        label = model._meta.label_lower
        links = Link.objects.filter(object=label, object_id__in=keys).exclude(kind=Link.ERASED)
        last = {link.object_id: link for link in links.select_related("chain").order_by("pk")}
        if unknown := set(keys) - last.keys():
            raise NotSealedError(f"{label} {min(unknown)} is not sealed.")
        links.filter(salt__isnull=False).update(salt=None)
        for key, link in sorted(last.items()):
            self.links[link.chain.school].append(
                Link(
                    kind=Link.ERASED,
                    object=label,
                    object_id=key,
                    layout=link.layout,
                    by=self.by,
                    at=self.at,
                    digest=bytes(link.hash),
                )
            )
        self.rows += len(last)
        return {key: (link.chain.school, link.kind) for key, link in last.items()}


@contextmanager
def erasing(*, permit: str, reason: str, by: Any, school: int = NO_SCHOOL) -> Iterator[Erasing]:
    """Erase what the block names, under the `permit` (the decision it rests on). All of it, or nothing.

    `by` is the account that does it, or None; `school` is where the certificate, an `Erasure`, belongs.
    """
    with transaction.atomic():
        erasure = Erasing(by and by.pk, clock.now())
        schools = Chain.objects.select_for_update().order_by("school")
        list(schools)  # an erasure may touch any of them, and is rare: all are held, in their order
        given = Permit.objects.create()
        yield erasure
        append(erasure.links)
        given.delete()
        Erasure.objects.create(
            school_id=school,
            permit=permit,
            reason=reason,
            rows=erasure.rows,
            by=erasure.by,
            by_name=str(by or ""),
            at=erasure.at,
        )
