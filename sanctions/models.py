"""The sanctions table as a question to a matrix, and the decisions taken on what it recommends."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, NamedTuple

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from core import clock
from core.access import Refused
from core.dates import date_in_words
from core.history import records
from core.models import Record
from incidents.models import Incident, Involvement
from people.models import Person, User
from people.roles import roles_of
from policies.models import Cell, Column, Matrix, Meaning, PolicyVersion, Row

from .access import READS_CHRONOLOGIES, SanctionsAccess
from .querysets import DUE_WITHIN, SanctionQuerySet

# Actions that go on for a while: they have an end, and somebody who lifts them.
LASTING = (Meaning.REMOVE_ACCESS, Meaning.FURTHER_SANCTION, Meaning.SUSPENSION_PRECAUTIONARY, Meaning.DISCIPLINARY)


class Action(NamedTuple):
    """An action that a table recommends: always, or if appropriate."""

    column: Column
    value: str


class Decision(NamedTuple):
    """What was decided about an action, whoever decided it."""

    done: bool
    reason: str
    done_by: str
    done_on: date | None
    ends_on: date | None
    to_lift_by: User | None


class SanctionsTableManager(models.Manager["SanctionsTable"]):
    def get_queryset(self) -> "models.QuerySet[SanctionsTable]":
        return super().get_queryset().filter(kind__in=Matrix.SANCTIONS)

    def of(self, version: PolicyVersion, kind: str) -> "SanctionsTable | None":
        """The table of a version; none where the school's policy has none."""
        return self.filter(version=version, kind=kind).first()


class SanctionsTable(Matrix):
    """The matrix from misuse (rows) to actions (columns)."""

    objects: ClassVar[SanctionsTableManager] = SanctionsTableManager()

    class Meta:
        proxy = True

    def rows(self) -> "models.QuerySet[Row]":
        return Row.objects.filter(group__matrix=self).order_by("group__position", "position")

    def actions_for(self, rows: "models.QuerySet[Row] | list[Row]") -> list[Action]:
        """What follows from these kinds of misuse together: the stronger recommendation wins, in column order."""
        cells = Cell.objects.recommended_for(rows).filter(row__group__matrix=self).select_related("column")
        return self.strongest(cells)

    @staticmethod
    def strongest(cells: Iterable[Cell]) -> list[Action]:
        """One action a column: yes outweighs if appropriate."""
        chosen: dict[int, Action] = {}
        for cell in cells:
            if cell.value == Cell.Value.YES or cell.column_id not in chosen:
                chosen[cell.column_id] = Action(cell.column, cell.value)
        return sorted(chosen.values(), key=lambda action: action.column.position)


class ChronicledQuerySet(models.QuerySet["ChronicledPerson"]):
    def readable_by(self, user: User) -> "ChronicledQuerySet":
        """Those in an incident that the user reads; and, where the user opens records of a school and works there,
        everybody on its register. So an empty page betrays nothing."""
        readable = Incident.objects.readable_by(user)
        of_entry = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
        involved = Exists(Involvement.objects.counted().filter(of_entry, incident__in=readable))
        register = roles_of(user).schools(*READS_CHRONOLOGIES)
        return self.filter(Q(school__in=register) | involved, merged_into=None)

    def survivor_of(self, entry: int) -> "ChronicledQuerySet":
        """The person of this entry, or of the entry that it was merged into."""
        return self.filter(pk__in=Person.objects.filter(pk=entry).values(survivor=Coalesce("merged_into", "pk")))


class ChronicledPerson(Person):
    """A person of a register, as the one whom incidents are about."""

    objects: ClassVar[ChronicledQuerySet] = ChronicledQuerySet.as_manager()  # type: ignore[assignment]
    access = SanctionsAccess  # type: ignore[assignment]

    class Meta:
        proxy = True


