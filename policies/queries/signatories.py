"""Who must sign an agreement that is in force, and who has: see `agreements` for who that is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from people.models import Membership, Notice, Person, User
from people.roles import GOVERNS, WORKS_IN_SCHOOL
from people.year_groups import YEAR_GROUPS

from ..models import Policy, Signature
from .agreements import Agreement

YOUNGER = frozenset({"N", "R", "1", "2"})
NO_CLASS = "-"  # how an address names those without a class


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who must sign: an entry of the register, a user, or both. Of the parents' agreement, the child."""

    name: str
    person: Person | None
    user: User | None
    signature: Signature | None = None
    has_the_role: bool = False  # in which one signs on screen

    @property
    def key(self) -> str:
        """How a form names them."""
        return f"person-{self.person.pk}" if self.person else f"user-{self.user.pk if self.user else ''}"

    @property
    def class_name(self) -> str:
        return self.person.class_name if self.person and self.person.is_pupil else ""


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """One class of a roll, or those without one."""

    name: str
    signatories: list[Signatory]

    @property
    def key(self) -> str:
        return self.name or NO_CLASS

    @property
    def label(self) -> str:
        return self.name or "No class"

    @property
    def total(self) -> int:
        return len(self.signatories)

    @property
    def unsigned(self) -> int:
        return sum(each.signature is None for each in self.signatories)

    @property
    def signed(self) -> int:
        return self.total - self.unsigned


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody at a school who must sign an agreement, by class and name; `named`: visitors who have signed."""

    agreement: Agreement
    signatories: list[Signatory] = field(default_factory=list)
    named: list[Signature] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.signatories)

    @property
    def unsigned(self) -> list[Signatory]:
        return [each for each in self.signatories if each.signature is None]

    @property
    def signed(self) -> int:
        return self.total - len(self.unsigned)

    @property
    def is_complete(self) -> bool:
        return not self.unsigned

    @property
    def classes(self) -> list[SchoolClass]:
        """In the order of the year groups; those without a class last."""
        grouped: dict[str, list[Signatory]] = defaultdict(list)
        for each in self.signatories:
            grouped[each.class_name].append(each)
        return [SchoolClass(name, of_it) for name, of_it in sorted(grouped.items(), key=_class_order)]

    def of_class(self, key: str) -> SchoolClass | None:
        return next((each for each in self.classes if each.key == key), None)


def roll_of(agreement: Agreement) -> Roll:
    return rolls([agreement])[0]


def rolls(agreements: Iterable[Agreement]) -> list[Roll]:
    """The rolls of these agreements, in their order. Four queries, however many agreements and people."""
    wanted = list(agreements)
    if not wanted:
        return []
    crowd = _Crowd(wanted)
    return [Roll(each, crowd.signatories(each), crowd.named(each) if each.is_by_name else []) for each in wanted]


def told_since(agreement: Agreement, moment: datetime) -> dict[int, datetime]:
    """Who was asked since then to sign it, by the id of the user, and when for the last time. One query."""
    asked = Notice.objects.filter(key__startswith=about(agreement), at__gte=moment)
    return dict(asked.order_by("at").values_list("user", "at"))


def about(agreement: Agreement) -> str:
    """How the keys of notices that ask for signatures begin."""
    return f"agreement {agreement.version.pk} "


class _Crowd:
    """Everybody at some schools, read once: the register, who works and governs there, and what was signed."""

    def __init__(self, agreements: list[Agreement]) -> None:
        schools = {each.school.pk for each in agreements}
        self.register: dict[int, list[Person]] = defaultdict(list)
        kinds = {Person.Kind.PUPIL for each in agreements if each.is_by_class}
        kinds |= {Person.Kind.STAFF for each in agreements if each.is_on_screen}
        for person in Person.objects.current().filter(school__in=schools, kind__in=kinds):
            self.register[person.school_id].append(person)
        self.roles: dict[tuple[int, int], set[str]] = defaultdict(set)  # (school, user) → what is held there
        held = Membership.objects.in_force().touching(schools).filter(user__is_active=True)
        for user, role, own, shared in held.values_list("user", "role", "school", "federation__schools"):
            self.roles[own or shared, user].add(role)
        accounts = {user for _, user in self.roles} | {
            person.user_id for people in self.register.values() for person in people if person.user_id
        }
        self.users = User.objects.in_bulk(accounts)
        self.by_person: dict[tuple[int, int], Signature] = {}
        self.by_user: dict[tuple[int, int], Signature] = {}
        self.free: dict[tuple[int, int], list[Signature]] = defaultdict(list)
        self._read_signatures(agreements)

    def _read_signatures(self, agreements: list[Agreement]) -> None:
        versions = {each.version.pk for each in agreements}
        given = Signature.objects.valid().filter(version__in=versions)
        for signature in given.select_related("person", "recorded_by"):
            if signature.person:
                self.by_person[signature.version_id, signature.person.counts_as] = signature
            if signature.user_id:
                self.by_user[signature.version_id, signature.user_id] = signature
            if not signature.person and not signature.user_id:
                self.free[signature.version_id, signature.school_id].append(signature)

    def named(self, agreement: Agreement) -> list[Signature]:
        return self.free[agreement.version.pk, agreement.school.pk]

    def signatories(self, agreement: Agreement) -> list[Signatory]:
        found = [
            Signatory(
                name=person.name if person else str(user),
                person=person,
                user=user,
                signature=(self.by_person.get((agreement.version.pk, person.pk)) if person else None)
                or (self.by_user.get((agreement.version.pk, user.pk)) if user else None),
                has_the_role=user is not None and bool(self.roles[agreement.school.pk, user.pk] & agreement.roles),
            )
            for person, user in self._who(agreement)
        ]
        return sorted(found, key=lambda each: (_class_order((each.class_name, [each])), each.name.casefold(), each.key))

    def _who(self, agreement: Agreement) -> Iterable[tuple[Person | None, User | None]]:
        here = self.register[agreement.school.pk]
        pupils = [(person, None) for person in here if person.is_pupil]
        match agreement.kind:
            case Policy.Kind.STAFF_AGREEMENT:
                return self._staff(agreement.school.pk, here)
            case Policy.Kind.GOVERNORS_AGREEMENT:
                return [(None, self.users[user]) for user in self._holding(agreement.school.pk, GOVERNS)]
            case Policy.Kind.PARENTS_AGREEMENT:
                return pupils
            case Policy.Kind.YOUNGER_PUPILS_AGREEMENT:
                return [pair for pair in pupils if pair[0].year_group in YOUNGER]
            case Policy.Kind.OLDER_PUPILS_AGREEMENT:
                return [pair for pair in pupils if pair[0].year_group not in YOUNGER]
            case _:
                return []

    def _staff(self, school: int, here: list[Person]) -> list[tuple[Person | None, User | None]]:
        """Entries of the register, and users without an entry here who work here; not those who only govern."""
        entries = [person for person in here if person.kind == Person.Kind.STAFF]
        found: list[tuple[Person | None, User | None]] = [
            (person, self.users.get(person.user_id or 0))
            for person in entries
            if not (held := self.roles.get((school, person.user_id or 0), set())) or held & WORKS_IN_SCHOOL
        ]
        listed = {person.user_id for person in entries}
        others = [user for user in self._holding(school, WORKS_IN_SCHOOL) if user not in listed]
        return [*found, *((None, self.users[user]) for user in others)]

    def _holding(self, school: int, roles: frozenset[str]) -> list[int]:
        return [user for (place, user), held in self.roles.items() if place == school and held & roles]


def _class_order(named: tuple[str, list[Signatory]]) -> tuple[int, str]:
    """By year group, then by name; without a class comes last."""
    name, of_it = named
    group = of_it[0].person.year_group if of_it[0].person else ""
    if not name:
        return len(YEAR_GROUPS) + 1, ""
    return YEAR_GROUPS.index(group) if group in YEAR_GROUPS else len(YEAR_GROUPS), name
