"""What the pages of the register read."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from core import clock
from core.history import Change, changes
from people.models import Person, School

TOLD = (
    "school", "kind", "name", "year_group", "class_name", "date_of_birth", "mis_id", "left_on", "merged_into"
)  # fmt: skip
FOUND = 20  # possible duplicates on one page: more are found by typing more


def on_register(people: QuerySet[Person], asked: Mapping[str, Any]) -> QuerySet[Person]:
    """Entries that count, narrowed by what was asked, by name."""
    here = Q(left_on=None) | Q(left_on__gt=clock.today())
    found = people.filter(merged_into=None).select_related("school")
    if asked.get("left") != "all":
        found = found.exclude(here) if asked.get("left") == "yes" else found.filter(here)
    for field in ("school", "kind", "year_group"):
        if asked.get(field):
            found = found.filter(**{field: asked[field]})
    return Person.objects.filter(pk__in=found.values("pk")).matching(asked.get("q") or "").select_related(
        "school"
    ).order_by("name", "pk")  # fmt: skip


def possible_duplicates(people: QuerySet[Person], person: Person, text: str) -> list[Person]:
    """Entries that bear every word of the text in name or class, those who left too, never the entry itself."""
    found = Person.objects.filter(pk__in=people.values("pk"), merged_into=None).exclude(pk=person.pk)
    adults = [Person.Kind.STAFF, Person.Kind.OTHER]
    found = found.filter(kind=Person.Kind.PUPIL) if person.is_pupil else found.filter(kind__in=adults)
    return list(found.matching(text).select_related("school").order_by("name", "pk")[:FOUND]) if text.strip() else []


def told_of(person: Person) -> list[Change]:
    """Every change of one entry, in words, newest first."""
    rows = list(person.history.select_related(None).order_by("history_date", "history_id"))
    keys = {row.merged_into_id for row in rows if row.merged_into_id}
    schools = {row.school_id for row in rows}
    names = {
        "merged_into": dict(Person.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {},
        "school": dict(School.objects.filter(pk__in=schools).values_list("pk", "name")) if len(schools) > 1 else {},
    }
    return changes(rows, fields=TOLD, names=names)
