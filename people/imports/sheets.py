"""CSV that goes out: a file to start from, and the lines to mend. No cell of it is a formula."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from people.models import Who

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Bad(Protocol):
    """A line that is not brought in: one of a plan, or one that was kept."""

    @property
    def line(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def reason(self) -> str: ...


def harmless(cell: str) -> str:
    """A cell that a spreadsheet program shows and never works out."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def sample(who: Who) -> Iterator[list[str]]:
    """Headings that are understood without matching, and two invented people."""
    if who == Who.PUPILS:
        yield ["Admission number", "Last name", "First name", "Year group", "Class", "Date of birth"]
        yield ["001234", "Pupil", "Pip", "5", "5 Oak", "18/11/2015"]
        yield ["001235", "Example", "Quinn", "R", "Acorns", "02/03/2021"]
    else:
        yield ["Staff number", "Last name", "First name", "E-mail address"]
        yield ["S001", "Teacher", "Tess", "tess.teacher@school.example"]
        yield ["S002", "Helper", "Hugo", ""]


def problems(found: Iterable[Bad]) -> Iterator[list[str]]:
    """Line, name, and what to do."""
    yield ["Line", "Name", "What to mend"]
    for bad in found:
        yield [str(bad.line), harmless(bad.name), harmless(bad.reason)]
