"""What a printed record is made of: sections of facts, tables and paragraphs, before they look like anything.

Every text is as somebody wrote it, or a name, unless it is `Fixed`: so what is forgotten here is read for names too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

Text = str | Sequence[str]  # several: one below the other


class Fixed(str):
    """Words of the program's own: a date, a label of a coded list, a fingerprint. No name of anybody can be in it."""

    __slots__ = ()


class Fingerprint(Fixed):
    """Written so that two of them can be compared."""

    __slots__ = ()
    is_fingerprint = True


class About(str):
    """What is told of one of those involved, and what of it another one of them is told who asks for the record.

    A name in it that several bear is theirs.
    """

    __slots__ = ("text", "to_another", "to_others", "whose")

    text: str
    whose: int  # the key of the involvement
    to_another: str
    to_others: str  # outside, where nobody involved asks

    def __new__(cls, text: str, *, whose: int, to_another: str | None = None, to_others: str | None = None) -> "About":
        told = super().__new__(cls, text)
        told.text, told.whose = text, whose
        told.to_another = text if to_another is None else to_another
        told.to_others = text if to_others is None else to_others
        return told


class OwnWords(About):
    """As one of those involved said it: a name in it that several bear may be that of any of them."""

    __slots__ = ()


class OwnFile(str):
    """Of the school's own file: where names are replaced, a row with it is left out."""

    __slots__ = ()


class OfOne(str):
    """Of one of those involved alone: another one of them who asks for the record is not given it.

    In a table its whole row goes, and with a title all that stands below it. `whose`: the key of the involvement.
    """

    __slots__ = ("whose",)

    whose: int | None

    def __new__(cls, text: str, *, whose: int | None) -> "OfOne":
        told = super().__new__(cls, text)
        told.whose = whose
        return told


class LineOf(OfOne):
    """A line of the chronology: of the one whom it is about, and of everybody else whom it names.

    `whose`: None where it is not known, but by the names in it.
    """

    __slots__ = ()


OF_OTHERS = Fixed("Left out: it concerns somebody else alone")


class Reader(Protocol):
    """How a copy has each text: changed, or not at all."""

    def __call__(self, text: str) -> str: ...

    def leaves_out(self, text: str) -> bool: ...


def lines(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked and what is answered, line by line. `title` where there are several of a sort."""

    rows: Sequence[tuple[str, Text]]
    title: str = ""

    def reread(self, change: Reader) -> "Facts":
        rows = [(label, _handed(lines(said), change)) for label, said in self.rows]
        return replace(self, rows=rows, title=_reread(self.title, change))

    @property
    def answers(self) -> list[tuple[str, list[str]]]:
        """Each with its lines; what was not answered says so."""
        return [(label, [line for line in lines(said) if line] or ["Not recorded"]) for label, said in self.rows]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. `widths` in twelfths of the page."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Text]]
    widths: Sequence[int]
    title: str = ""

    def reread(self, change: Reader) -> "Table":
        handed = [row for row in self.rows if not any(change.leaves_out(line) for cell in row for line in lines(cell))]
        rows = [[[_reread(line, change) for line in lines(cell)] for cell in row] for row in handed]
        return replace(self, rows=rows, title=_reread(self.title, change))

    @property
    def columns(self) -> list[tuple[str, int]]:
        return list(zip(self.heads, self.widths, strict=True))

    @property
    def cells(self) -> list[list[list[str]]]:
        return [[[line for line in lines(cell) if line] for cell in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str

    def reread(self, change: Reader) -> "Paragraph":
        return Paragraph(_reread(self.text, change))


Part = Facts | Table | Paragraph


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and what stands below it; `empty` says so where nothing does."""

    title: str
    parts: Sequence[Part] = field(default_factory=list)
    empty: str = ""

    def reread(self, change: Reader) -> "Section":
        """The same with each text changed that is not the program's own."""
        handed = [part for part in self.parts if isinstance(part, Paragraph) or not change.leaves_out(part.title)]
        parts = [part.reread(change) for part in handed]
        left = [part for part in parts if not isinstance(part, Table) or part.rows]
        return replace(self, parts=left, empty=OF_OTHERS if self.parts and not left else self.empty)


def _handed(said: Sequence[str], change: Reader) -> list[str]:
    """The lines that are handed over; where there were some and all are left out, that."""
    handed = [_reread(line, change) for line in said if not change.leaves_out(line)]
    return handed if handed or not said else [OF_OTHERS]


def _reread(text: str, change: Reader) -> str:
    return text if isinstance(text, Fixed) else change(text)
