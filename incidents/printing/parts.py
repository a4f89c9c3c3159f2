"""What a printed record is made of: sections of facts, tables and paragraphs, before they look like anything.

Every text is as somebody wrote it, or a name, unless it is `Fixed`: so what is forgotten here is read for names too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

Text = str | Sequence[str]  # several: one below the other


class Fixed(str):
    """Words of the program's own: a date, a label of a coded list, a fingerprint. No name of anybody can be in it."""

    __slots__ = ()


class Fingerprint(Fixed):
    """Written so that two of them can be compared."""

    __slots__ = ()
    is_fingerprint = True


class About(str):
    """What is told of one of those involved, and what of it another one of them is told who asks for the record."""

    __slots__ = ("text", "to_another", "to_others", "whose")

    text: str
    whose: int  # the key of the involvement
    to_another: str
    to_others: str  # outside, where nobody involved asks

    def __new__(cls, text: str, *, whose: int, to_another: str, to_others: str | None = None) -> "About":
        told = super().__new__(cls, text)
        told.text, told.whose, told.to_another = text, whose, to_another
        told.to_others = text if to_others is None else to_others
        return told


class OwnFile(str):
    """Of the school's own file: where names are replaced, a row with it is left out."""

    __slots__ = ()


def lines(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked and what is answered, line by line. `title` where there are several of a sort."""

    rows: Sequence[tuple[str, Text]]
    title: str = ""

    def reread(self, change: Callable[[str], str]) -> "Facts":
        rows = [(label, [_reread(line, change) for line in lines(said)]) for label, said in self.rows]
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

    def reread(self, change: Callable[[str], str]) -> "Table":
        handed = [row for row in self.rows if not any(isinstance(cell, OwnFile) for cell in row)]
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

    def reread(self, change: Callable[[str], str]) -> "Paragraph":
        return Paragraph(_reread(self.text, change))


Part = Facts | Table | Paragraph


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and what stands below it; `empty` says so where nothing does."""

    title: str
    parts: Sequence[Part] = field(default_factory=list)
    empty: str = ""

    def reread(self, change: Callable[[str], str]) -> "Section":
        """The same with each text changed that is not the program's own."""
        return replace(self, parts=[part.reread(change) for part in self.parts])


def _reread(text: str, change: Callable[[str], str]) -> str:
    return text if isinstance(text, Fixed) else change(text)
