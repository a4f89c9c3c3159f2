"""What is added to a report: what a quick one left open, and the reporter's own corrections."""

from typing import Any

from django.db import transaction

from core import clock
from core.access import Refused
from incidents.standing import is_accused
from incidents.typed_names import may_be_meant
from people.models import User

from .base import A_DOUBLE_CLICK
from .changing import Changing

COMPLETED = "Completed"  # the reason in the history
CIRCUMSTANCES = (
    "occurred_at", "occurred_precision", "place", "place_detail", "device", "told_by", "immediate_action",
)  # fmt: skip


class TellingMore(Changing):
    """The verbs of whoever reported it."""

    accuses_reporter: bool  # as `receipts_of` says for the one who reported it

    class Meta:
        abstract = True

    def accuses(self, user: User) -> bool:
        """Whether it is alleged against this user, whatever else the user is to it."""
        return is_accused(user, self)

    def may_mean(self, user: User) -> bool:
        """Whether the name of somebody accused may be this user's: see `may_be_meant`."""
        return user.pk in may_be_meant(self, [user])

    @transaction.atomic
    def complete(self, *, by: User, **changes: Any) -> None:
        """Say what a quick report left open: when, where, on what, told by whom, done so far.

        `changes` are columns of `CIRCUMSTANCES`; the rest stays as it is recorded.
        """
        if unknown := changes.keys() - set(CIRCUMSTANCES):
            raise Refused(f"This is not a part of completing a report: {', '.join(sorted(unknown))}.")
        self._lock_as_read("complete", changes, by=by)
        said = self._change(changes)
        moved = [*self._move_row(), *self._move_misuses(by=by)]
        self.to_complete = False
        self.save_as(by, COMPLETED)
        stands = f"{self.happened_in_words} {self.where_in_words}."
        self.note(" ".join(["Completed.", *(said or [stands]), *moved]), by=by, verb="complete")

    @transaction.atomic
    def correct_own(self, *, by: User, text: str) -> None:
        """The reporter puts right, or adds to, what was reported."""
        self.lock()
        self.access.require(by, "correct_own", self)
        since = clock.now() - A_DOUBLE_CLICK
        if not self.entries.filter(by=by, verb="correction", text=text, at__gte=since).exists():
            self.note(text, by=by, verb="correction")
