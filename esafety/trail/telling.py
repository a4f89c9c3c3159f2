"""Links in words: whose, what, and what it was about."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from audit.models import Beginning, Erasure, Link, SignIn
from core.history import changes
from core.words import counted
from incidents.models import Export
from people.models import Membership, School, User
from people.roles import Role, roles_of
from reports.models import Download, GovernorReport, ReleasedDocument

from ..models import TrailExport
from .access import READS
from .queries import KINDS, PastMembership, PastSchool

NOBODY_KNOWN = "Nobody known"
Texts = Mapping[int, str]


class Happening(NamedTuple):
    """One line of the page."""

    at: datetime
    who: str
    kind: str
    what: str


def told(links: Iterable[Link], reader: User) -> list[Happening]:
    """The links in words: one query for each kind that is among them."""
    links = list(links)
    tells = TELLS | {
        Export._meta.label_lower: partial(_exports, reader=reader),
        TrailExport._meta.label_lower: partial(_exports_of_the_trail, reader=reader),
    }
    keys: dict[str, list[int]] = defaultdict(list)
    for link in links:
        keys[link.object].append(link.object_id)
    texts = {label: tells[label](found) for label, found in keys.items() if label in tells}
    names = dict(User.objects.filter(pk__in={link.by for link in links if link.by}).values_list("pk", "name"))
    return [
        Happening(
            link.at,
            names.get(link.by or 0, NOBODY_KNOWN if link.kind == "failed" else "The system"),
            KINDS[link.kind],
            texts.get(link.object, {}).get(link.object_id, "Erased since"),
        )
        for link in links
    ]


def _sign_ins(keys: list[int]) -> Texts:
    found = SignIn.objects.filter(pk__in=keys)
    return {
        one.pk: "An address or a way in that no account has" if one.user is None else one.get_outcome_display()
        for one in found
    }


def _roles(keys: list[int]) -> Texts:
    found = PastMembership.objects.filter(pk__in=keys).select_related("user", "school", "federation")
    return {
        row.pk: f"{Role(row.role).label} of {row.user}, {row.school or row.federation}: {_done(row)}" for row in found
    }


def _settings(keys: list[int]) -> Texts:
    """What became of which setting. Of whom one names, that it was changed."""
    rows = {row.pk: row for row in PastSchool.objects.filter(pk__in=keys)}
    fields = [field.name for field in School._meta.concrete_fields if not field.is_relation]
    done: dict[tuple[int, datetime], list[str]] = defaultdict(list)
    for one in changes(PastSchool.objects.filter(id__in={row.id for row in rows.values()}), fields=fields):
        done[one.key, one.at].append(f"{one.field}: {one.old}, now {one.new}")
    return {
        pk: "; ".join([f"{row.name}: {row.history_change_reason or 'changed'}", *done[row.id, row.history_date]])
        for pk, row in rows.items()
    }


def _done(row: Any) -> str:
    return row.history_change_reason or {"+": "given", "-": "taken away"}.get(row.history_type, "changed")


def _exports(keys: list[int], reader: User) -> Texts:
    """With its reason, which may name whom any incident in it is about: for who reads all of them, and its author."""
    found = Export.objects.filter(pk__in=keys).with_what_is_readable(reader)
    return {
        one.pk: f"{_taken(one)}: {one.reason}" if one.is_whole else _taken(one)  # type: ignore[attr-defined]
        for one in found
    }


def _taken(export: Export) -> str:
    return f"{'A list' if export.format in Export.LISTS else 'A record'}, {export.get_format_display()}"


def _exports_of_the_trail(keys: list[int], reader: User) -> Texts:
    """With its reason, which may name what is of any school of who wrote it: for that one, and who manages them all."""
    theirs = Membership.objects.within(roles_of(reader).schools(*READS))
    elsewhere = Membership.objects.exclude(pk__in=theirs.values("pk")).filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("at__date")),
        user=OuterRef("user"),
        starts_on__lte=OuterRef("at__date"),
    )
    found = TrailExport.objects.filter(pk__in=keys).annotate(is_whole=~Exists(elsewhere) | Q(user=reader))
    return {one.pk: f"{one}: {one.reason}" if one.is_whole else str(one) for one in found}


def _releases(keys: list[int]) -> Texts:
    return {report.pk: str(report) for report in GovernorReport.objects.filter(pk__in=keys)}


def _downloads(keys: list[int]) -> Texts:
    found = Download.objects.filter(pk__in=keys).select_related("report")
    return {one.pk: f"A copy of {one.report}" for one in found}


def _erasures(keys: list[int]) -> Texts:
    found = Erasure.objects.filter(pk__in=keys)
    return {one.pk: f"{counted(one.rows, 'row')} under {one.permit}: {one.reason}" for one in found}


def _beginnings(keys: list[int]) -> Texts:
    found = Beginning.objects.filter(pk__in=keys)
    return {one.pk: f"{counted(one.rows, 'row')} of all schools sealed as found" for one in found}


TELLS: dict[str, Callable[[list[int]], Texts]] = {
    SignIn._meta.label_lower: _sign_ins,
    PastMembership._meta.label_lower: _roles,
    PastSchool._meta.label_lower: _settings,
    ReleasedDocument._meta.label_lower: _releases,
    Download._meta.label_lower: _downloads,
    Erasure._meta.label_lower: _erasures,
    Beginning._meta.label_lower: _beginnings,
}
