"""Which column is which field: as the school said before, or as the headings suggest."""

from collections.abc import Mapping

from core.files import Table, spoken
from people.models import ColumnMapping, School, Who

from .fields import FIELDS

Columns = dict[str, int]  # field → its place among the headings


def guessed(table: Table, who: Who) -> Columns:
    """The columns whose headings are known; none is used twice."""
    spoken_headings = [spoken(heading) for heading in table.headings]
    found: Columns = {}
    for field in FIELDS[who]:
        for known in field.known:
            if known in spoken_headings and (place := spoken_headings.index(known)) not in found.values():
                found[field.key] = place
                break
    if {"first_name", "last_name"} <= found.keys():
        found.pop("name", None)
    return found


def saved(school: School, who: Who) -> dict[str, str]:
    """Field → heading, as this school said before."""
    said = ColumnMapping.objects.filter(school=school, who=who)
    return dict(said.values_list("field", "heading"))


def placed(table: Table, said: Mapping[str, str]) -> Columns | None:
    """Where the saved headings stand in this file; None where it has not all of them, so that one asks again."""
    if not said or not set(said.values()) <= set(table.headings):
        return None
    columns = {field: table.headings.index(heading) for field, heading in said.items()}
    return columns if names_people(columns) else None


def names_people(columns: Mapping[str, object]) -> bool:
    """Without a name there is nobody."""
    return "name" in columns or {"first_name", "last_name"} <= columns.keys()
