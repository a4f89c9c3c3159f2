"""Who is in an incident: pupils by their tempers, mostly of one class, now and then one from the sister school."""

from dataclasses import dataclass, field
from random import Random

from incidents.models import Involvement
from incidents.statement import Named
from people.models import Person, User

from .people import Site
from .planning import Planned
from .register import YEAR_GROUPS

Part, WorksHere = Involvement.Part, Involvement.WorksHere
OLDER_MORE_OFTEN = 1.6  # a power of the year group


@dataclass(slots=True)
class Cast:
    """The people of one incident, and the words that stand for them in a text."""

    instigators: list[Person] = field(default_factory=list)
    targets: list[Person] = field(default_factory=list)
    witnesses: list[Person] = field(default_factory=list)
    typed: list[Named] = field(default_factory=list)
    group: str = "6"  # year group of the first pupil
    class_name: str = ""

    def named(self) -> list[Named]:
        """As a report names them."""
        parts = ((Part.INSTIGATOR, self.instigators), (Part.TARGET, self.targets), (Part.WITNESS, self.witnesses))
        return [Named(part=part, person=person) for part, people in parts for person in people] + self.typed

    def words(self) -> dict[str, str]:
        pairs = [*zip("ab", self.instigators, strict=False), *zip("tu", self.targets, strict=False)]
        pairs += [*zip("w", self.witnesses, strict=False)]
        return {letter: first_name(person.name) for letter, person in pairs} | {"class": self.class_name}


def first_name(name: str) -> str:
    return name.split()[0]


def cast(site: Site, planned: Planned, draw: Random) -> Cast:
    """Choose everybody at the moment of the report, from those who are on the roll then."""
    chosen = _Choosing(site, planned, draw)
    made = Cast(
        instigators=chosen.pupils(planned.says("instigators", 0), by_temper=True),
        targets=chosen.pupils(planned.says("targets", 0)),
        witnesses=chosen.pupils(planned.says("witnesses", 0)),
        group=chosen.group,
    )
    made.class_name = next((p.class_name for p in made.instigators + made.targets if p.school == site.school), "")
    if planned.kind == "contact":
        made.typed.append(_stranger(planned, draw))
    if planned.kind == "staff_conduct":
        made.instigators = [_colleague(site, draw).person]
    if planned.kind == "about_head":
        made.instigators = [site.headteacher.person]
    if planned.course == "unsure_adult":
        helper = "A helper at football, name not known"
        made.instigators, made.typed = (
            [],
            [Named(Part.INSTIGATOR, name=helper, kind=Person.Kind.OTHER, works_or_volunteers=WorksHere.UNSURE)],
        )
    return made


def _stranger(planned: Planned, draw: Random) -> Named:
    name = draw.choice(planned.says("strangers"))
    return Named(Part.INSTIGATOR, name=name, kind=Person.Kind.OTHER, works_or_volunteers=WorksHere.NO)


def _colleague(site: Site, draw: Random) -> User:
    """Somebody without any other role here, so that whoever handles it is not concerned."""
    plain = [user for user in site.staff if user not in site.roles.values() and user not in site.coordinators]
    return draw.choice(plain)


class _Choosing:
    """Chooses pupils one after the other, never one twice, never two with the same first name."""

    def __init__(self, site: Site, planned: Planned, draw: Random) -> None:
        self.site, self.planned, self.draw = site, planned, draw
        self.taken: list[Person] = []
        low, high = planned.says("years", (0, 6))
        groups = YEAR_GROUPS[low : high + 1]
        weights = [(1 + YEAR_GROUPS.index(group)) ** OLDER_MORE_OFTEN for group in groups]
        self.group = draw.choices(groups, weights)[0]
        self.groups = groups

    def pupils(self, count: int, *, by_temper: bool = False) -> list[Person]:
        chosen = []
        for _ in range(count):
            person = self._one(by_temper)
            if by_temper and not self.taken:
                self.group = person.year_group
            self.taken.append(person)
            chosen.append(person)
        return chosen

    def _one(self, by_temper: bool) -> Person:
        site, first = self.site, not self.taken
        if not first and site.sister and self.planned.says("place") == "home" and self.draw.random() < 0.07:
            site = site.sister
        groups = self.groups if first and by_temper else [self.group]
        candidates = [
            person for group in groups for person in site.roll.pupils[group] if not self._is_taken(person.name)
        ]
        return self.draw.choices(candidates, [self._weight(site, person, by_temper) for person in candidates])[0]

    def _weight(self, site: Site, person: Person, by_temper: bool) -> float:
        older = (1 + YEAR_GROUPS.index(person.year_group)) ** OLDER_MORE_OFTEN
        return older * (site.roll.temper[person.pk] if by_temper else 1 + site.roll.temper[person.pk] % 4)

    def _is_taken(self, name: str) -> bool:
        return first_name(name) in {first_name(person.name) for person in self.taken}
