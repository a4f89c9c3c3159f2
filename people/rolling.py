"""The start of an academic year: every pupil one year group up, the last year group leaves. Once a year, and undone
within a week by what the history kept."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from core import bulk, clock
from core.access import Refused
from people.calendar import AcademicYear

from .access import RegisterAccess
from .models import Person, RegisterImport, RollOver, School, User, Who
from .year_groups import YEAR_GROUPS

if TYPE_CHECKING:
    from .models.register import PersonQuerySet

FROM_JUNE = 6  # from this month on, the year that is meant is the one that starts in September
SEASON = range(FROM_JUNE, 11)  # months: later, last day and year groups would be those of a year that is long under way
OUT_OF_SEASON = "A new school year is started from 1 June to 31 October."
WRITTEN = ("year_group", "class_name", "left_on")


def meant_year() -> AcademicYear:
    """The academic year that a roll-over done today would lead into."""
    today = clock.today()
    return AcademicYear(today.year if today.month >= FROM_JUNE else today.year - 1)


def is_season() -> bool:
    return clock.today().month in SEASON


def next_group(group: str) -> str:
    """One year group up: N → R → 1 → … → 13. Who is in none or in the last stays there."""
    if group not in YEAR_GROUPS[:-1]:
        return group
    return YEAR_GROUPS[YEAR_GROUPS.index(group) + 1]


def next_class(name: str) -> str:
    """The class with its year one up, as a suggestion: "5 Oak" → "6 Oak", "9B" → "10B", "R Acorn" → "1 Acorn"."""
    if re.match(r"[NR]\b", name):
        return f"{next_group(name[0])}{name[1:]}"
    found = re.search(r"\d+", name)
    return f"{name[: found.start()]}{int(found[0]) + 1}{name[found.end() :]}" if found else name


@dataclass(frozen=True, slots=True)
class ClassMoves:
    """One class of the register, and what it would be called."""

    name: str
    groups: tuple[str, ...]
    pupils: int

    def all_leave(self, leaves: str) -> bool:
        return self.groups == (leaves,)

    def suggested(self, leaves: str) -> str:
        return "" if self.all_leave(leaves) else next_class(self.name)[:40]


@dataclass(frozen=True, slots=True)
class Rolling:
    """What a roll-over of one school would do."""

    school: School
    year: AcademicYear
    groups: dict[str, int]  # year group → pupils, in the order of age
    classes: list[ClassMoves]
    brought_in: RegisterImport | None  # a file since the year began: it may have moved everybody up already

    @property
    def last_group(self) -> str:
        """The oldest year group that has pupils: it leaves, unless somebody says otherwise."""
        return next(reversed([group for group in self.groups if group]), "")

    @property
    def moves(self) -> list[tuple[str, str, int]]:
        """`(from, to, pupils)` of each year group."""
        return [(group, next_group(group), count) for group, count in self.groups.items() if group]

    @property
    def last_day(self) -> date:
        return self.year.previous.last_day


def rolling(school: School) -> Rolling:
    """What there is to roll over at a school."""
    pupils = list(_pupils(school).values_list("year_group", "class_name"))
    groups = Counter(group for group, _ in pupils)
    classes = Counter(name for _, name in pupils if name)
    held: dict[str, set[str]] = defaultdict(set)
    for group, name in pupils:
        held[name].add(group)
    year = meant_year()
    begun, _ = year.bounds()
    files = RegisterImport.objects.filter(school=school, who=Who.PUPILS, status=RegisterImport.Status.APPLIED)
    return Rolling(
        school=school,
        year=year,
        groups={group: groups[group] for group in ("", *YEAR_GROUPS) if groups[group]},
        classes=[ClassMoves(name, tuple(held[name]), classes[name]) for name in sorted(classes)],
        brought_in=files.filter(at__gte=begun).defer("content").first(),
    )


def done_for(school: School) -> RollOver | None:
    """The roll-over into the year that is meant today, if it was done and not taken back."""
    return RollOver.objects.filter(school=school, year=meant_year().start, undone_at=None).select_related("by").first()


@transaction.atomic
def roll_over(school: School, *, by: User, year: int, leaves: str, classes: Mapping[str, str]) -> RollOver:
    """Move everybody up. `leaves`: the year group that leaves, or none; `classes`: each class's new name, or empty."""
    school.lock()
    RegisterAccess.require(by, "manage", school)
    if not is_season():
        raise Refused(OUT_OF_SEASON)
    if year != meant_year().start:
        raise Refused("This page is of another academic year. Open it again.")
    if done := done_for(school):
        raise Refused(f"{done.by} did this on {done.at:%d/%m/%Y}. A year is rolled over once.")
    pupils = list(_pupils(school).select_for_update().order_by("pk"))
    if unknown := {pupil.class_name for pupil in pupils if pupil.class_name} - classes.keys():
        raise Refused(f"The class {min(unknown)} is new since this page was opened. Say what becomes of it.")
    done = RollOver(school=school, year=year, by=by, at=clock.now())
    for pupil in pupils:
        if leaves and pupil.year_group == leaves:
            pupil.left_on = AcademicYear(year).previous.last_day
            done.left += 1
        else:
            done.moved += pupil.year_group in YEAR_GROUPS[:-1]
            pupil.year_group = next_group(pupil.year_group)
            pupil.class_name = classes.get(pupil.class_name, "")
    bulk.change(Person, pupils, WRITTEN, by=by, reason=str(done))
    done.save_as(by, "Rolled over")
    return done


@transaction.atomic
def undo(done: RollOver, *, by: User) -> int:
    """Put everybody back where they were; answers how many were changed since, and stay as they are."""
    done.lock()
    RegisterAccess.require(by, "undo_roll_over", done)
    rows = Person.history.filter(school=done.school_id, history_change_reason=str(done), history_date__gte=done.at)
    written = {row.id: row for row in rows.filter(history_user=done.by)}
    before = _before(written)
    back, kept = [], 0
    for pupil in Person.objects.select_for_update().filter(school=done.school).order_by("pk"):
        if pupil.pk not in written or pupil.pk not in before:
            continue
        if any(getattr(pupil, name) != getattr(written[pupil.pk], name) for name in WRITTEN):
            kept += 1
            continue
        for name in WRITTEN:
            setattr(pupil, name, getattr(before[pupil.pk], name))
        back.append(pupil)
    bulk.change(Person, back, WRITTEN, by=by, reason=f"{done} taken back")
    done.undone_at = clock.now()
    done.save_as(by, "Taken back")
    return kept


def _before(written: Mapping[int, Any]) -> dict[int, Any]:
    """The row of each history before the one that was written."""
    found: dict[int, Any] = {}
    schools = {row.school_id for row in written.values()}
    for row in Person.history.filter(school__in=schools).order_by("history_id").iterator(chunk_size=2000):
        if row.id in written and row.history_id < written[row.id].history_id:
            found[row.id] = row
    return found


def _pupils(school: School) -> "PersonQuerySet":
    return Person.objects.current().filter(school=school, kind=Person.Kind.PUPIL)
