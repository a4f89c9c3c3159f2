"""What differs between two versions: schedule, sections and tables."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.dates import date_in_words

from ...models import PolicyVersion, Section
from .changes import Difference, SectionChange, TableChange, Verb, verb_of
from .reading import tables_of
from .tables import changed_tables

# What was agreed about watching over the policy. Who approved it and when is different for every version.
SCHEDULE = (
    "monitored_by",
    "monitored_how_often",
    "governors_receive_a_report",
    "agencies_informed",
    "committee",
    "last_reviewed_on",
    "review_cycle",
)


@dataclass
class Comparison:
    """Two versions of one policy, and all that differs between them."""

    earlier: PolicyVersion
    later: PolicyVersion
    schedule: list[Difference]
    sections: list[SectionChange]
    tables: list[TableChange]

    @property
    def differs(self) -> bool:
        return bool(self.schedule or self.sections or self.tables)

    @cached_property
    def summary(self) -> str:
        """3 sections, 7 cells and 1 row or column differ"""
        cells = sum(len(table.decisions) for table in self.tables)
        parts = sum(len(table.parts) for table in self.tables)
        whole = sum(table.verb != Verb.CHANGED for table in self.tables)
        counts = (
            (len(self.schedule), "line of the schedule", "lines of the schedule"),
            (len(self.sections), "section", "sections"),
            (whole, "whole table", "whole tables"),
            (cells, "cell", "cells"),
            (parts, "row, column or heading", "rows, columns or headings"),
        )
        told = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
        *first, last = told or ["nothing"]
        return f"{', '.join(first)} and {last}" if first else last


def compare(earlier: PolicyVersion, later: PolicyVersion) -> Comparison:
    """All that differs. Eight queries, however large the versions are."""
    tables = tables_of([earlier, later])
    before, after = ({each.key: each for each in version.sections.all()} for version in (earlier, later))
    for contents in tables[later.pk].values():
        contents.matrix.version = later
    return Comparison(
        earlier,
        later,
        _schedule(earlier, later),
        _sections(before, after),
        changed_tables(tables[earlier.pk], tables[later.pk]),
    )


def unsaid(version: PolicyVersion) -> list[str]:
    """What its schedule says nothing about; a first policy was never reviewed before."""
    empty = (name for name in SCHEDULE if name != "last_reviewed_on" and not getattr(version, name))
    return [str(PolicyVersion._meta.get_field(name).verbose_name) for name in empty]  # type: ignore[union-attr]


def _schedule(earlier: PolicyVersion, later: PolicyVersion) -> list[Difference]:
    found = []
    for name in SCHEDULE:
        before, after = getattr(earlier, name), getattr(later, name)
        if before != after:
            label = str(PolicyVersion._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
            if name == "last_reviewed_on":
                before, after = (date_in_words(day) if day else "" for day in (before, after))
            found.append(Difference(label, verb_of(before, after), before, after))
    return found


def _sections(before: dict[str, Section], after: dict[str, Section]) -> list[SectionChange]:
    """Those of the later version in its order, then those that were removed."""
    moved = _moved(list(before), list(after))
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        if verbs := tuple(_of_section(old, new, has_moved=key in moved)):
            found.append(SectionChange(key, verbs, old, new))
    return found


def _of_section(old: Section | None, new: Section | None, *, has_moved: bool) -> Iterable[Verb]:
    if not old or not new:
        yield Verb.ADDED if new else Verb.REMOVED
        return
    if old.title != new.title:
        yield Verb.RENAMED
    if has_moved:
        yield Verb.MOVED
    if old.body.split() != new.body.split():
        yield Verb.CHANGED


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest keys that stand elsewhere among those that both have: all but a longest run in the old order."""
    place = {key: number for number, key in enumerate(before)}
    common = [key for key in after if key in place]
    ends: list[int] = []  # the lowest last place of a run of each length
    lengths = []
    for key in common:
        length = bisect_left(ends, place[key])
        ends[length : length + 1] = [place[key]]
        lengths.append(length)
    moved, wanted = set(common), len(ends) - 1
    last = len(before)
    for key, length in zip(reversed(common), reversed(lengths), strict=True):
        if length == wanted and place[key] < last:
            moved.discard(key)
            wanted, last = wanted - 1, place[key]
    return moved
