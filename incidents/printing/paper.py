"""A record as it is handed over: for whom, by whom, why; with every name, or with everybody else's taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.template.loader import render_to_string

from core import pdf
from incidents.models import Incident, Involvement
from incidents.names.replaced import Replaced

from .parts import Section
from .record import record_of
from .third_parties import Reading

STYLESHEET = "css/whole-record.css"


class Recipient(models.TextChoices):
    """For whom a record leaves the school."""

    POLICE = "police", "The Police"
    SUBJECT = "subject", "One of the people, who asked for what is kept about them"
    OWN_FILE = "own_file", "Our own file on paper"
    OTHER = "other", "Somebody else"


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """One copy of a record: for whom it is made, and why."""

    recipient: str
    reason: str
    redacts: bool
    subject: Involvement | None = None
    as_written: frozenset[str] = frozenset()  # what was found and is no name of anybody here, as who prints it says

    @property
    def for_whom(self) -> str:
        """As each page of it says."""
        words = {
            Recipient.POLICE: "For the Police",
            Recipient.SUBJECT: f"For a subject access request of {self.subject}",
            Recipient.OWN_FILE: "For the school's own file",
            Recipient.OTHER: "For somebody outside",
        }
        return words[Recipient(self.recipient)]

    @property
    def in_words(self) -> str:
        """As the register of exports says: no name of anybody involved."""
        words = {Recipient.SUBJECT: "For a subject access request"}
        said = words.get(Recipient(self.recipient), self.for_whom)
        return f"The whole record. {said}, {'others as pseudonyms' if self.redacts else 'with every name'}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a copy: the sections, the reason for it, and what was replaced in both of them."""

    sections: Sequence[Section]
    reason: str
    replaced: Replaced | None = None  # None: every name is as it was recorded


def contents_of(incident: Incident, copy: PrintedCopy) -> Contents:
    """As this copy has them. The reason stands on each page: it is read for names as the rest is."""
    sections = record_of(incident)
    if not copy.redacts:
        return Contents(sections, copy.reason)
    reading = Reading(incident, copy.subject, copy.as_written)
    reread = [section.reread(reading) for section in sections]
    return Contents(reread, reading(copy.reason), reading.so_far)


def html_of(incident: Incident, copy: PrintedCopy, contents: Contents, *, by: models.Model, at: datetime) -> str:
    """The page that becomes the PDF."""
    shown = {"incident": incident, "copy": copy, "contents": contents, "by": by, "at": at}
    return render_to_string("incidents/record_print.html", shown)


def pdf_of(html: str) -> bytes:
    return pdf.render(html, STYLESHEET)
