"""The file of a pupil for a new school: the incidents that go along, everybody else as pseudonyms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from core import pdf
from incidents.models import Incident, Involvement, Transfer
from incidents.names.replaced import Replaced
from people.models import User

from .agencies_and_parents import parents, referrals
from .paper import STYLESHEET
from .parts import Section
from .record import chronology, decisions, for_printing, log, people, standing
from .third_parties import Reading

# What a new school needs to know; devices, files, tasks and who changed what stay here.
SECTIONS = (log, standing, people, decisions, referrals, parents, chronology)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One incident of the file."""

    part: Involvement
    incident: Incident
    sections: Sequence[Section]
    replaced: Replaced
    open_because: str  # why it goes along before it is closed


def chapters_of(transfer: Transfer, user: User, as_written: Iterable[str] = ()) -> list[Chapter]:
    """What goes along of what the user reads, the oldest first. `as_written`: as incidents.names.redaction has it."""
    parts = {part.incident_id: part for part in transfer.chosen_by(user)}
    readable = for_printing(Incident.objects.readable_by(user)).filter(pk__in=parts)
    reasons = dict(transfer.going_along.values_list("incident", "open_because"))
    chapters = []
    for incident in readable.order_by("reported_at", "pk"):
        reading = Reading(incident, parts[incident.pk], as_written)
        sections = [section(incident).reread(reading) for section in SECTIONS]
        because = reading(reasons[incident.pk]) if incident.is_open else ""
        chapters.append(Chapter(parts[incident.pk], incident, sections, reading.so_far, because))
    return chapters


def replaced_in(chapters: Sequence[Chapter]) -> Replaced:
    """What was replaced and left in all of them together."""
    return sum((chapter.replaced for chapter in chapters), Replaced())


def pdf_of(transfer: Transfer, chapters: Sequence[Chapter], *, by: User, at: datetime) -> bytes:
    shown = {"transfer": transfer, "chapters": chapters, "replaced": replaced_in(chapters), "by": by, "at": at}
    return pdf.render(render_to_string("incidents/transfer_print.html", shown), STYLESHEET)
