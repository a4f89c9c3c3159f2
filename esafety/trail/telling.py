"""Links in words: whose, what, and what it was about."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from audit.models import Erasure, Link, SignIn
from core.words import counted
from incidents.models import Export
from people.models import User
from people.roles import Role
from reports.models import Download, GovernorReport, ReleasedDocument

from ..models import TrailExport
from .queries import KINDS, PastMembership

NOBODY_KNOWN = "Nobody known"
Texts = Mapping[int, str]


class Happening(NamedTuple):
    """One line of the page."""

    at: datetime
    who: str
    kind: str
    what: str


def told(links: Iterable[Link]) -> list[Happening]:
    """The links in words: one query for each kind that is among them."""
    links = list(links)
    keys: dict[str, list[int]] = defaultdict(list)
    for link in links:
        keys[link.object].append(link.object_id)
    texts = {label: TELLS[label](found) for label, found in keys.items() if label in TELLS}
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


def _done(row: Any) -> str:
    return row.history_change_reason or {"+": "given", "-": "taken away"}.get(row.history_type, "changed")


def _exports(keys: list[int]) -> Texts:
    return {
        one.pk: f"{'A list' if one.format in Export.LISTS else 'A record'}, {one.get_format_display()}: {one.reason}"
        for one in Export.objects.filter(pk__in=keys)
    }


def _exports_of_the_trail(keys: list[int]) -> Texts:
    return {one.pk: f"{one}: {one.reason}" for one in TrailExport.objects.filter(pk__in=keys)}


def _releases(keys: list[int]) -> Texts:
    return {report.pk: str(report) for report in GovernorReport.objects.filter(pk__in=keys)}


def _downloads(keys: list[int]) -> Texts:
    found = Download.objects.filter(pk__in=keys).select_related("report")
    return {one.pk: f"A copy of {one.report}" for one in found}


def _erasures(keys: list[int]) -> Texts:
    found = Erasure.objects.filter(pk__in=keys)
    return {one.pk: f"{counted(one.rows, 'row')} under {one.permit}: {one.reason}" for one in found}


TELLS: dict[str, Callable[[list[int]], Texts]] = {
    SignIn._meta.label_lower: _sign_ins,
    PastMembership._meta.label_lower: _roles,
    Export._meta.label_lower: _exports,
    TrailExport._meta.label_lower: _exports_of_the_trail,
    ReleasedDocument._meta.label_lower: _releases,
    Download._meta.label_lower: _downloads,
    Erasure._meta.label_lower: _erasures,
}
