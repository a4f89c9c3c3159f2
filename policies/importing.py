"""What a file says about a table: what a form of the grid would hold, or everything that is wrong with the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core import files
from core.normalising import folded
from core.spreadsheets import as_typed
from core.words import counted

from .exchange import KEY, Heading, choices, headings
from .forms.grid import LONGEST_NOTE
from .models import Cell
from .tables import Line, Place, Side, Table


@dataclass(slots=True)
class Imported:
    """`data` is for a `GridForm`; where there are `problems` it is of no use."""

    data: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def imported(table: Table, content: bytes) -> Imported:
    """Read a file for a table; `UnreadableError` where it holds none."""
    known = {folded(name): name for name in _names(table)}
    expected = files.Expected(
        frozenset(files.spoken(name) for name in known.values()), clean=_whole, refuses_formulas=True
    )
    file = files.read(content, expected)
    decided, headed = headings(table), [as_typed(name) for name in file.headings]
    columns = {known[folded(name)]: at for at, name in enumerate(headed) if folded(name) in known}
    found = Imported()
    found.problems += [f"This table has no column “{name}”." for name in headed if folded(name) not in known] + [
        f"The column “{name}” is missing." for name in (KEY, *(each.name for each in decided)) if name not in columns
    ]
    if not found.problems:
        _Reading(table, decided, columns, found).go_through(file)
    return found


def _names(table: Table) -> Iterator[str]:
    yield from (KEY, table.rows_are)
    for heading in headings(table):
        yield from (heading.name, heading.note)


def _whole(cell: str) -> str:
    """A cell as it is written, lines and all: a note says exactly what somebody typed."""
    return cell[: files.MAX_CELL + 1].strip()


@dataclass(slots=True)
class _Reading:
    table: Table
    decided: list[Heading]
    columns: Mapping[str, int]
    found: Imported

    def go_through(self, file: files.Table) -> None:
        lines = {line.row.key: line for line in self.table.lines}
        seen: dict[str, int] = {}
        for line in file.lines:
            key = line.cells[self.columns[KEY]]
            if line.problem:
                self._say(line.number, f"{line.problem}")
            elif key not in lines:
                self._say(line.number, f"this table has no row “{key}”" if key else "it has no key")
            elif key in seen:
                self._say(line.number, f"the row “{key}” is already in line {seen[key]}")
            else:
                self._row(line, lines[key])
            seen.setdefault(key, line.number)
        for missing in [line for key, line in lines.items() if key not in seen]:
            self.found.problems.append(f"The row “{missing.row}” (key {missing.row.key}) is missing.")

    def _say(self, number: int, problem: str) -> None:
        self.found.problems.append(f"Line {number}: {problem}.")

    def _row(self, said: files.Line, line: Line) -> None:
        for heading in self.decided:
            place = heading.of(line)
            value = said.cells[self.columns[heading.name]]
            note_at = self.columns.get(heading.note)
            note = place.saved[1] if note_at is None else said.cells[note_at]
            if problem := self._place(place, value, note):
                self.found.problems.append(
                    f"Line {said.number}, “{line.row}”, {heading.name}: {problem.removesuffix('.')}."
                )

    def _place(self, place: Side | Place, value: str, note: str) -> str:
        """Take over what a file says about one place, or say what is wrong with it."""
        if value.startswith("=") or note.startswith("="):
            return "this begins like a formula: put what it should say, or an apostrophe before it"
        value, note = as_typed(value), as_typed(note)
        if not value:
            return "there is a note but no decision" if note and note != place.saved[1] else ""
        known = {folded(name): key for key, name in choices(place)}
        chosen = known.get(folded(value))
        if chosen is None:
            return f"“{value[:60]}” is not one of: {', '.join(name for _, name in choices(place))}"
        if (chosen, note) == place.saved:
            return ""
        if problem := _refusal(place, chosen, note):
            return problem
        name = place.name
        self.found.data |= {name: chosen, f"{name}.note": note, f"{name}.file": chosen}
        self.found.data |= {f"{name}.was": place.saved[0], f"{name}.note.was": place.saved[1]}
        return ""


def _refusal(place: Side | Place, chosen: str, note: str) -> str:
    if len(note) > LONGEST_NOTE:
        return f"the note has {counted(len(note), 'character')}: shorten it to {LONGEST_NOTE}"
    if isinstance(place, Place):
        return place.never if chosen != Cell.Value.NO else ""
    there = next(each for each in place.places if each.column.key == chosen)
    if there.never:
        return there.never
    if note and not there.column.asks:
        return f"“{there.column}” takes no note"
    return ""
