"""What the pages of the register read."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet

from core import clock
from core.history import Change, changes, in_words
from core.normalising import words
from people.models import Person, School
from people.models.register import PersonQuerySet
from people.names import BY_SURNAME, ends

TOLD = (
    "school", "kind", "name", "year_group", "class_name", "date_of_birth", "mis_id", "left_on", "merged_into"
)  # fmt: skip
FOUND = 20  # possible duplicates on one page: more are found by typing more


def on_register(people: QuerySet[Person], asked: Mapping[str, Any]) -> QuerySet[Person]:
    """Entries that count, narrowed by what was asked, by surname."""
    here = Q(left_on=None) | Q(left_on__gt=clock.today())
    found = people.filter(merged_into=None).select_related("school")
    if asked.get("left") != "all":
        found = found.exclude(here) if asked.get("left") == "yes" else found.filter(here)
    for field in ("school", "kind", "year_group"):
        if asked.get(field):
            found = found.filter(**{field: asked[field]})
    return Person.objects.filter(pk__in=found.values("pk")).matching(asked.get("q") or "").select_related(
        "school"
    ).order_by(*BY_SURNAME)  # fmt: skip


def possible_duplicates(people: QuerySet[Person], person: Person, text: str) -> list[Person]:
    """Entries that bear every word of the text in name or class, those who left too, never the entry itself."""
    if not text.strip():
        return []
    return list(_others(people, person).matching(text).select_related("school").order_by("name", "pk")[:FOUND])


def similar_entries(people: QuerySet[Person], person: Person) -> list[Person]:
    """Entries of the same school that share the first or the last word of the name, the likeliest first.

    Accents and cases are folded, which no database does alike: so the names of the school are read.
    """
    first_and_last = ends(person.name)
    known = _others(people, person).filter(school=person.school_id).values_list("pk", "name", "date_of_birth")
    likely = [
        (born is None or born != person.date_of_birth, -len(words(name) & words(person.name)), name, pk)
        for pk, name, born in known
        if ends(name) & first_and_last
    ]
    found = Person.objects.select_related("school").in_bulk([pk for *_, pk in sorted(likely)[:FOUND]])
    return [found[pk] for *_, pk in sorted(likely)[:FOUND]]


def _others(people: QuerySet[Person], person: Person) -> PersonQuerySet:
    """Entries that count, of a pupil among pupils and of an adult among adults, never the entry itself."""
    found = Person.objects.filter(pk__in=people.values("pk"), merged_into=None).exclude(pk=person.pk)
    adults = [Person.Kind.STAFF, Person.Kind.OTHER]
    return found.filter(kind=Person.Kind.PUPIL) if person.is_pupil else found.filter(kind__in=adults)


def told_of(person: Person) -> list[Change]:
    """Every change of one entry, in words, newest first; and which entries were merged into it."""
    rows = list(person.history.select_related(None).order_by("history_date", "history_id"))
    keys = {row.merged_into_id for row in rows if row.merged_into_id}
    schools = {row.school_id for row in rows}
    names = {
        "merged_into": dict(Person.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {},
        "school": dict(School.objects.filter(pk__in=schools).values_list("pk", "name")) if len(schools) > 1 else {},
    }
    told = [*changes(rows, fields=TOLD, names=names), *_merged_here(person)]
    return sorted(told, key=attrgetter("at"), reverse=True)


def _merged_here(person: Person) -> Iterator[Change]:
    """Other entries that were merged into this one, or taken out of it again."""
    history = Person.history.model.objects
    ever = history.filter(merged_into=person.pk).values("id")
    for before, after in pairwise(history.filter(id__in=ever).order_by("id", "history_date", "history_id")):
        was, becomes = (row.merged_into_id == person.pk for row in (before, after))
        if before.id != after.id or was == becomes:
            continue
        yield Change(
            key=person.pk,
            at=after.history_date,
            who=after.history_user_name or "The system",
            subject="",
            field="entry of the same person",
            old=f"“{before.name}”" if was else in_words(None, None),
            new=f"“{after.name}”" if becomes else in_words(None, None),
            reason=after.history_change_reason,
        )
