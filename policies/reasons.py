"""Reasons in the history of decisions that were copied or derived: nobody took them one by one.

Who writes such a reason takes it from here, and so does who tells what people decided.
"""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class CameAlong:
    """A sentence about what the decisions came from: `COPIED(source.name)`."""

    begins: str
    ends: str = ""

    def __call__(self, source: object = "") -> str:
        return f"{self.begins}{source}{self.ends}"

    @property
    def said(self) -> Q:
        return Q(
            history_type="+",
            history_change_reason__startswith=self.begins,
            history_change_reason__endswith=self.ends,
        )


PRESET = CameAlong("Started from a preset")
COPIED = CameAlong("Copied from ")
TABLE_ADDED = CameAlong("Table “", "” added")
PUT_BACK = CameAlong("Put back as in ")

TAKEN_OVER = PRESET.said | COPIED.said | TABLE_ADDED.said | PUT_BACK.said
