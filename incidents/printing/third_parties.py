"""Whose names stand in a record that leaves the school, and whose do not."""

from collections.abc import Iterator

from django.db.models import Q

from incidents.models import Incident, Involvement
from incidents.pseudonyms import pseudonyms_of
from people.models import Person

from .redaction import Known, Redaction

OF_THE_REGISTER = {Person.Kind.PUPIL: "another pupil", Person.Kind.OTHER: "another adult", Person.Kind.STAFF: None}


def redaction_of(incident: Incident, subject: Involvement | None = None) -> Redaction:
    """What takes out of the record's texts everybody but its subject, and but those who acted in their work."""
    pseudonyms = pseudonyms_of([incident])
    versions = list(
        Involvement.history.filter(incident_id=incident.pk).values_list("id", "person_id", "name").distinct()
    )
    people = {person: involvement for involvement, person, _ in versions if person}
    called = {one: None if subject and one == subject.pk else pseudonyms.get(one, "a person") for one, _, _ in versions}
    return Redaction(
        [
            *(Known(name, called[involvement]) for involvement, _, name in versions if name),
            *(Known(name, called[people[person]]) for person, name in _names_ever(set(people))),
            *(Known(name, None, False) for name in _classes(incident)),
            *(Known(name, OF_THE_REGISTER[Person.Kind(kind)], False) for name, kind in _others(incident, set(people))),
        ]
    )


def _names_ever(people: set[int]) -> Iterator[tuple[int, str]]:
    """Every name that these entries, and those merged with them, ever had."""
    merged = Q(merged_into__in=people) | Q(pk__in=people, merged_into__isnull=False)
    owner = {person: person for person in people}
    for entry, into in Person.objects.filter(merged).order_by().values_list("pk", "merged_into"):
        if entry in people:
            owner.setdefault(into or entry, entry)
        else:
            owner[entry] = into or entry
    named = Person.objects.filter(pk__in=owner).values_list("pk", "name")
    before = Person.history.filter(id__in=owner).order_by().values_list("id", "name").distinct()
    for person, name in {*named, *before}:
        yield owner[person], name


def _classes(incident: Incident) -> Iterator[str]:
    """Names of classes ("6 Rowan"), so that no pupil of that name is seen in them. One word alone may be a name."""
    register = Person.objects.filter(school=incident.school_id, class_name__contains=" ")
    yield from register.order_by().values_list("class_name", flat=True).distinct()


def _others(incident: Incident, people: set[int]) -> Iterator[tuple[str, str]]:
    """Everybody else who is or was on the register of the school or of a sister school."""
    school = incident.school
    here = Q(school=school) | Q(school__federation=school.federation_id, school__federation__isnull=False)
    entries = Person.objects.filter(here).exclude(pk__in=people).exclude(merged_into__in=people)
    yield from entries.order_by().values_list("name", "kind").iterator(chunk_size=2000)
