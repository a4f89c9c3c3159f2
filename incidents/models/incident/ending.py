"""How it ends, and begins again."""

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.access import Refused
from incidents.states import Status
from people.models import User

from ..blanks import why_not_without_names
from .alleging import Alleging

if TYPE_CHECKING:
    from . import Incident

WITHDRAWN = "The incident was withdrawn."  # why what was open in it is not


class Ending(Alleging):
    """The verbs that close it, look back at it, take it out of the log, and open it again."""

    class Meta:
        abstract = True

    @transaction.atomic
    def close(
        self, *, by: User, finding: str, outcome: str, rationale: str, debrief: str = "", what_changed: str = ""
    ) -> None:
        """Close it. Nothing follows but a reopening by the authority."""
        self.lock()
        self.access.require(by, "close", self)
        self._require_no_names(debrief, what_changed)
        self.finding, self.outcome, self.rationale = finding, outcome, rationale
        self.debrief, self.what_changed = debrief, what_changed
        self.closed_by, self.closed_at = by, clock.now()
        self._become("close", by=by, text=f"Closed. {self.get_finding_display()}.", reason=rationale)

    @transaction.atomic
    def record_debrief(self, *, by: User, debrief: str, what_changed: str) -> None:
        """Say, after it was closed, what was learnt and what changed since. The finding stays as it is.

        What was read before the lock is what the words replace: where somebody wrote others meanwhile, nothing is done.
        """
        read = (self.debrief, self.what_changed)
        self.lock()
        self.access.require(by, "record_debrief", self)
        if (self.debrief, self.what_changed) != read:
            raise Refused("Somebody else wrote in the debrief at the same moment. Look at it, and save again.")
        self._require_no_names(debrief, what_changed)
        if (debrief, what_changed) != read:
            self.debrief, self.what_changed = debrief, what_changed
            self.save_as(by)
            self.note("The debrief was changed.", by=by, verb="record_debrief")

    def _require_no_names(self, *texts: str) -> None:
        """What the e-safety group reads names nobody in it: the finding may."""
        said = {text: text for text in texts if text}
        for why in why_not_without_names(said, self).values() if said else ():  # type: ignore[arg-type]
            raise Refused(f"{why}.")

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str, duplicate_of: "Incident | None" = None) -> None:
        """Take it out of the log's open work: reported in error, or twice. It stays readable.

        Two are never withdrawn as duplicates of each other: the other one is locked too, in one order for both.
        """
        for one in sorted({self, duplicate_of or self}, key=lambda one: one.pk):
            one.lock()
        self.access.require(by, "withdraw", self)
        self._require_that_it_goes_on_as(duplicate_of)
        for task in self.tasks.open():
            task.cancel(by=by, reason=WITHDRAWN)
        for investigation in [one for one in self.investigations.all() if one.is_open]:
            investigation.stop(by=by, reason=WITHDRAWN)
        self.duplicate_of = duplicate_of  # after those, which read the incident again
        self._become("withdraw", by=by, text="Withdrawn.", reason=reason)  # as a duplicate: not all read both

    def _require_that_it_goes_on_as(self, other: "Incident | None") -> None:
        """A duplicate is worked on as the other one; what is alleged and undecided is decided on there."""
        if other is None:
            if self.needs_decision:
                raise Refused(
                    "Decide on the allegation first: it is not withdrawn undecided, unless it is a duplicate."
                )
        elif other.pk == self.pk:
            raise Refused("An incident is not a duplicate of itself.")
        elif other.status == Status.WITHDRAWN:
            raise Refused(f"{other} was withdrawn itself: name the incident that it goes on as.")
        elif self.needs_decision and not self.is_alleged_too_in(other):
            raise Refused(
                f"{other} is not known to be alleged against the same person: say on both who is accused, "
                "or decide on the allegation first."
            )

    @transaction.atomic
    def reopen(self, *, by: User, reason: str) -> None:
        """Take it up again. The earlier finding stays in the history."""
        self.lock()
        self.access.require(by, "reopen", self)
        self.finding = self.outcome = self.rationale = ""
        self.reviewed_at, self.handler = self.reviewed_at or clock.now(), self.handler or by
        self.closed_by = self.closed_at = self.duplicate_of = None
        self._become("reopen", by=by, text="Reopened.", reason=reason)
