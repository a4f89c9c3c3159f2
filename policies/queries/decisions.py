"""What a version decides, how much of it is open, and how much differs from another one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from core.statements import Statement, Text
from people.models import School

from ..models import Cell, ColumnGroup, Decision, Matrix, Policy, PolicyVersion, Row


def row_in_force(school: School, day: date, key: str) -> Row | None:
    """The user action of this key in the policy that applies at a school on a day, where it has one. One query."""
    return next(iter(ROW_IN_FORCE.records(school.pk, day, Text(key))), None)


def _row_in_force(school: int, day: date, key: str) -> QuerySet[Row]:
    """As `PolicyVersionQuerySet.in_force` finds the version."""
    ever = PolicyVersion.objects.ever_in_force([school], day, Policy.Kind.E_SAFETY)
    last = ever.order_by(F("at").desc(nulls_last=True), "-effective_from", "-number").values("pk")[:1]
    return Row.objects.filter(key=key, matrix__kind=Matrix.Kind.USER_ACTIONS, matrix__version=last).order_by()


ROW_IN_FORCE = Statement(_row_in_force)


class Verdicts(dict[str, Decision | None]):
    """Decisions by the key of the row; a row that is undecided gives None."""

    def __missing__(self, key: str) -> None:
        return None


def verdicts(version: PolicyVersion) -> Verdicts:
    """What a version says about each user action. One query."""
    decisions = Decision.objects.filter(row__matrix__version=version, row__matrix__kind=Matrix.Kind.USER_ACTIONS)
    return Verdicts((decision.row.key, decision) for decision in decisions.select_related("row", "column"))


@dataclass(slots=True)
class Size:
    """How large a matrix is, and how much of it is open."""

    rows: int = 0
    sides: int = 0
    actions: int = 0
    decided: int = 0

    @property
    def cells(self) -> int:
        return self.rows * (self.sides + self.actions)

    @property
    def undecided(self) -> int:
        return self.cells - self.decided


def sizes(versions: Iterable[PolicyVersion]) -> dict[int, dict[int, Size]]:
    """`{version id: {matrix id: Size}}`. Five queries, however many versions."""
    matrices = dict(Matrix.objects.filter(version__in=versions).values_list("pk", "version_id"))
    one = Q(column_groups__choice=ColumnGroup.Choice.ONE)
    many = Q(column_groups__choice=ColumnGroup.Choice.MANY)
    found = {pk: Size() for pk in matrices}
    own = Matrix.objects.filter(pk__in=matrices)
    for pk, rows in own.annotate(n=Count("all_rows")).values_list("pk", "n"):
        found[pk].rows = rows
    for pk, sides, actions in own.annotate(
        sides=Count("column_groups", filter=one, distinct=True), actions=Count("column_groups__columns", filter=many)
    ).values_list("pk", "sides", "actions"):
        found[pk].sides, found[pk].actions = sides, actions
    for parts in (Decision.objects, Cell.objects):
        counted = parts.filter(row__matrix__in=matrices).values_list("row__matrix").annotate(n=Count("pk"))
        for pk, decided in counted.order_by():
            found[pk].decided += decided
    grouped: dict[int, dict[int, Size]] = {}
    for pk, version in matrices.items():
        grouped.setdefault(version, {})[pk] = found[pk]
    return grouped


def changes_between(earlier: PolicyVersion, later: PolicyVersion) -> Counter[str]:
    """How many cells differ, by kind of matrix. Rows and columns are matched by key. Two queries."""
    said: dict[int, dict[tuple[str, ...], tuple[str, str]]] = {earlier.pk: {}, later.pk: {}}
    both = {"row__matrix__version__in": [earlier, later]}
    where = ("row__matrix__version", "row__matrix__kind", "row__key")
    for version, *place, column, note in Decision.objects.filter(**both).values_list(
        *where, "group__key", "column__key", "note"
    ):
        said[version][tuple(place)] = column, note
    for version, *place, value, note in Cell.objects.filter(**both).values_list(*where, "column__key", "value", "note"):
        said[version][tuple(place)] = value, note
    before, after = said[earlier.pk], said[later.pk]
    return Counter(place[0] for place in before.keys() | after.keys() if before.get(place) != after.get(place))
