"""What a section of a report is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts import Chart

from .tables import Figure

if TYPE_CHECKING:
    from .published import Published

NO_RECORDS = "No records are kept here yet."


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its words. `notes` explain what the reader may wonder about; `in_words`: no cell is a figure."""

    caption: str
    head: str
    columns: list[str]
    rows: list[tuple[str, list[Figure]]]
    all: str
    total: list[Figure]
    notes: list[str]
    in_words: bool = False

    @property
    def is_narrow(self) -> bool:
        return len(self.columns) < 3


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A table, and the chart of it where one helps. `columns`: the chart has columns, not bars."""

    table: Shown
    chart: Chart | None = None
    columns: bool = False

    @property
    def is_drawn(self) -> bool:
        return self.chart is not None and self.chart.has_bars

    @property
    def template(self) -> str:
        return f"components/charts/{'vertical' if self.columns else 'horizontal'}.html"


@dataclass(frozen=True, slots=True)
class Content:
    """`says`: one plain sentence that says what the figures show.

    `intro`: how they are counted. `notes`: what is said of figures that stand in no table. `template`: what the
    section shows besides, after its sentence. `is_paired`: its last two tables are short, and stand beside
    each other.
    """

    says: str = ""
    intro: str = ""
    exhibits: tuple[Exhibit, ...] = ()
    notes: tuple[str, ...] = ()
    template: str = ""
    is_paired: bool = False

    @property
    def shelves(self) -> list[tuple[Exhibit, ...]]:
        """Its exhibits as they stand below each other: alone, or with the one beside it."""
        beside = 2 if self.is_paired else 1
        return [*((exhibit,) for exhibit in self.exhibits[:-beside]), self.exhibits[-beside:]]

    @property
    def is_nil(self) -> bool:
        """Its register does not exist yet."""
        return self.says == NO_RECORDS

    @property
    def address(self) -> str:
        """Where its template is."""
        return f"reports/governor/sections/{self.template}.html"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. `content` makes it from what was published, and from nothing else."""

    key: str
    title: str
    content: Callable[["Published"], Content]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A section where it stands in one report."""

    number: int
    key: str
    title: str
    content: Content


def without_records(key: str, title: str, of: str) -> Section:
    """A section whose register does not exist yet: a nil return is shown, never skipped.

    A register that comes later replaces this line of the list of sections by a section of its own.
    """
    return Section(key, title, lambda published: Content(says=NO_RECORDS, intro=of))
