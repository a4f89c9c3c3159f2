"""What changed, in plain sentences: what weighs most comes first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from ...models import Matrix, Meaning, PolicyVersion
from ...tables import noted
from ..shape import earlier_version
from .changes import CellChange, Difference, SectionChange, TableChange, Verb
from .comparison import Comparison, compare
from .reading import Contents, Said

SHOWN = 8  # sentences; the page that compares the versions has all of them


class Weight(IntEnum):
    """The order of sentences."""

    ILLEGAL = 0
    UNACCEPTABLE = 1
    DECISION = 2
    NEW_ROW = 3
    LOST_ROW = 4
    TEXT = 5
    SANCTION = 6
    NOTE = 7
    NAME = 8
    SCHEDULE = 9


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """What staff should know of a version: the first sentences, and how many more there are."""

    earlier: PolicyVersion
    later: PolicyVersion
    sentences: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        return self.sentences[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.sentences) - SHOWN)

    def __len__(self) -> int:
        return len(self.sentences)


def what_changes_for_staff(version: PolicyVersion) -> WhatChanged | None:
    """Compared with the version before it that was in force; None where it is the first. Nine queries at most."""
    earlier = earlier_version(version)
    return what_changed(compare(earlier, version)) if earlier else None


def what_changed(comparison: Comparison) -> WhatChanged:
    found = sorted(_sentences(comparison), key=lambda told: told[0])  # stable: else in the order of the document
    return WhatChanged(comparison.earlier, comparison.later, [sentence for _, sentence in found])


def _sentences(comparison: Comparison) -> Iterator[tuple[Weight, str]]:
    for table in comparison.tables:
        if table.verb == Verb.ADDED:
            yield Weight.NEW_ROW, f"The table “{table.matrix}” is new."
        elif table.verb == Verb.REMOVED:
            yield Weight.LOST_ROW, f"The table “{table.matrix}” was removed."
        else:
            yield from _of_table(table)
    for section in comparison.sections:
        yield Weight.TEXT, _of_section(section)
    for line in comparison.schedule:
        yield Weight.SCHEDULE, _of_schedule(line)


def _of_table(table: TableChange) -> Iterator[tuple[Weight, str]]:
    for cell in table.decisions:
        yield _weight(cell), _of_cell(cell)
    for part in table.parts:
        if part.row and part.verb == Verb.ADDED and table.after:
            yield _of_new_row(part, table.after)
        elif part.row and part.verb == Verb.RETIRED:
            yield Weight.LOST_ROW, f"“{part.row}” is no longer in the table “{table.matrix}”."
        elif part.row and part.verb == Verb.RENAMED:
            yield Weight.NAME, f"“{part.before}” is now called “{part.after}”."
        elif part.row and part.verb == Verb.MOVED:
            yield Weight.NAME, f"“{part.row}” stands under {_heading(part.row.group.label)} now."
        else:
            yield Weight.NAME, f"In the table “{table.matrix}”: {_of_part(part)}"


def _heading(label: str) -> str:
    return f"“{label}”" if label else "no heading"


def _of_part(part: Difference) -> str:
    """Whatever else differs in a table: its columns, headings and sides, its locks, its order."""
    what = part.what[:1].lower() + part.what[1:]
    if part.verb == Verb.MOVED:
        return f"the {what} changed."
    if part.noun and part.verb == Verb.ADDED:
        return f"the {what} is new."
    if part.noun and part.verb == Verb.RETIRED:
        return f"the {what} was taken out."
    if part.noun and part.verb == Verb.RENAMED and part.before and part.after:
        return f"the {part.noun.lower()} “{part.before}” is now called “{part.after}”."
    return f"{what}: now {_or_nothing(part.after)}, before {_or_nothing(part.before)}."


def _weight(cell: CellChange) -> Weight:
    if cell.is_only_the_note:
        return Weight.NOTE
    if cell.column is not None:
        return Weight.SANCTION
    return _weightiest([cell.before, cell.after], otherwise=Weight.DECISION)


def _weightiest(said: Iterable[Said | None], otherwise: Weight) -> Weight:
    meanings = {each.meaning for each in said if each}
    if Meaning.ILLEGAL in meanings:
        return Weight.ILLEGAL
    return Weight.UNACCEPTABLE if Meaning.UNACCEPTABLE in meanings else otherwise


def _of_cell(cell: CellChange) -> str:
    if cell.column is not None:
        return f"After “{cell.row}”, “{cell.column}” is now {_answer(cell.after)}; it was {_answer(cell.before)}."
    side = f" for {_small(cell.group.label)}" if cell.group.label else ""
    if cell.is_only_the_note and cell.before and cell.after:
        notes = f"now {_quoted(cell.after.note)}, before {_quoted(cell.before.note)}"
        return f"“{cell.row}” stays {_small(cell.after.words)}{side}: {notes}."
    return f"“{cell.row}” is now {_decision(cell.after)}{side}; it was {_decision(cell.before)}."


def _answer(said: Said | None) -> str:
    return noted(f"“{_small(said.words)}”", said.note) if said else "undecided"


def _decision(said: Said | None) -> str:
    return noted(_small(said.words), said.note) if said else "undecided"


def _quoted(note: str) -> str:
    return f"“{note}”" if note else "without a note"


def _small(words: str) -> str:
    """As it stands inside a sentence."""
    return words[:1].lower() + words[1:]


def _of_new_row(part: Difference, table: Contents) -> tuple[Weight, str]:
    if table.matrix.kind in Matrix.SANCTIONS:
        return Weight.SANCTION, f"“{part.row}” is new in the table “{table.matrix}”."
    said = table.of_row(part.row.key) if part.row else []
    told = [
        f"{_decision(each)} for {_small(group.label)}" if group.label else _decision(each) for group, _, each in said
    ]
    decided = ", ".join(told) or "nothing is decided yet"
    return _weightiest([each for _, _, each in said], otherwise=Weight.NEW_ROW), f"“{part.row}” is new: {decided}."


def _of_section(section: SectionChange) -> str:
    name = f"The section “{section.title}”"
    if Verb.ADDED in section.verbs:
        return f"{name} is new."
    if Verb.REMOVED in section.verbs:
        return f"{name} was removed."
    if Verb.CHANGED in section.verbs:
        called = f", which was called “{section.before}”," if Verb.RENAMED in section.verbs else ""
        return f"{name}{called} was {'rewritten' if section.is_rewritten else 'changed'}."
    if Verb.RENAMED in section.verbs:
        return f"The section “{section.before}” is now called “{section.title}”."
    return f"{name} stands in another place."


def _of_schedule(line: Difference) -> str:
    return f"{line.what}: now {_or_nothing(line.after)}, before {_or_nothing(line.before)}."


def _or_nothing(words: str) -> str:
    return f"“{words}”" if words else "nothing"
