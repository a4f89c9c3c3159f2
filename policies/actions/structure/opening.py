"""What every change to the shape of a table begins and ends with."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models

from core import bulk
from core.access import Refused
from core.keys import free_key
from people.models import User

from ...access import PolicyAccess
from ...models import Matrix, PolicyVersion

Part = TypeVar("Part", bound=models.Model)
LONGEST_KEY = 40


def open_version(version: PolicyVersion, by: User) -> None:
    """Lock the version and ask the rule: from here on nobody else changes its tables."""
    version.lock()
    PolicyAccess.require(by, "edit", version)


def open_table(matrix: Matrix, by: User) -> None:
    """Lock the version, ask the rule, and make sure that the table is still there."""
    open_version(matrix.version, by)
    if not Matrix.objects.filter(pk=matrix.pk).exists():
        raise Refused("Somebody took this table out of the draft. Nothing was changed.")


def find(parts: models.QuerySet[Part], key: str, noun: str) -> Part:
    """The part of this key; refuses where somebody else retired it."""
    found = parts.filter(key=key).first()
    if found is None:
        raise Refused(f"This {noun} is no longer in the table: somebody retired it. Nothing was changed.")
    return found


def refuse_twins(others: Iterable[Any], label: str, noun: str) -> None:
    """Two parts of one table are never called the same."""
    wanted = " ".join(label.split()).casefold()
    if any(" ".join(other.label.split()).casefold() == wanted for other in others):
        raise Refused(f"There is already a {noun} called “{label}”: choose another name.")


def arrange(parts: Sequence[Any], *, by: User, reason: str) -> None:
    """Number the parts from nought in this order; only those that change their place are written."""
    moved = []
    for position, part in enumerate(parts):
        if part.position != position:
            part.position = position
            moved.append(part)
    if moved:
        bulk.change(type(moved[0]), moved, ["position"], by=by, reason=reason)


def take_away(parts: models.QuerySet[Part], *, by: User, reason: str) -> None:
    """Take all of them away, each with its last line of history; what belongs to them is taken away before."""
    bulk.remove(parts.model, parts, by=by, reason=reason)


def key_of(label: str, taken: Iterable[str], noun: str) -> str:
    """A free key for a part of a table."""
    return free_key(label, taken, otherwise=noun, longest=LONGEST_KEY - 4, joint="_")
