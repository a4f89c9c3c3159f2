"""The page where each obstacle to approval can be removed, or read by those who may not edit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from policies.models import PolicyVersion
from policies.models.obstacles import MISSING, Obstacle

NAMED = 6  # of the things that one line names
Paths = tuple[str, str]  # the pages of one thing: where it is edited, where it is read


@dataclass(frozen=True, slots=True)
class Mending:
    """One obstacle: its things with the address of each (empty where there is no page for it), and the rest."""

    obstacle: Obstacle
    links: list[tuple[Any, str]]
    unnamed: int
    shape_url: str  # of the table whose rows or columns are missing


def mending_of(obstacles: Iterable[Obstacle], version: PolicyVersion, *, may_edit: bool) -> list[Mending]:
    return [_mending(obstacle, version, 0 if may_edit else 1) for obstacle in obstacles]


def _mending(obstacle: Obstacle, version: PolicyVersion, reads: int) -> Mending:
    where = PLACES.get(obstacle.place, _nowhere)
    links = [(thing, where(version, obstacle, thing.key)[reads]) for thing in obstacle.things[:NAMED]]
    lacks_rows = obstacle.place == MISSING and obstacle.table is not None and not reads
    shape = _in_table("shape", version, obstacle) if lacks_rows else ""
    return Mending(obstacle, links, max(0, len(obstacle.things) - NAMED), shape)


def _in_table(page: str, version: PolicyVersion, obstacle: Obstacle, *args: str) -> str:
    kind = obstacle.table.kind if obstacle.table else ""
    return reverse(f"policies:{page}", args=[version.policy.slug, version.number, kind, *args])


def _cells(version: PolicyVersion, obstacle: Obstacle, key: str) -> Paths:
    return f"{_in_table('matrix-edit', version, obstacle)}#row-{key}", _in_table("row", version, obstacle, key)


def _row(version: PolicyVersion, obstacle: Obstacle, key: str) -> Paths:
    return _in_table("row-change", version, obstacle, key), _in_table("row", version, obstacle, key)


def _section(version: PolicyVersion, obstacle: Obstacle, key: str) -> Paths:
    edited = reverse("policies:section-edit", args=[version.policy.slug, version.number, key])
    return edited, f"{version.get_absolute_url()}#section-{key}"


def _missing(version: PolicyVersion, obstacle: Obstacle, key: str) -> Paths:
    """A section is added on the same page, below; a row or column in its table."""
    return ("" if obstacle.table else f"#missing-{key}"), ""


def _nowhere(version: PolicyVersion, obstacle: Obstacle, key: str) -> Paths:
    return "", ""


PLACES: dict[str, Callable[[PolicyVersion, Obstacle, str], Paths]] = {
    "grid": _cells, "shape": _row, "text": _section, MISSING: _missing,
}  # fmt: skip
