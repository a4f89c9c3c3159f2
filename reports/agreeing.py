"""Who agrees to the release of a report of several schools.

| at the school sits | who agrees for it |
|---|---|
| a head, in force | the head |
| no head, a chair of governors | the chair |
| neither | nobody: the report goes on without, and says so |
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from people.models import Membership, School, User
from people.roles import Role, roles_of


class Speakers(NamedTuple):
    """Accounts that hold a role in force at one school."""

    heads: frozenset[int]
    chairs: frozenset[int]

    @property
    def users(self) -> frozenset[int]:
        """Those who agree for the school."""
        return self.heads or self.chairs


class Waiting(NamedTuple):
    """Schools that have not agreed: those with a head, those with a chair alone, and those with neither."""

    heads: list[School]
    chairs: list[School]
    nobody: list[School]

    @property
    def who(self) -> str:
        """Whom it waits for, in words; empty where it waits for nobody."""
        asked = [f"the head of {school}" for school in self.heads]
        asked += [f"the chair of governors of {school} (it has no head)" for school in self.chairs]
        return " and ".join(asked)

    @property
    def sentence(self) -> str:
        has = "has" if len(self.heads) + len(self.chairs) == 1 else "have"
        return f"It is released once {self.who} {has} agreed."


def speakers_of(schools: Collection[int]) -> dict[int, Speakers]:
    """Who may agree for each of these schools today. One query."""
    held = Membership.objects.in_force().filter(role__in=(Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS))
    held = held.filter(user__is_active=True).touching(schools)
    users: dict[tuple[str, int], set[int]] = defaultdict(set)
    for user, role, own, shared in held.values_list("user", "role", "school", "federation__schools"):
        users[role, own or shared].add(user)
    return {
        school: Speakers(*(frozenset(users[role, school]) for role in (Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS)))
        for school in schools
    }


def speaks_for(user: User) -> frozenset[int]:
    """Ids of the schools that the user agrees for. Asks nothing more about who is no chair of governors."""
    roles = roles_of(user)
    heads, chairs = roles.schools(Role.HEADTEACHER), roles.schools(Role.CHAIR_OF_GOVERNORS)
    alone = speakers_of(chairs - heads) if chairs - heads else {}
    return heads | {school for school, speakers in alone.items() if not speakers.heads}


def waiting(schools: Iterable[School], speakers: Mapping[int, Speakers], agreed: Collection[int]) -> Waiting:
    """`agreed`: accounts of those who agreed, each for every school that it speaks for."""
    found = Waiting([], [], [])
    for school in schools:
        own = speakers[school.pk]
        if not own.users & set(agreed):
            (found.heads if own.heads else found.chairs if own.chairs else found.nobody).append(school)
    return found
