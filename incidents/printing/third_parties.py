"""Whose names stand in a record that leaves the school, and whose do not."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Q

from incidents.models import Incident, Involvement
from incidents.models.known_names import KnownNames, names_ever, names_of_entry
from incidents.names.generated_lines import whole_names
from incidents.names.redaction import Known, Redaction
from incidents.names.replaced import Replaced
from incidents.names.spelling import NO_NAMES, Key, keys_of
from incidents.pseudonyms import pseudonyms_of
from people.models import Person

from .parts import About, Fixed, LineOf, OfOne, OwnFile, OwnWords

OF_THE_REGISTER = {Person.Kind.PUPIL: "another pupil", Person.Kind.OTHER: "another adult", Person.Kind.STAFF: None}


class Reading:
    """How a copy with names replaced has each text: for one of those involved, or for somebody outside."""

    def __init__(self, incident: Incident, subject: Involvement | None = None, as_written: Iterable[str] = ()) -> None:
        self._named = names_ever([incident]).get(incident.pk, set())
        self._subject = subject
        self._keys = _keys_of(incident, subject, self._named) if subject else frozenset()
        self._redaction = _redaction_of(incident, self._named, subject, self._keys, as_written)
        self._texts = hashlib.sha256()

    def __call__(self, text: str) -> str:
        told = self._told(text) if isinstance(text, About) else text
        if isinstance(told, Fixed):
            return told
        self._texts.update(f"{len(told)} {told}".encode())
        whose = _whose(text)
        return self._redaction(told, self._subject.pk if self._subject and whose in self._keys else whose)

    def leaves_out(self, text: str) -> bool:
        """What is the school's own file; and for one of those involved, what concerns others of them alone."""
        if self._subject is None or not isinstance(text, OfOne):
            return isinstance(text, OwnFile)
        whose = {text.whose} - {None} | (self._named_in(text) if isinstance(text, LineOf) else set())
        return bool(whose) and whose.isdisjoint(self._keys)

    @property
    def so_far(self) -> Replaced:
        return self._redaction.so_far

    @property
    def fingerprint(self) -> str:
        """Of every text that was read so far, and of the names in them: in hexadecimal, the same whatever stays."""
        return hashlib.sha256(f"{self._texts.hexdigest()} {self.so_far.fingerprint}".encode()).hexdigest()

    def _named_in(self, line: LineOf) -> set[int]:
        """Keys of the involvements that a line names, by names that are not those of the one whom it is about.

        Where that is not known, several people may have one name.
        """
        found = whole_names(line, {name for _, name in self._named})
        found -= {name for one, name in self._named if one == line.whose}
        return {one for one, name in self._named if name in found}

    def _told(self, about: About) -> str:
        if self._subject is None:
            return about.to_others
        return about.text if about.whose in self._keys else about.to_another


def _whose(text: str) -> int | None:
    """The key of the involvement that a text of the program's own is about, where it is known."""
    return text.whose if isinstance(text, About | OfOne) and not isinstance(text, OwnWords) else None


def _keys_of(incident: Incident, subject: Involvement, named: Collection[KnownNames]) -> frozenset[int]:
    """Of all parts that the subject has in the incident, or had before somebody took them out.

    Under each entry of theirs on the register; and one that was typed and taken out, where the name is nobody else's,
    here or on the register.
    """
    past = Involvement.history.filter(incident=incident).order_by("history_date", "history_id")
    parts = {part: (person, kind) for part, person, kind in past.values_list("id", "person_id", "kind")}
    same = subject.person.counts_as if subject.person else 0
    entries = set(Person.objects.entries_of(same).values_list("pk", flat=True))
    keys = {subject.pk, *(part for part, (person, _) in parts.items() if person in entries)}
    gone = parts.keys() - set(incident.involvements.order_by().values_list("pk", flat=True)) - keys
    if typed := {part for part in gone if parts[part] == (None, subject.kind)}:
        keys |= _of_this_name(typed, keys, named, incident)
    return frozenset(keys)


def _of_this_name(typed: set[int], keys: set[int], named: Collection[KnownNames], incident: Incident) -> set[int]:
    """Of parts of whom only a name was typed: those with the name of who has these keys, and of nobody else."""
    names: defaultdict[int, set[Key]] = defaultdict(set)
    for part, name in named:
        names[part].add(keys_of(name)[0])
    own = {name for part in keys for name in names[part]}
    found = {part for part in typed if names[part] <= own}
    others = {name for part in names.keys() - keys - found for name in names[part]}
    others |= {keys_of(name)[0] for name, _ in _others(incident)}
    return {part for part in found if names[part].isdisjoint(others)}


def _redaction_of(
    incident: Incident,
    named: Collection[KnownNames],
    subject: Involvement | None,
    keys: Collection[int],
    as_written: Iterable[str],
) -> Redaction:
    """What takes out of the record's texts everybody but its subject, and but those who acted in their work.

    `keys`: of the subject's parts. `as_written`: phrases of the texts that name somebody else, as whoever read them
    said.
    """
    pseudonyms = pseudonyms_of([incident])
    others = [(one, name) for one, name in named if one not in keys]
    own, mistaken = _names_of(subject, {name for one, name in named if one in keys}) if subject else ([], [])
    return Redaction(
        [
            *(Known(name, pseudonyms.get(one, "a person"), whose=one) for one, name in others),
            *(Known(name, None, whose=subject.pk if subject else None) for name in own),
            *(Known(name, called, False) for name, called in mistaken),
            *(Known(name, None, False) for name in _classes(incident)),
            *(Known(name, OF_THE_REGISTER[Person.Kind(kind)], False) for name, kind in _others(incident)),
        ],
        as_written,
        of=incident.reference,
    )


def _names_of(subject: Involvement, ever: set[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Of the names that the involvement ever had, the subject's own, and what stands for those given in error.

    Their own are the names that the register has or had for them, and what is made of the same words.
    """
    known = names_of_entry(subject.person_id) if subject.person_id else {subject.name}
    words = {word for name in known for word in keys_of(name)[0]} | NO_NAMES
    initials = {word[0] for word in words}
    own = [name for name in ever if all(word in words or word in initials for word in keys_of(name)[0])]
    another = OF_THE_REGISTER[Person.Kind(subject.kind)] or "another adult"
    return own, [(name, another) for name in ever.difference(own)]


def _classes(incident: Incident) -> Iterator[str]:
    """Names of classes ("6 Rowan"), so that no pupil of that name is seen in them. One word alone may be a name."""
    register = Person.objects.filter(school=incident.school_id, class_name__contains=" ")
    yield from register.order_by().values_list("class_name", flat=True).distinct()


def _others(incident: Incident) -> Iterator[tuple[str, str]]:
    """Everybody else who is or was on the register of the school or of a sister school."""
    people = Involvement.history.filter(incident=incident, person__isnull=False).order_by().values("person_id")
    school = incident.school
    here = Q(school=school) | Q(school__federation=school.federation_id, school__federation__isnull=False)
    entries = Person.objects.filter(here).exclude(pk__in=people).exclude(merged_into__in=people)
    yield from entries.order_by().values_list("name", "kind").iterator(chunk_size=2000)