class Sanction(Record):
    """One action taken, or decided against, for one involvement."""

    class Recommended(models.TextChoices):
        YES = "yes", "The policy says yes"
        CONDITIONAL = "conditional", "The policy says if appropriate"
        NO = "no", "The policy does not recommend it"
        NONE = "none", "No table covers it"

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="sanctions")
    action = models.ForeignKey(Column, on_delete=models.PROTECT, null=True, blank=True, related_name="sanctions")
    text = models.CharField("another action", max_length=200, blank=True)
    recommended = models.CharField(max_length=11, choices=Recommended)
    done = models.BooleanField()
    reason = models.TextField(blank=True)
    done_by = models.CharField("done by", max_length=120, blank=True)
    done_on = models.DateField("done on", null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField("until", null=True, blank=True)
    to_lift_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="to_lift", verbose_name="to be lifted by"
    )
    lifted_on = models.DateField("lifted on", null=True, blank=True)
    lifted_at = models.DateTimeField("said to be lifted at", null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="decided by")
    at = models.DateTimeField("decided at", default=clock.now)
    history = records()
    sealed_in = "involvement.incident.school_id"

    objects = SanctionQuerySet.as_manager()
    access = SanctionsAccess
    is_left_to_somebody: bool  # as `to_lift_today` says it

    class Meta:
        ordering = ["action__position", "pk"]
        indexes = [
            # The few that are still to be lifted, of all that there are: home asks for them.
            models.Index(
                fields=["ends_on"], condition=Q(lifted_at=None, ends_on__isnull=False), name="sanctions_to_lift"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["involvement", "action"], name="action_is_decided_once_for_a_person"),
            models.CheckConstraint(condition=Q(action__isnull=False) | ~Q(text=""), name="sanction_says_what"),
            models.CheckConstraint(condition=Q(done=False) | Q(done_on__isnull=False), name="done_action_has_a_date"),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(done=True, recommended__in=["yes", "conditional"]),
                name="departure_from_the_table_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("done_on")), name="sanction_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(done=True) | Q(ends_on=None, to_lift_by=None, lifted_at=None),
                name="only_what_was_done_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_on=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, lifted_on__isnull=False),
                name="lifted_sanction_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None) | Q(lifted_on__gte=F("done_on")), name="sanction_is_lifted_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return str(self.action or self.text)

    @property
    def anchor(self) -> str:
        """Which of one person's it is: the action of the table, or the record of one in the school's own words."""
        return str(self.action_id or f"own-{self.pk}")

    @property
    def short(self) -> str:
        """As a list calls it: the heading of its column, where the table has one."""
        return (self.action.short if self.action else "") or str(self)

    @property
    def decision(self) -> Decision:
        return Decision(self.done, self.reason, self.done_by, self.done_on, self.ends_on, self.to_lift_by)

    @property
    def decision_in_words(self) -> str:
        """What was decided, and by whom."""
        return f"{'done' if self.done else 'not done'}, decided by {self.by}"

    @property
    def follows_table(self) -> bool:
        """In line: done where recommended (if appropriate leaves both open), not done where not."""
        if self.recommended == self.Recommended.CONDITIONAL:
            return True
        return self.done == (self.recommended == self.Recommended.YES)

    @property
    def end_in_words(self) -> str:
        """Until when, who lifts it, or who did; empty where nothing of it lasts."""
        if self.lifted_on:
            return f"Lifted {date_in_words(self.lifted_on)} by {self.lifted_by}"
        until = f"Until {date_in_words(self.ends_on)}" if self.ends_on else ""
        lifter = f"to be lifted by {self.to_lift_by}" if self.to_lift_by else ""
        said = ", ".join(part for part in (until, lifter) if part)
        return said[:1].upper() + said[1:]

    @property
    def is_in_force(self) -> bool:
        return self.done and self.lifted_at is None and (self.ends_on is not None or self.to_lift_by_id is not None)

    @property
    def is_overdue(self) -> bool:
        return self.is_in_force and self.ends_on is not None and self.ends_on < clock.today()

    @property
    def is_due(self) -> bool:
        """Ends today or within a week."""
        if not self.is_in_force or self.ends_on is None:
            return False
        return clock.today() <= self.ends_on <= clock.today() + DUE_WITHIN

    @transaction.atomic
    def lift(self, *, by: User, on: date | None = None, note: str = "") -> None:
        """Say that it has ended: access is back, the phone is returned. Possible after the incident is closed too.

        It ended today, unless `on` says another day.
        """
        incident = self.involvement.incident.lock()
        self.lock()
        self.access.require(by, "lift", self)
        day = on or clock.today()
        if why_not := self.why_not_lifted_on(day):
            raise Refused(f"{why_not}.")
        self.lifted_by, self.lifted_at, self.lifted_on = by, clock.now(), day
        self.save_as(by, note or "Lifted")
        when = "" if day == clock.today() else f" on {date_in_words(day)}"
        text = f"{self}, {self.involvement}: lifted{when}. {note}".strip()
        incident.note(text, by=by, verb="lift", about=self.involvement_id, words=f"{self.text} {note}")

    def why_not_begun_on(self, day: date) -> str:
        """What was lifted began before; empty where it may have begun on this day."""
        if self.lifted_on and self.lifted_on < day:
            return f"It was lifted on {date_in_words(self.lifted_on)}: it cannot begin after that"
        return ""

    def why_not_lifted_on(self, day: date) -> str:
        """A sanction ends on a day after which it began and which has come; empty where this is one."""
        if day > clock.today():
            return "The date cannot be in the future"
        if self.done_on and day < self.done_on:
            return f"It began on {date_in_words(self.done_on)}: it cannot be lifted before"
        return ""
