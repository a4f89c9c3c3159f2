"""A plan as a page shows it: counts that are links, the first rows of each sort, what the button says."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from core.dates import date_in_words
from core.files import Table, spoken
from core.history import in_words
from core.words import counted
from people.models import Person, RegisterImport, Who
from people.year_groups import year_in_words

from . import present
from .fields import JOBS
from .plans import Difference, Entry, Known, Plan
from .rows import Problem, Row, judged

SHOWN = 100  # rows of each sort: a preview is read, not scrolled


@dataclass(frozen=True, slots=True)
class Figure:
    """One count of the preview, and the section that it leads to."""

    key: str
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of one sort, with what changes of their entries."""

    key: str
    title: str
    lead: str
    people: list[Known]

    @property
    def rows(self) -> list[tuple[Known, list[tuple[str, str, str]]]]:
        """The first of them, each difference as `(field, old, new)`."""
        return [(known, [_difference(change) for change in known.differences]) for known in self.people[:SHOWN]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of every line of one file."""

    table: Table
    plan: Plan
    unused: list[str]  # headings of columns that nothing is read from
    jobs: list[str]  # headings of columns with jobs, which no field takes

    @classmethod
    def of(cls, taken: RegisterImport) -> Self:
        table, columns = present.matched(taken)
        unused = [heading for place, heading in enumerate(table.headings) if place not in columns.values()]
        jobs = [heading for heading in unused if spoken(heading) in JOBS]
        rest = [heading for heading in unused if heading not in jobs]
        return cls(table, present.planned(taken, *judged(table, columns, Who(taken.who))), rest, jobs)

    @property
    def figures(self) -> list[Figure]:
        plan = self.plan
        counted = [
            Figure("refused", len(plan.refused), "Cannot be brought in"),
            Figure("doubtful", len(plan.doubtful), "Doubtful"),
            Figure("missing", len(plan.every_missing), "Not in the file"),
            Figure("uninvited", len(plan.uninvited), "Without account"),
            Figure("returned", len(plan.returned), "Returned"),
            Figure("changed", len(plan.changed), "Changed"),
            Figure("new", len(plan.new), "New"),
            Figure("unchanged", len(plan.unchanged), "As they are"),
        ]
        return [figure for figure in counted if figure.count or figure.key in {"new", "changed", "unchanged"}]

    @property
    def people(self) -> int:
        """How many entries the file would touch, if every doubt is decided that way."""
        plan = self.plan
        return len(plan.new) + len(plan.changed) + len(plan.returned) + len(plan.doubtful)

    @property
    def button(self) -> str:
        if not self.people:
            return "Bring in this file"
        return f"Bring in {counted(self.people, 'person')}"

    @property
    def is_partial(self) -> bool:
        """The file does not hold every year group of the register."""
        return bool(self.plan.missing_elsewhere)

    @property
    def first_refused(self) -> list[Problem]:
        return self.plan.refused[:SHOWN]

    @property
    def first_new(self) -> list[Row]:
        return self.plan.new[:SHOWN]

    @property
    def first_uninvited(self) -> list[Row]:
        return self.plan.uninvited[:SHOWN]

    @property
    def first_missing(self) -> list[str]:
        return [described(entry) for entry in self.plan.every_missing[:SHOWN]]

    @property
    def groups(self) -> list[Group]:
        """Known people whose entries would change."""
        returned, changed = self.plan.returned, self.plan.changed
        return [
            Group("returned", "Returned", "They had left. They are put back on the register.", returned),
            Group("changed", "Changed", "They are on the register. Only what is shown here changes.", changed),
        ]


def described(who: Row | Entry) -> str:
    """Somebody with all that tells them apart: "Sam Smith, 5 Oak, born 18/11/2015, number 1234", or an address."""
    said = [
        who.name,
        who.class_name or (year_in_words(who.year_group) if who.year_group else ""),
        f"born {who.date_of_birth:%d/%m/%Y}" if who.date_of_birth else "",
        f"number {who.mis_id}" if who.mis_id else "",
        who.email,
        f"at {who.sister}" if isinstance(who, Entry) and who.sister else "",
        f"left {who.left_on:%d/%m/%Y}" if isinstance(who, Entry) and who.left_on else "",
    ]
    return ", ".join(filter(None, said))


def _difference(change: Difference) -> tuple[str, str, str]:
    field = Person._meta.get_field(change.field)
    return str(field.verbose_name).capitalize(), _said(change.old), _said(change.new)  # type: ignore[union-attr]


def _said(value: str | date | None) -> str:
    return date_in_words(value) if isinstance(value, date) else (value or in_words(None, None))
