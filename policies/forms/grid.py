"""The grid as a form: every decision of one matrix."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..exchange import choices
from ..models import Cell, Column, Provenance
from ..tables import Choice, Line, Place, Side, Table, noted

LONGEST_NOTE = 200
PARTS = ("", ".was", ".note", ".note.was", ".file")  # of the name of a field

FOREIGN = "This page held a row or a column that is not in this table. Nothing was saved: open the table again."


@dataclass(slots=True)
class Entry:
    """What a form holds for one side of a row, or for one cell; `shown` is what its page was opened with."""

    name: str
    value: str
    note: str
    shown: tuple[str, str]
    file: str = ""  # what an imported file said; empty where none did
    errors: list[str] = field(default_factory=list)
    note_errors: list[str] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return (self.value, self.note) != self.shown

    @property
    def is_from_file(self) -> bool:
        return self.value == self.file != ""

    @property
    def all_errors(self) -> list[str]:
        return self.errors + self.note_errors


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary."""

    text: str
    control: str = ""  # id of what it is about


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One decision that somebody else changed while the page was open, in words."""

    where: str
    control: str
    before: str
    now: str
    yours: str  # empty where it was not touched on the page: theirs is kept


@dataclass(frozen=True, slots=True)
class Planned:
    """One decision that is changed on the page and not saved yet, in words."""

    where: str
    control: str
    before: str
    after: str


class GridForm:
    """All decisions of one matrix, saved at once.

    A place called `name` has the fields `name` (the choice), `name.note`, what the page showed when it was opened,
    `name.was` and `name.note.was`, and `name.file`, what an imported file said. A choice that is not sent stays as it
    is, and so does the note of a cell.
    """

    def __init__(self, table: Table, data: Mapping[str, str] | None = None) -> None:
        self.table, self.data = table, data
        self.errors: list[str] = []
        self.meanwhile: list[Meanwhile] = []
        self.entries: list[tuple[Line, Side | Place, Entry]] = []
        for line in table.lines:
            for side in line.sides:
                places: list[Side | Place] = [side] if side.is_single else list(side.places)
                for place in places:
                    place.entry = self._entry(place)
                    self.entries.append((line, place, place.entry))
        if data is not None:
            self._check()

    def _entry(self, place: Side | Place) -> Entry:
        if self.data is None or place.name not in self.data:
            return Entry(place.name, *place.saved, shown=place.saved)
        name = place.name
        shown = self.data.get(f"{name}.was", ""), self.data.get(f"{name}.note.was", "")
        value, file = self.data[name], self.data.get(f"{name}.file", "")
        if isinstance(place, Place):
            note = self.data.get(f"{name}.note", shown[1]).strip()
        elif (column := _column(place, value)) and column.asks:
            note = self.data.get(f"{name}.note", "").strip()
        else:  # its note is not asked for: it goes with the decision it belonged to
            note = shown[1] if value == shown[0] else ""
        return Entry(name, value, note, shown, file)

    def _check(self) -> None:
        known = {"csrfmiddlewaretoken"}
        for _, place, entry in self.entries:
            known |= {entry.name + part for part in PARTS}
            if entry.is_changed:
                self._check_choice(place, entry)
        if set(self.data or ()) - known:
            self.errors.append(FOREIGN)

    def _check_choice(self, place: Side | Place, entry: Entry) -> None:
        if isinstance(place, Place):
            if entry.value not in Cell.Value:
                entry.errors.append(f"Choose yes, if appropriate or no for “{place.row}”, {place.column}")
            elif place.never and entry.value != Cell.Value.NO:
                entry.errors.append(place.never)
            self._check_note(place, entry)
            return
        chosen = next((each for each in place.places if each.column.key == entry.value), None)
        if chosen is None:
            entry.errors.append(f"Choose one of the decisions that are offered for “{place.row}”")
        elif chosen.never:
            entry.errors.append(chosen.never)
        elif chosen.column.asks and not entry.note and not entry.is_from_file:
            question = chosen.column.asks[0].lower() + chosen.column.asks[1:]
            entry.note_errors.append(f"Say about “{place.row}”: {question}")
        else:
            self._check_note(place, entry)

    def _check_note(self, place: Side | Place, entry: Entry) -> None:
        if len(entry.note) > LONGEST_NOTE:
            entry.note_errors.append(f"Shorten the note of “{place.row}” to {LONGEST_NOTE} characters")
        elif "\x00" in entry.note:
            entry.note_errors.append(f"Type the note of “{place.row}” again: it holds a character that cannot be kept")

    def clash(self, by_name: dict[str, str]) -> None:
        """Somebody else was faster: say who and what, keep what was typed, and take it as knowing what is there now."""
        for _, place, entry in self.entries:
            if entry.shown != place.saved:
                self.meanwhile.append(_meanwhile(place, entry))
            if theirs := by_name.get(entry.name):
                entry.errors.append(
                    f"“{place.row}”: {theirs} since you opened this page. Save again to put yours there"
                )
            if entry.value == entry.shown[0] and entry.note == entry.shown[1]:
                entry.value, entry.note = place.saved
            entry.shown = place.saved

    @property
    def is_valid(self) -> bool:
        return not self.problems

    @property
    def problems(self) -> list[Problem]:
        """Every error in the order of the page, each with the control that mends it."""
        found = [Problem(text) for text in self.errors]
        for _, place, entry in self.entries:
            found += [Problem(text, _first_control(place)) for text in entry.errors]
            found += [Problem(text, f"{entry.name}.note") for text in entry.note_errors]
        return found

    @property
    def choices(self) -> Iterator[Choice]:
        for _, _, entry in self.entries:
            source = Provenance.FILE if entry.is_from_file else Provenance.SCHOOL
            yield Choice(entry.name, entry.value, entry.note, entry.shown, source)

    @property
    def planned(self) -> list[Planned]:
        """What saving would change."""
        return [
            Planned(
                _where(place),
                _first_control(place),
                _in_words(place, *entry.shown),
                _in_words(place, entry.value, entry.note),
            )
            for _, place, entry in self.entries
            if entry.is_changed
        ]

    @property
    def changed(self) -> int:
        return sum(entry.is_changed for _, _, entry in self.entries)


def _column(place: Side | Place, value: str) -> Column | None:
    """The column that a value chooses; none in a cell, whose value is yes or no."""
    if isinstance(place, Place):
        return None
    return next((each.column for each in place.places if each.column.key == value), None)


def _first_control(place: Side | Place) -> str:
    """The first control of a place that can be chosen, or its row."""
    if isinstance(place, Place):
        return f"{place.name}.{Cell.Value.YES}" if not place.never else f"{place.name}.{Cell.Value.NO}"
    first = next((each.column.key for each in place.places if not each.never), "")
    return f"{place.name}.{first}" if place.is_open else f"row-{place.row.key}"


def _where(place: Side | Place) -> str:
    part = place.column.label if isinstance(place, Place) else place.group.label
    return f"{place.row}, {part}" if part else str(place.row)


def _meanwhile(place: Side | Place, entry: Entry) -> Meanwhile:
    return Meanwhile(
        where=_where(place),
        control=_first_control(place),
        before=_in_words(place, *entry.shown),
        now=_in_words(place, *place.saved),
        yours=_in_words(place, entry.value, entry.note) if entry.is_changed else "",
    )


def _in_words(place: Side | Place, value: str, note: str) -> str:
    return noted(dict(choices(place)).get(value, "undecided"), note)
