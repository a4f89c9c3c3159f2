"""Whether it is a case for the Police, and whether there is a word on them."""

from datetime import datetime

from core import clock
from incidents.ways_in import POLICE

from .base import IncidentBase


class ForThePolice(IncidentBase):
    """What its row of the policy asks for, as far as the Police are concerned."""

    class Meta:
        abstract = True

    @property
    def is_police_case(self) -> bool:
        """Whether its row of the policy is one that is referred to the Police at once."""
        return bool(self.user_action and self.user_action.police_case)

    @property
    def awaits_police(self) -> bool:
        """A case for the Police of which nobody has recorded that they were told, or why not.

        Why not is said of one row: where another one came since, or the same one again, that is asked anew.
        """
        if not self.is_police_case:
            return False
        words = [referral for referral in self.referrals.all() if referral.agency in POLICE]
        if any(word.was_told for word in words):
            return False
        return not words or max(word.recorded_at for word in words) < self._same_row_since()

    def _same_row_since(self) -> datetime:
        """From when on its row was of the key that the present one has, as its history has it.

        Asked once for each key, until the record is locked or read again.
        """
        known: dict[str, datetime] = self.__dict__.setdefault("_rows_since", {})
        key = self.user_action.key if self.user_action else ""
        if key not in known:
            since = clock.now()
            rows = self.history.order_by("-history_date", "-history_id")  # type: ignore[attr-defined]
            for other, at in rows.values_list("user_action__key", "history_date"):
                if other != key:
                    break
                since = at
            known[key] = since
        return known[key]
