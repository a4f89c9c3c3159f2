"""A matrix: rows, columns, and what the school decided where they meet.

In a group of columns with the choice *one*, a row has at most one `Decision`; in a group with the choice *many*,
each row and column may have a `Cell`. What is absent is undecided.
"""

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from core import bulk
from core.access import Refused
from core.history import records
from core.models import Record
from people.models import User
from policies.access import PolicyAccess

from .cells import Cell, Decision, Lock, Provenance
from .parts import Column, ColumnGroup, Row
from .pinned import Pinned
from .sections import Section
from .versions import PolicyVersion


class Matrix(Record):
    """A table of decisions inside a policy version."""

    class Kind(models.TextChoices):
        USER_ACTIONS = "user_actions", "User actions"
        COMMUNICATIONS = "communications", "Communication technologies"
        DEVICES = "devices", "Mobile devices"
        PUPIL_SANCTIONS = "pupil_sanctions", "Sanctions for pupils"
        STAFF_SANCTIONS = "staff_sanctions", "Sanctions for staff"

    SANCTIONS = (Kind.PUPIL_SANCTIONS, Kind.STAFF_SANCTIONS)

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="matrices")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=120)
    section = models.ForeignKey(
        Section,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="matrices",
        help_text="The table stands in the document after the text of this section; else after the last one.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    history = records()

    access = PolicyAccess

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "matrices"
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="version_has_one_matrix_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("policies:matrix", args=[self.version.policy.slug, self.version.number, self.kind])

    @transaction.atomic
    def decide(self, row: Row, column: Column, *, by: User, value: str = "", note: str = "") -> None:
        """Decide one cell of a draft.

        In a group of choice *one* the column becomes the row's decision and `value` is not used; in a group of
        choice *many* `value` is a `Cell.Value`. Refuses what is locked, and a row and column that are not of
        this matrix.
        """
        self.version.lock()
        self.access.require(by, "decide", self)
        self.put(row, column, by=by, value=value, note=note)

    def put(
        self,
        row: Row,
        column: Column,
        *,
        by: User,
        value: str = "",
        note: str = "",
        provenance: Provenance = Provenance.SCHOOL,
    ) -> None:
        """Write one decision, for callers that have locked the version and asked the rule."""
        if row.matrix_id != self.pk or column.group.matrix_id != self.pk:
            raise Refused("That row and that column do not belong to this table.")
        if column.group.choice == ColumnGroup.Choice.MANY and value not in Cell.Value:
            raise Refused(f"“{row}” needs yes, if appropriate or no.")
        if value != Cell.Value.NO and (reason := row.never(column)):
            raise Refused(reason)
        record: Decision | Cell
        if column.group.choice == ColumnGroup.Choice.ONE:
            decided = {decision.group_id: decision for decision in row.decisions.all()}
            record = decided.get(column.group_id) or Decision(row=row, group=column.group)
            record.column = column
        else:
            cells = {cell.column_id: cell for cell in row.cells.all()}
            record = cells.get(column.pk) or Cell(row=row, column=column)
            record.value = value
        record.note, record.provenance = note, provenance
        record.save_as(by)

    @transaction.atomic
    def decide_rest(self, *, by: User) -> int:
        """All the rest: no. Every action that nobody decided does not follow; says how many cells that were.

        Where a row has one decision, nothing can be assumed: such rows stay undecided.
        """
        self.version.lock()
        self.access.require(by, "decide", self)
        rest = self.rest()
        bulk.create(Cell, rest, by=by, reason="All the rest: no")
        return len(rest)

    def rest(self) -> list[Cell]:
        """A no, not saved yet, for each undecided cell of an action."""
        groups = self.column_groups.filter(choice=ColumnGroup.Choice.MANY)
        columns = list(Column.objects.filter(group__in=groups))
        decided = set(Cell.objects.filter(row__matrix=self).values_list("row", "column"))
        return [
            Cell(row=row, column=column, value=Cell.Value.NO)
            for row in self.all_rows.all()
            for column in columns
            if (row.pk, column.pk) not in decided
        ]

    def undecided(self) -> list["Row"]:
        """Rows that lack a decision in some group, or a cell in some column. A constant number of queries."""
        groups = list(self.column_groups.prefetch_related("columns"))
        rows = list(self.all_rows.prefetch_related("decisions", "cells"))
        return [row for row in rows if not all(row.has_decided(group) for group in groups)]

    def overruled(self) -> list["Row"]:
        """Rows whose decision is locked or differs from what is fixed."""
        own = models.OuterRef("pk")
        locked = models.Exists(Lock.objects.filter(row=models.OuterRef("row"), column=models.OuterRef("column")))
        against_fixed = Decision.objects.filter(row=own).exclude(column=models.OuterRef("fixed"))
        against_lock = Decision.objects.filter(locked, row=own)
        cell_against_lock = Cell.objects.filter(locked, row=own).exclude(value=Cell.Value.NO)
        return list(
            self.all_rows.filter(
                Q(models.Exists(against_fixed), fixed__isnull=False)
                | models.Exists(against_lock)
                | models.Exists(cell_against_lock)
            )
        )

    def obstacles(self) -> list[str]:
        """Why this matrix cannot be approved yet, in sentences that name the rows."""
        sentences = []
        if rows := self.undecided():
            sentences.append(f"{self.title}: undecided in {_named(rows)}.")
        if rows := self.overruled():
            sentences.append(f"{self.title}: a locked decision is overruled in {_named(rows)}.")
        return sentences + self._unprotected(told=rows)

    def _unprotected(self, told: list["Row"]) -> list[str]:
        """What lacks the protection of the standard set, by whatever way it was lost. A constant number of queries."""
        pinned = Pinned(self.kind)
        decisions = models.Prefetch("decisions", Decision.objects.select_related("column"))
        cells = models.Prefetch("cells", Cell.objects.recommended().select_related("column"))
        rows = list(self.all_rows.prefetch_related(decisions, cells))
        sentences = []
        if missing := pinned.missing_from(rows):
            sentences.append(f"{self.title}: every school keeps {_named(missing)}. Put back what is missing.")
        if weakened := [row for row in rows if pinned.is_weakened(row)]:
            names = _named(weakened)
            sentences.append(f"{self.title}: what the standard set says to protect children is off in {names}.")
        overruled = [row for row in rows if any(pinned.is_overruled(row, column) for column in _chosen(row))]
        if untold := [row for row in overruled if row not in told]:
            sentences.append(f"{self.title}: no school may decide so about {_named(untold)}: decide otherwise.")
        return sentences


def _chosen(row: "Row") -> list[Column]:
    """The columns of its decisions and cells (prefetch both, with their columns)."""
    return [decision.column for decision in row.decisions.all()] + [cell.column for cell in row.cells.all()]


def _named(rows: list["Row"]) -> str:
    names = ", ".join(f"“{row}”" for row in rows[:3])
    return names if len(rows) <= 3 else f"{names} and {len(rows) - 3} more"
