"""Schools, who works and governs there, and the agencies they turn to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from core import clock
from people.models import Agency, Crest, Federation, Membership, Person, School, User
from people.roles import GOVERNS, OPENS_RECORDS, Role

from .files import read
from .pictures import crest
from .register import Roll

PASSWORD = "demonstration-only"  # noqa: S105  public on purpose: these accounts do nothing anywhere else
FEDERATION = "federation"
Written = dict[str, Any]


@dataclass(slots=True)
class Site:
    """One school as the demonstration knows it: who is who, and who is on its roll."""

    school: School
    written: Written
    roll: Roll
    roles: dict[str, User] = field(default_factory=dict)
    coordinators: list[User] = field(default_factory=list)  # the federation's own first
    teachers: dict[str, User] = field(default_factory=dict)  # by year group
    duties: dict[str, User] = field(default_factory=dict)  # playground, club
    staff: list[User] = field(default_factory=list)  # everybody who may report
    sister: "Site | None" = None
    infringements: dict[int, list[Any]] = field(default_factory=dict)  # person → when something was found
    tables: dict[Any, Any] = field(default_factory=dict)  # sanctions tables, as `decisions` keeps them

    @property
    def code(self) -> str:
        return self.school.code

    @property
    def coordinator(self) -> User:
        return self.coordinators[0]

    def __getattr__(self, name: str) -> User:
        """`site.headteacher`, `site.technician` …: who holds the role."""
        try:
            return self.roles[Role[name.upper()]]
        except KeyError:
            raise AttributeError(name) from None


def sign_in_address(written: Written, number: int = 0) -> str:
    """`coordinator@alder.example`; teachers without another role are numbered."""
    domain = {school["code"]: school["domain"] for school in read("people")["school"]}
    name = written.get("role") or f"teacher{number}"
    return f"{name}@{domain.get(written['at'], 'federation.example')}"


def everybody() -> Iterator[tuple[str, Written]]:
    """`(address, who)` in the order of the list."""
    numbers: dict[str, int] = {}
    for written in read("people")["user"]:
        place = written["at"]
        if "role" not in written:
            numbers[place] = numbers.get(place, 1) + 1
        yield sign_in_address(written, numbers.get(place, 0)), written


def load_people() -> list[Site]:
    """Everybody, as of the moment the clock shows."""
    federation = Federation(name="Alder Grove Federation")
    federation.save_as(None, "Set up")
    sites = {written["code"]: _site(written, federation) for written in read("people")["school"]}
    sites["ALD"].sister, sites["BRK"].sister = sites["BRK"], sites["ALD"]
    users = [(_user(address, written), written) for address, written in everybody()]
    for user, written in users:
        for site in sites.values():
            if written["at"] in (site.code, FEDERATION if site.school.federation_id else site.code):
                _place(site, user, written)
    for user, written in users:
        _appoint(user, written, sites, federation)
        _register(user, written, sites)
    for site in sites.values():
        if colour := site.written.get("crest"):
            Crest.put_up(site.school, crest(colour), by=site.administrator)
    return list(sites.values())


def _site(written: Written, federation: Federation) -> Site:
    school = School(
        second_factor=False,  # so that each role is tried out with its password alone
        name=written["name"],
        code=written["code"],
        urn=written["urn"],
        federation=federation if "federation" in written else None,
        wording=written.get("wording", School.Wording.E_SAFETY),
    )
    school.save_as(None, "Set up")
    for agency in read("people")["agency"]:
        Agency(school=school, **agency).save_as(None, "Set up")
    return Site(school=school, written=written, roll=Roll(school, written["classes"], written["class_size"]))


@cache
def _hash() -> str:
    """Hashing is slow on purpose; everybody has the same password, so once is enough."""
    return make_password(PASSWORD)


def _user(address: str, written: Written) -> User:
    user = User(
        email=address,
        name=written["name"],
        job_title=written["job"],
        phone=written.get("phone", ""),
        password=_hash(),
        is_demonstration=True,
    )
    user._history_date = clock.now()
    user.save()
    return user


def _place(site: Site, user: User, written: Written) -> None:
    """Let the site know what this person is there."""
    role = written.get("role", Role.STAFF)
    if role == Role.COORDINATOR:
        site.coordinators.append(user)
    if written["at"] == site.code:
        site.roles.setdefault(role, user)
    if role not in GOVERNS and written["at"] == site.code:
        site.staff.append(user)
    if "class" in written:
        site.teachers[written["class"]] = user
    if "duty" in written:
        site.duties[written["duty"]] = user


def _appoint(user: User, written: Written, sites: dict[str, Site], federation: Federation) -> None:
    """Give the role; one that opens records is confirmed by the head, the head's own by the chair."""
    shared = written["at"] == FEDERATION
    site = sites["ALD" if shared else written["at"]]
    role = written.get("role", Role.STAFF)
    membership = Membership(
        user=user,
        role=role,
        school=None if shared else site.school,
        federation=federation if shared else None,
        starts_on=clock.today(),
    )
    membership.save_as(site.headteacher if role == Role.ADMINISTRATOR else site.administrator, "Appointed")
    if role in OPENS_RECORDS:
        confirming = site.chair_of_governors if role == Role.HEADTEACHER else site.headteacher
        membership.confirmed_by = confirming
        membership.save_as(confirming, "Confirmed")


def _register(user: User, written: Written, sites: dict[str, Site]) -> None:
    """Everybody who works in a school, and the chair, are on its register."""
    role = written.get("role", Role.STAFF)
    if role in GOVERNS and role not in OPENS_RECORDS:
        return
    site = sites[str(written.get("person") or written["at"])]
    person = Person(school=site.school, kind=Person.Kind.STAFF, name=user.name, user=user)
    person.save_as(site.administrator, "Added")
