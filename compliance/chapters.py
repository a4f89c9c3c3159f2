"""One incident as somebody involved in it is given it, and the fingerprint by which a decision knows what was seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incidents.models import Incident, Involvement
from incidents.names.replaced import Replaced
from incidents.printing.parts import Section
from incidents.printing.record import for_printing, record_of
from incidents.printing.third_parties import Reading
from people.models import User


@dataclass(frozen=True, slots=True)
class Chapter:
    """One incident of the file. `seen`: the fingerprint of its texts and of the names in them, whichever stay."""

    incident: Incident
    part: Involvement
    sections: Sequence[Section]
    replaced: Replaced
    seen: str

    @property
    def filled(self) -> list[Section]:
        """Where something is recorded."""
        return [section for section in self.sections if section.parts]

    @property
    def empty(self) -> list[str]:
        """The titles of the others: nothing is there, or nothing about this one."""
        return [section.title for section in self.sections if not section.parts]


def chapter_of(incident: Incident, part: Involvement, as_written: Iterable[str] = ()) -> Chapter:
    """An incident that was read `for_printing`, for this one of those involved. `as_written`: names that stay."""
    reading = Reading(incident, part, as_written)
    sections = [section.reread(reading) for section in record_of(incident)]
    return Chapter(incident, part, sections, reading.so_far, reading.fingerprint)


def chapter_read_by(user: User, part: Involvement, as_written: Iterable[str] = ()) -> Chapter:
    """The same, as it stands now. `Incident.DoesNotExist` where the user does not read the incident."""
    incident = for_printing(Incident.objects.readable_by(user)).get(pk=part.incident_id)
    return chapter_of(incident, part, as_written)
