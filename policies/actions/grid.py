"""Saving a whole grid: all of it or nothing, and what changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from core.access import Refused
from people.models import User

from ..models import Cell, Matrix
from ..tables import Choice, Place, Side, Table, noted


@dataclass(frozen=True, slots=True)
class Change:
    """One decision of a saved grid, from what to what."""

    where: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.where}: {self.after}, was {self.before}."


class ClashError(Exception):
    """Somebody else decided the same cells since the grid was shown: `by_name` says who, and what."""

    def __init__(self, by_name: dict[str, str]) -> None:
        super().__init__("Somebody else changed the same cells.")
        self.by_name = by_name


@transaction.atomic
def save_grid(matrix: Matrix, choices: Iterable[Choice], *, by: User) -> list[Change]:
    """Save all of a grid or nothing, and say what changed.

    A choice that agrees with what the grid showed is no change, whoever has changed the cell since. Raises `ClashError`
    where somebody else has decided a cell that is to be changed, `Refused` where the rules or a lock forbid it.
    """
    matrix.version.lock()
    matrix.access.require(by, "decide", matrix)
    table = Table(matrix)
    wanted = [choice for choice in choices if (choice.value, choice.note) != choice.shown]
    places = _places(table)
    if any(choice.name not in places for choice in wanted):
        raise Refused("That row and that column do not belong to this table.")
    now = {choice.name: places[choice.name].saved for choice in wanted}
    clashing = [
        choice
        for choice in wanted
        if now[choice.name] != choice.shown and now[choice.name] != (choice.value, choice.note)
    ]
    if clashing:
        raise ClashError({choice.name: _who_decided(places[choice.name]) for choice in clashing})
    return [
        _save(matrix, places[choice.name], choice, by)
        for choice in wanted
        if now[choice.name] != (choice.value, choice.note)
    ]


def _places(table: Table) -> dict[str, Side | Place]:
    """Everything in the table that can be decided, by its name in the form."""
    found: dict[str, Side | Place] = {}
    for line in table.lines:
        for side in line.sides:
            if side.is_single:
                found[side.name] = side
            else:
                found.update((place.name, place) for place in side.places)
    return found


def _save(matrix: Matrix, place: Side | Place, choice: Choice, by: User) -> Change:
    before = _in_words(place)
    if isinstance(place, Side):
        column = next((each.column for each in place.places if each.column.key == choice.value), None)
        if column is None:
            raise Refused(f"“{place.row}” has no such decision.")
        matrix.put(place.row, column, by=by, note=choice.note, provenance=choice.provenance)
        return Change(_where(place), before, noted(f"“{column}”", choice.note))
    matrix.put(place.row, place.column, by=by, value=choice.value, note=choice.note, provenance=choice.provenance)
    return Change(_where(place), before, noted(Cell.Value(choice.value).label.lower(), choice.note))


def _where(place: Side | Place) -> str:
    part = place.group.label if isinstance(place, Side) else place.column.label
    return f"{place.row}, {part}" if part else str(place.row)


def _in_words(place: Side | Place) -> str:
    if isinstance(place, Side):
        return noted(f"“{place.decision.column}”", place.decision.note) if place.decision else "undecided"
    return noted(place.cell.get_value_display().lower(), place.cell.note) if place.cell else "undecided"


def _who_decided(place: Side | Place) -> str:
    """Who decided last, and what."""
    record = place.decision if isinstance(place, Side) else place.cell
    last = record.history.first() if record else None
    who = (last.history_user_name if last else "") or "Somebody"
    return f"{who} chose {_in_words(place)}"
