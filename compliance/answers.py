"""Everything about one person as a ZIP: `record.json` for machines, `record.pdf` for reading.

What others said, and who they are, is taken out as in every record that leaves the school. What a handler left out is
not in it, nor that it is there; nor is what the maker of the file may not read.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.template.loader import render_to_string

from core import history, pdf
from core.dates import date_in_words, short_moment
from incidents.models import Export, Incident, Transfer
from incidents.printing.paper import STYLESHEET
from incidents.printing.parts import Facts, Fixed, Section, Table, lines
from incidents.printing.record import for_printing
from people.models import Person, User
from policies.models import Signature

from .chapters import Chapter, chapter_of
from .models import AccessRequest, PartDecision

FACTS = ("name", "kind", "year_group", "class_name", "date_of_birth", "mis_id", "left_on")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is handed over."""

    request: AccessRequest
    own: Sequence[Section]
    chapters: Sequence[Chapter]
    leaves_out: bool  # something that its maker reads
    held: Sequence[Incident] = field(default_factory=list)
    unseen: Sequence[PartDecision] = field(default_factory=list)  # as they stand now

    def zipped(self, *, by: User, at: datetime) -> bytes:
        """The file itself."""
        shown = {"answer": self, "by": by, "at": at}
        paper = pdf.render(render_to_string("compliance/answer_print.html", shown), STYLESHEET)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("record.json", json.dumps(self._for_machines(at), ensure_ascii=False, indent=1))
            archive.writestr("record.pdf", paper)
        return target.getvalue()

    def _for_machines(self, at: datetime) -> dict[str, Any]:
        return {
            "person": self.request.person.name,
            "school": self.request.school.name,
            "made": at.isoformat(),
            "kept_about_you": [_as_json(section) for section in self.own],
            "incidents": [
                {
                    "reference": chapter.incident.reference,
                    "part": chapter.part.part_in_words,
                    "record": [_as_json(section) for section in chapter.sections],
                }
                for chapter in self.chapters
            ],
            "something_was_left_out": self.leaves_out,
        }


def answer_of(request: AccessRequest, user: User) -> Answer:
    """What this user would hand over, of what they read and nobody left out."""
    parts = {part.incident_id: part for part in request.parts_for(user).reverse()}  # of two in one incident the first
    decided = {each.incident_id: each for each in request.decisions.filter(incident__in=parts)}
    going = [key for key in parts if key in decided and not decided[key].left_out]
    readable = for_printing(Incident.objects.readable_by(user)).filter(pk__in=going)
    chapters = [
        chapter_of(incident, parts[incident.pk], decided[incident.pk].left_as_written)
        for incident in readable.order_by("reported_at", "pk")
    ]
    held = [chapter.incident for chapter in chapters]
    sent = _transfers(request.person, user)
    own = [*_of_the_register(request.person), _agreements(request.person), _taken_out(held), sent]
    unseen = [decided[each.incident.pk] for each in chapters if decided[each.incident.pk].seen != each.seen]
    return Answer(request, own, chapters, any(each.left_out for each in decided.values()), held, unseen)


def _entries(person: Person) -> models.QuerySet[Person]:
    """The entry that counts, and those that were merged into it."""
    same = Person.objects.filter(pk__in=Person.objects.entries_of(person.counts_as))
    return same.order_by(models.F("merged_into").asc(nulls_first=True), "pk")


def _of_the_register(person: Person) -> Iterable[Section]:
    entries = _entries(person)
    facts = [
        Facts([(_label(name), _said(entry, name)) for name in FACTS if _said(entry, name)], f"Entry {number}")
        for number, entry in enumerate(entries, 1)
    ]
    yield Section("On the register", facts)
    past = Person.history.filter(id__in=[entry.pk for entry in entries])
    rows = [
        [Fixed(short_moment(change.at)), change.field.capitalize(), change.old, change.new]
        for change in reversed(history.changes(past, fields=FACTS))
    ]
    table = Table(("When", "What", "From", "To"), rows, (3, 3, 3, 3))
    yield Section("How the entry was changed", [table] if rows else [], "It was never changed.")


def _label(name: str) -> str:
    return str(Person._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]


def _said(entry: Person, name: str) -> str:
    value = entry.get_kind_display() if name == "kind" else getattr(entry, name)
    return date_in_words(value) if isinstance(value, date) else str(value or "")


def _agreements(person: Person) -> Section:
    signed = Signature.objects.filter(person__in=_entries(person)).select_related("version__policy", "retraction")
    rows = [
        [
            each.version.policy.title,
            Fixed(date_in_words(each.signed_on)),
            [each.name, each.signed_by],
            Fixed("Taken back" if each.is_taken_back else each.get_how_display()),
        ]
        for each in signed
    ]
    table = Table(("Agreement", "Signed", "By", "How"), rows, (5, 3, 2, 2))
    return Section("Agreements signed", [table] if rows else [], "None is recorded.")


def _taken_out(incidents: Sequence[Incident]) -> Section:
    """The exports that named them, of what is handed over."""
    exports = Export.objects.filter(incidents__in=incidents, with_names=True).distinct().select_related("user")
    rows = [[Fixed(short_moment(each.at)), str(each.user), Fixed(each.get_format_display())] for each in exports]
    table = Table(("When", "By", "As"), rows, (4, 5, 3))
    return Section("Taken out of the log with your name", [table] if rows else [], "Nothing was.")


def _transfers(person: Person, user: User) -> Section:
    """The files that were sent, of those that its maker may know of: one of others would tell what is in it."""
    sent = Transfer.objects.known_to(user).filter(person__in=_entries(person), sent_on__isnull=False)
    rows = [[each.to_school, Fixed(date_in_words(each.sent_on)), each.sent_how] for each in sent if each.sent_on]
    table = Table(("To", "Sent", "How"), rows, (5, 3, 4))
    return Section("Sent to another school", [table] if rows else [], "Nothing was.")


def _as_json(section: Section) -> dict[str, Any]:
    said: list[Any] = []
    for part in section.parts:
        if isinstance(part, Facts):
            named: dict[str, Any] = {"of": part.title} if part.title else {}
            said.append(named | dict(part.answers))
        elif isinstance(part, Table):
            said += [
                {head: [str(line) for line in lines(cell)] for head, cell in zip(part.heads, row, strict=True)}
                for row in part.rows
            ]
        else:
            said.append(part.text)
    return {"title": section.title, "content": said}
