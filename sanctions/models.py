"""The sanctions table as a question to a matrix, and the decisions taken on what it recommends."""

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from django.db import models
from django.db.models import Q

from core import clock
from core.history import records
from core.models import Record
from incidents.models import Involvement
from people.models import User
from policies.models import Cell, Column, Matrix, PolicyVersion, Row


class Action(NamedTuple):
    """An action that a table recommends: always, or if appropriate."""

    column: Column
    value: str


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
    ends_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="decided by")
    at = models.DateTimeField("decided at", default=clock.now)
    history = records()

    class Meta:
        ordering = ["action__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["involvement", "action"], name="action_is_decided_once_for_a_person"),
            models.CheckConstraint(condition=Q(action__isnull=False) | ~Q(text=""), name="sanction_says_what"),
            models.CheckConstraint(condition=Q(done=False) | Q(done_on__isnull=False), name="done_action_has_a_date"),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(done=True, recommended__in=["yes", "conditional"]),
                name="departure_from_the_table_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.action or self.text)

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
