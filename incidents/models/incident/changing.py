"""Changing what is recorded: against what was read, and with the old value beside the new one."""

from collections.abc import Callable, Collection
from typing import Any

from core.access import Refused
from incidents.signals import AS_IN_FORCE, policy_moved
from people.models import User
from policies.models import Row

from .base import IncidentBase
from .for_the_police import ForThePolice

# What may be corrected, as the chronology names it and says it. The reporter's own words are never overwritten.
CORRECTED: dict[str, tuple[str, Callable[[IncidentBase], str]]] = {
    "kind": ("What it was", lambda incident: incident.kind_chosen.label),
    "occurred_at": ("When", lambda incident: incident.happened_in_words.rstrip(".")),
    "occurred_precision": ("When", lambda incident: incident.happened_in_words.rstrip(".")),
    "place": ("Place", lambda incident: incident.get_place_display()),
    "place_detail": ("Which place", lambda incident: incident.place_detail),
    "device": ("Device", lambda incident: incident.get_device_display()),
    "told_by": ("Who told", lambda incident: incident.told_by),
    "four_c": ("Area of risk", lambda incident: incident.get_four_c_display()),
    "data_breach": ("May be a data breach", lambda incident: "yes" if incident.data_breach else "no"),
}


class Changing(ForThePolice):
    """What the verbs that change the circumstances share."""

    class Meta:
        abstract = True

    def _lock_as_read(self, verb: str, columns: Collection[str], *, by: User) -> None:
        """Lock it for this verb; refused where one of these columns is not any more what was read before the lock."""
        read = {column: getattr(self, column) for column in columns}
        self.lock()
        self.access.require(by, verb, self)
        if any(getattr(self, column) != value for column, value in read.items()):
            raise Refused("Somebody else changed this at the same moment. Look at the incident, and do it again.")

    def _change(self, changes: dict[str, Any]) -> list[str]:
        """Set these columns; a sentence for each that is another now."""
        before = self._in_words(changes)
        for column, value in changes.items():
            setattr(self, column, value)
        after = self._in_words(changes)
        return [
            f"{what}: from {before[what] or 'nothing'} to {after[what] or 'nothing'}."
            for what in before
            if before[what] != after[what]
        ]

    def _in_words(self, columns: Collection[str]) -> dict[str, str]:
        return {what: say(self) for what, say in (CORRECTED[column] for column in columns if column in CORRECTED)}

    def _row_in_force(self) -> Row | None:
        """The chosen row as the policy of the day has it: the day may be another one than was thought."""
        return self._as_in_force(self.user_action) if self.user_action else None

    def _as_in_force(self, row: Row) -> Row | None:
        """The row of the same table and key in the version in force when it happened."""
        kind = row.matrix.kind
        return Row.objects.filter(matrix__version=self.policy, matrix__kind=kind, key=row.key).first()

    def _move_row(self) -> list[str]:
        """Point to the row of the same key in the version in force when it happened; say so where it moved.

        Refused where a case for the Police that somebody judged it to be would go with the row, and nobody told them.
        """
        old, awaited = self.user_action, self.awaits_police
        self.user_action = self._row_in_force()
        if self.user_action == old:
            return []
        where = f"{self.policy.policy.title}, {self.policy.name}"
        if awaited and self.reviewed_at and not self.is_police_case:
            raise Refused(
                f"It is a case for the Police (“{old}”), and the policy in force then ({where}) has no such row: refer "
                "it to them, or decide not to, before you change when it happened."
            )
        if self.user_action is None:
            return [f"The policy in force then ({where}) has no row “{old}”: choose another."]
        return [f"The row “{old}” is now that of {where}, in force then."]

    def _move_misuses(self, *, by: User) -> list[str]:
        """What was found of its people goes to the sanctions table in force when it happened, each row by its key.

        Where that table has no such row, the misuse stays as it was found, and closing asks to say it anew.
        """
        where, said = f"{self.policy.policy.title}, {self.policy.name}", []
        for involvement in self.involvements.select_related("person"):
            for misuse in involvement.misuses.exclude(row__matrix__version=self.policy).select_related("row__matrix"):
                row = self._as_in_force(misuse.row)
                if row is None:
                    said.append(
                        f"The policy in force then ({where}) has no misuse “{misuse}”: say again which it was for "
                        f"{involvement}."
                    )
                    continue
                said.append(f"The misuse “{misuse}” by {involvement} is now that of {where}, in force then.")
                misuse.row = row
                misuse.save_as(by, AS_IN_FORCE)
        policy_moved.send(type(self), incident=self, by=by)
        return said
