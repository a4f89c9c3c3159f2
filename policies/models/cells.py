"""What is decided where a row and a column meet, and what can never be."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.history import records
from core.models import Record

from .parts import Column, ColumnGroup, Row


class Provenance(models.TextChoices):
    """Where a decision came from."""

    STANDARD = "standard", "The standard table set"
    FEDERATION_2016 = "federation-2016", "A federation's policy of 2016"
    PRIMARY_2020 = "primary-2020", "A primary school's policy of 2020"
    WORKED_EXAMPLE = "worked-example", "A worked example"
    SISTER_SCHOOL = "sister-school", "Another school’s version"
    FILE = "file", "A file that was imported"
    SCHOOL = "school", "Decided by the school"


class Decision(Record):
    """Which column of a group applies to a row. Absent means undecided."""

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="decisions")
    group = models.ForeignKey(ColumnGroup, on_delete=models.CASCADE, related_name="decisions")
    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="decisions")
    note = models.CharField(max_length=200, blank=True)
    provenance = models.CharField(max_length=15, choices=Provenance, default=Provenance.SCHOOL)
    history = records()
    sealed_in = ""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "group"], name="one_decision_for_a_row_and_a_side")]

    def __str__(self) -> str:
        return f"{self.row}: {self.column}"


class CellQuerySet(models.QuerySet["Cell"]):
    def recommended(self) -> "CellQuerySet":
        """What a sanctions table says to do: yes, or if appropriate."""
        return self.filter(value__in=Cell.RECOMMENDED)

    def recommended_for(self, rows: Iterable[Row] | models.QuerySet[Row] | Any) -> "CellQuerySet":
        """What it says to do about these kinds of misuse."""
        return self.recommended().filter(row__in=rows)


class Cell(Record):
    """Whether an action follows from a kind of misuse. Absent means undecided."""

    class Value(models.TextChoices):
        YES = "yes", "Yes"
        CONDITIONAL = "conditional", "If appropriate"
        NO = "no", "No"

    RECOMMENDED = (Value.YES, Value.CONDITIONAL)

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="cells")
    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="cells")
    value = models.CharField(max_length=11, choices=Value)
    note = models.CharField(max_length=200, blank=True)
    provenance = models.CharField(max_length=15, choices=Provenance, default=Provenance.SCHOOL)
    history = records()
    sealed_in = ""

    objects = CellQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "column"], name="one_cell_where_row_and_column_meet")]

    def __str__(self) -> str:
        return f"{self.row}, {self.column}: {self.get_value_display()}"

    @property
    def is_recommended(self) -> bool:
        return self.value in self.RECOMMENDED


class Lock(Record):
    """A decision that may never be chosen for a row, in any school."""

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="locks")
    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="locks")
    reason = models.CharField(max_length=200, blank=True)
    history = records()
    sealed_in = ""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "column"], name="locked_once")]

    def __str__(self) -> str:
        return f"{self.row} is never {self.column}"
