"""What people are called where their names are not for the reader: "Pupil A", "Pupil B", "Adult A"."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from string import ascii_uppercase

from people.models import Person

from .models import Incident, Involvement


def pseudonyms_of(incidents: Iterable[Incident]) -> dict[int, str]:
    """By the key of an involvement, also of one that was taken out. One query, however many incidents.

    The letters follow the order in which people were added, pupils and adults each by themselves, as they were first
    named: so a pseudonym stays the same whatever is corrected, merged or taken out later.
    """
    added = Involvement.history.filter(incident__in=incidents, history_type="+").order_by("incident_id", "id")
    letters: defaultdict[tuple[int, str], count[int]] = defaultdict(count)
    called = {}
    for incident, involvement, kind in added.values_list("incident_id", "id", "kind"):
        group = "Pupil" if kind == Person.Kind.PUPIL else "Adult"
        called[involvement] = f"{group} {letter(next(letters[incident, group]))}"
    return called


def letter(number: int) -> str:
    """A for 0, Z for 25, then AA."""
    before, last = divmod(number, len(ascii_uppercase))
    return (letter(before - 1) if before else "") + ascii_uppercase[last]
