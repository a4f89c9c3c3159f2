"""What is asked for a user at nearly every click: its statement is written once for all who have the same roles.

As `core.statements`, and with the same care: a statement that was written for one user answers another. So it is
written for nobody in particular: `Anybody` has keys, roles and what is recorded of a user, and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.statements import Statement
from people.models import User
from people.roles import Role, Roles, roles_of

from .querysets import look_up, recorded_of, schools_of


@dataclass(frozen=True)
class _Alike:
    """What users have in common to whom one statement answers. Schools are told by their place in a list."""

    roles: tuple[tuple[str, tuple[int, ...]], ...]
    read: tuple[int, ...]  # where there are incidents that they may read
    recorded: frozenset[str]


class Anybody:
    """In the place of a user while a question is written. To ask it for anything that is not here is an error."""

    is_authenticated = is_active = True

    def __init__(self, key: int, schools: tuple[int, ...], alike: _Alike) -> None:
        self.pk = self.id = key
        self._roles = Roles((role, schools[place]) for role, places in alike.roles for place in places)
        self._schools_read = {schools[place] for place in alike.read}
        self._recorded = alike.recorded

    def __int__(self) -> int:
        """Stands for its key in a condition, as a user does."""
        return self.pk


class ForUser:
    """A `Statement` whose first value is a user. It is for pages that only read: they `look_up` what is recorded."""

    def __init__(self, question: Callable[..., QuerySet[Any, Any]], *, generic_plan: bool = True) -> None:
        self._question = question
        self._statement = Statement(lambda *taken: question(Anybody(*taken[:3]), *taken[3:]), generic_plan=generic_plan)

    def rows(self, user: User, *values: Any, keep: bool = True) -> list[tuple[Any, ...]]:
        """Values. `keep`: whether the same is asked again and again; else the statement is written for this once."""
        return self._statement.rows(*_taken_apart(user), *values) if keep else list(self._question(user, *values))

    def records(self, user: User, *values: Any, keep: bool = True) -> list[Any]:
        """Records, likewise."""
        return self._statement.records(*_taken_apart(user), *values) if keep else list(self._question(user, *values))


def _taken_apart(user: User) -> tuple[int, tuple[int, ...], _Alike]:
    """The key of the user, those of their schools, and the rest: once for this user object, as roles are."""
    known: tuple[int, tuple[int, ...], _Alike] | None = getattr(user, "_taken_apart", None)
    if known is None:
        known = user._taken_apart = _take_apart(user)  # type: ignore[attr-defined]
    return known


def _take_apart(user: User) -> tuple[int, tuple[int, ...], _Alike]:
    if recorded_of(user) is None:
        look_up(user)
    roles, read = roles_of(user), schools_of(user)
    schools = tuple(sorted(roles.schools() | read))
    places = {school: place for place, school in enumerate(schools)}
    held = [(str(role), _placed(roles.schools(role), places)) for role in Role]
    alike = _Alike(
        roles=tuple((role, there) for role, there in held if there),
        read=_placed(read, places),
        recorded=frozenset(recorded_of(user) or ()),
    )
    return user.pk, schools, alike


def _placed(schools: Iterable[int], places: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(sorted(places[school] for school in schools))
