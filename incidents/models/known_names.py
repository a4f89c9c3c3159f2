"""By which names those involved in an incident are known, or ever were."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from incidents.names.spelling import WORD, compared, keys_of, may_be_one_name
from people.models import Person

if TYPE_CHECKING:
    from .incident import Incident


class KnownNames(NamedTuple):
    """A name, and whose it is or was: the key of an involvement, also of one that was taken out."""

    involvement: int
    name: str


def names_ever(incidents: "Collection[Incident]") -> dict[int, set[KnownNames]]:
    """As typed, and as the register has it or had it, of each entry that counts as the same person.

    By the key of the incident, where somebody is named in it. Four queries, however many incidents.
    """
    from .involvement import Involvement  # it imports the incident, whose verbs ask for the names

    versions = Involvement.history.filter(incident__in=incidents).order_by("incident_id", "id")
    found: defaultdict[int, set[KnownNames]] = defaultdict(set)
    known: dict[tuple[int, int], int] = {}  # where somebody was taken out and named again, the later involvement
    for incident, involvement, person, name in versions.values_list("incident_id", "id", "person_id", "name"):
        if name:
            found[incident].add(KnownNames(involvement, name))
        if person:
            known[incident, person] = involvement
    names = defaultdict(set)
    for entry, name in _of_the_register({person for _, person in known}):
        names[entry].add(name)
    for (incident, person), involvement in known.items():
        found[incident] |= {KnownNames(involvement, name) for name in names[person]}
    return dict(found)


def may_name_a_namesake(words: str, incident: "Incident", about: int) -> bool:
    """Whether words about one of those involved have a name in them that is somebody else's here, too."""
    named = names_ever([incident]).get(incident.pk, set())
    own = {keys_of(name)[0] for one, name in named if one == about}
    others = {keys_of(name)[0] for one, name in named if one != about}
    shared = {key for key in own if any(may_be_one_name(key, other) for other in others)}
    return not {compared(word) for word in WORD.findall(words)}.isdisjoint(word for key in shared for word in key)


def names_of_entry(person: int) -> set[str]:
    """Every name that this entry of the register, and those that count as the same person, ever had."""
    return {name for _, name in _of_the_register({person})}


def _of_the_register(people: set[int]) -> Iterator[tuple[int, str]]:
    """Every name that these entries, and those merged with them, ever had."""
    merged = dict(Person.objects.filter(pk__in=people).order_by().values_list("pk", "merged_into"))
    stays = {entry: into or entry for entry, into in merged.items()}  # the entry that counts for this one
    same: defaultdict[int, set[str]] = defaultdict(set)
    counts_as = {}
    counted = Person.objects.filter(Q(pk__in=stays.values()) | Q(merged_into__in=stays.values())).order_by()
    for entry, into, name in counted.values_list("pk", "merged_into", "name"):
        counts_as[entry] = into or entry
        same[into or entry].add(name)
    for entry, name in Person.history.filter(id__in=counts_as).order_by().values_list("id", "name").distinct():
        same[counts_as[entry]].add(name)
    for entry, into in stays.items():
        yield from ((entry, name) for name in same[into])
