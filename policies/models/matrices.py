"""A matrix: rows, columns, and what the school decided where they meet.

In a group of columns with the choice *one*, a row has at most one `Decision`; in a group with the choice *many*,
each row and column may have a `Cell`. What is absent is undecided.
"""

from django.db import models, transaction
from django.urls import reverse

from core import bulk
from core.access import Refused
from core.history import records
from core.models import Record
from people.models import User
from policies.access import PolicyAccess

from .cells import Cell, Decision, Provenance
from .obstacles import Obstacle, Reading
from .parts import Column, ColumnGroup, Row
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
    sealed_in = ""

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

    def undecided(self) -> list[Row]:
        """Rows that lack a decision in some group, or a cell in some column. A constant number of queries."""
        return Reading([self]).undecided(self)

    def obstacles(self) -> list[Obstacle]:
        """Why this matrix cannot be approved yet. A constant number of queries."""
        return list(Reading([self]).obstacles())
