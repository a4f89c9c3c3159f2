"""Acceptable use agreements: which are in force where, and what of them a user signs or keeps.

Who must sign, by kind of agreement. Whoever left or was merged away drops out; who joins appears. A signature names a
version, so that a new version in force asks everybody again; it counts wherever that version is in force.

| kind | who must sign | how |
|---|---|---|
| staff | entries of the register that work or volunteer at the school, and users who hold a role there in which one works; not those who only govern | on screen, or recorded |
| younger pupils | pupils in Nursery, Reception, Years 1 and 2 | recorded, a class at a time |
| older pupils | all other pupils; those without a year group too | recorded, a class at a time |
| parents | a parent or carer of each pupil, once for each child | recorded, a class at a time |
| governors | users who govern there today | on screen, or recorded |
| volunteers, visitors | nobody in advance: the register does not tell volunteers apart | names are recorded |
"""  # noqa: E501  a table

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from core import clock
from people.models import School, User
from people.roles import GOVERNS, WORKS_IN_SCHOOL, Role, roles_of

from ..access import KEEPS_SIGNATURES, AgreementAccess
from ..models import Policy, PolicyVersion, Signature

Kind = Policy.Kind
BY_CLASS = frozenset({Kind.YOUNGER_PUPILS_AGREEMENT, Kind.OLDER_PUPILS_AGREEMENT, Kind.PARENTS_AGREEMENT})
BY_NAME = frozenset({Kind.VOLUNTEERS_AGREEMENT, Kind.VISITORS_AGREEMENT})
# kind → the roles in which one signs it on screen
ON_SCREEN: dict[str, frozenset[Role]] = {Kind.STAFF_AGREEMENT: WORKS_IN_SCHOOL, Kind.GOVERNORS_AGREEMENT: GOVERNS}
AUDIENCES: dict[str, str] = {
    Kind.STAFF_AGREEMENT: "those who work in the school",
    Kind.YOUNGER_PUPILS_AGREEMENT: "pupils up to Year 2",
    Kind.OLDER_PUPILS_AGREEMENT: "pupils from Year 3 on",
    Kind.PARENTS_AGREEMENT: "parents and carers",
    Kind.GOVERNORS_AGREEMENT: "governors",
    Kind.VOLUNTEERS_AGREEMENT: "volunteers",
    Kind.VISITORS_AGREEMENT: "visitors",
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """The version of an agreement that people of a school sign today."""

    version: PolicyVersion
    school: School

    access: ClassVar = AgreementAccess

    def __str__(self) -> str:
        return self.version.policy.title

    @property
    def kind(self) -> str:
        return self.version.policy.kind

    @property
    def slug(self) -> str:
        return self.version.policy.slug

    @property
    def roles(self) -> frozenset[Role]:
        return ON_SCREEN.get(self.kind, frozenset())

    @property
    def audience(self) -> str:
        return AUDIENCES[self.kind]

    @property
    def is_on_screen(self) -> bool:
        return self.kind in ON_SCREEN

    @property
    def is_by_class(self) -> bool:
        return self.kind in BY_CLASS

    @property
    def is_by_name(self) -> bool:
        return self.kind in BY_NAME

    @property
    def is_for_parents(self) -> bool:
        return self.kind == Kind.PARENTS_AGREEMENT

    @property
    def sign_url(self) -> str:
        return reverse("agreements:sign", args=[self.slug])

    def address(self, page: str, **asked: str) -> str:
        """One of the pages that keep its signatures, about this school."""
        return reverse(f"agreements:{page}", args=[self.slug], query={"school": self.school.code, **asked})

    @property
    def list_url(self) -> str:
        return self.address("signatures")

    @property
    def record_url(self) -> str:
        return self.address("record")

    @property
    def every_url(self) -> str:
        return self.address("every")

    @property
    def csv_url(self) -> str:
        return self.address("file")

    @property
    def remind_url(self) -> str:
        return self.address("remind")

    def signature_of(self, user: User) -> Signature | None:
        """The user's own, however it was given."""
        return signatures_of(user).filter(version=self.version).first()

    @property
    def is_still_in_force(self) -> bool:
        return any(self == other for other in in_force([self.school.pk]))


def in_force(schools: Collection[int]) -> list[Agreement]:
    """The agreements that people of these schools (by id) sign today, by school and title. Two queries."""
    applying = PolicyVersion.objects.applying(schools, clock.today()).exclude(policy__kind=Kind.E_SAFETY)
    latest = {(version.at, version.policy_id): version for version in applying.select_related("policy")}  # type: ignore[attr-defined]
    places = School.objects.in_bulk([school for school, _ in latest]) if latest else {}
    found = [Agreement(version, places[school]) for (school, _), version in latest.items()]
    return sorted(found, key=lambda each: (each.school.name, str(each)))


def read_by(user: User) -> list[Agreement]:
    """The agreements in force at the user's schools, whoever signs them."""
    schools = roles_of(user).schools()
    return in_force(schools) if schools else []


def kept_by(user: User) -> list[Agreement]:
    """The agreements whose signatures the user keeps."""
    schools = roles_of(user).schools(*KEEPS_SIGNATURES)
    return in_force(schools) if schools else []


def signed_on_screen_by(user: User, found: list[Agreement] | None = None) -> list[Agreement]:
    """The agreements that the user signs, each once, at the school that has them on its register if it can be.

    `found`: what `read_by` gave, where it was asked already.
    """
    roles = roles_of(user)
    found = read_by(user) if found is None else found
    mine = [each for each in found if roles.at(each.school.pk) & each.roles]
    person = getattr(user, "person", None) if mine else None
    mine.sort(key=lambda each: (str(each), person is None or each.school.pk != person.school_id))
    first: dict[int, Agreement] = {}
    for each in mine:
        first.setdefault(each.version.pk, each)
    return list(first.values())


@dataclass(frozen=True, slots=True)
class Own:
    """An agreement that a user signs, with the user's signature if it is given."""

    agreement: Agreement
    signature: Signature | None


def own(user: User, found: list[Agreement] | None = None) -> list[Own]:
    """What the user has to sign and has signed, of what is in force today. At most four queries."""
    mine = signed_on_screen_by(user, found)
    given = signatures_of(user).filter(version__in=[each.version for each in mine]) if mine else []
    by_version = {signature.version_id: signature for signature in given}
    return [Own(each, by_version.get(each.version.pk)) for each in mine]


def signatures_of(user: User) -> QuerySet[Signature]:
    """Signatures that count for the user: given on screen, or recorded for the user's entry in the register."""
    of_the_entry = Q(person__user=user.pk) | Q(person__merged_into__user=user.pk)
    return Signature.objects.valid().filter(Q(user=user.pk) | of_the_entry)


def signed_before(user: User, version: PolicyVersion) -> Signature | None:
    """The user's signature of the version before this one that they signed."""
    given = signatures_of(user).filter(version__policy=version.policy_id, version__number__lt=version.number)
    return given.select_related("version__policy").order_by("-version__number").first()
