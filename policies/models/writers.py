"""Who had a hand in a version, as its history tells: also who wrote what somebody else changed or took out again."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import QuerySet

from policies import states

if TYPE_CHECKING:
    from .versions import PolicyVersion

SCHEDULED = "Schedule changed"


def writers_of(version: "PolicyVersion") -> set[int | None]:
    """Ids of the users who started, wrote anything in it, or submitted it, even if it was sent back. Two queries.

    A draft that takes up withdrawn ones is also the work of those who wrote these.
    """
    versions = _taken_up(version)
    of_versions = _history("PolicyVersion").filter(id__in=versions)
    tables = _history("Matrix").filter(version_id__in=versions)
    rows = _history("Row").filter(matrix_id__in=tables.values("id"))
    sides = _history("ColumnGroup").filter(matrix_id__in=tables.values("id"))
    written = (
        of_versions.filter(history_change_reason=SCHEDULED),
        _history("Section").filter(version_id__in=versions),
        _history("Omission").filter(version_id__in=versions),
        tables,
        sides,
        _history("Column").filter(group_id__in=sides.values("id")),
        _history("RowGroup").filter(matrix_id__in=tables.values("id")),
        rows,
        *(_history(name).filter(row_id__in=rows.values("id")) for name in ("Lock", "Decision", "Cell")),
    )
    started = of_versions.values_list("started_by_id", flat=True)
    submitted = of_versions.values_list("submitted_by_id", flat=True)
    wrote = [each.values_list("history_user_id", flat=True) for each in written]
    return {version.started_by_id, version.submitted_by_id, *started.union(submitted, *wrote)}


def _taken_up(version: "PolicyVersion") -> list[int]:
    """Its id, and the ids of the drafts before it where none was ever approved: each began as the one before."""
    earlier = [each for each in version.policy.versions.all() if each.number < version.number]
    if any(each.status in states.ONCE_APPROVED for each in earlier):
        return [version.pk]
    return [version.pk, *(each.pk for each in earlier)]


def _history(model: str) -> QuerySet:
    return apps.get_model("policies", f"Historical{model}")._default_manager.order_by()
