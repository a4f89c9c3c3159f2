"""What is alleged against somebody who works here: restricting it, the authority's decision, and sharing it again."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import Refused
from core.dates import day_in_words
from incidents.allegations import may_work_here, undecided_people, waiting_for_lado
from incidents.codes import Threshold
from incidents.querysets import ALLEGED
from incidents.routing import DUTIES, Route
from people.calendar import add_school_days
from people.models import Membership, User

from .logged import A_DOUBLE_CLICK, Logged

if TYPE_CHECKING:
    from ..allegations import AllegationDecision

WITHIN = 1  # working days to tell the LADO: Keeping children safe in education, part four
SHARED = "Shared with those who would handle it otherwise"


class Alleging(Logged):
    """The verbs of the authority about an allegation."""

    class Meta:
        abstract = True

    @property
    def last_decision(self) -> "AllegationDecision | None":
        return next(iter(self.allegation_decisions.all()), None)

    @property
    def is_allegation(self) -> bool:
        """Against somebody who works or volunteers here, or may: also after it was shared again."""
        return self.restricted or self.last_decision is not None

    @property
    def lado_due(self) -> date:
        """The day by which the LADO is told where the harm threshold is met: counted from when it was alleged.

        A decision that is late does not make the telling later.
        """
        return add_school_days(timezone.localdate(self.restricted_at or self.reported_at), WITHIN)

    @property
    def lado_in_words(self) -> str:
        """By when the LADO is told, if it comes to that."""
        due = self.lado_due
        late, day = clock.today() > due, day_in_words(due)
        by_when = f"was to be told by {day}: tell them today" if late else f"is told by {day}"
        return f"If the harm threshold is met, the Local Authority Designated Officer (LADO) {by_when}."

    @property
    def needs_decision(self) -> bool:
        """Nobody has decided on the allegation yet, or not on everybody whom it names by now."""
        return self.restricted and (self.last_decision is None or undecided_people(self.pk).exists())

    @property
    def owes_lado(self) -> bool:
        """The harm threshold is met, and the LADO is not told."""
        return self.restricted and waiting_for_lado(self.pk).exists()

    @property
    def may_be_shared(self) -> bool:
        """The authority has decided, on all whom it names, that it is below the harm threshold."""
        decision = self.last_decision
        return decision is not None and decision.lado_due is None and not self.needs_decision

    def restrict(self, *, by: User, why: str, about_headteacher: bool = False) -> None:
        """For the authority and named readers alone from here on; who could read it until now is kept."""
        if not self.restricted:
            self._list_earlier_readers()
            self.restricted_at = clock.now()
        self.restricted, self.about_headteacher = True, self.about_headteacher or about_headteacher
        self.save_as(by, why)
        self.note(f"Restricted. {why}.", by=by, verb="restrict")

    def _list_earlier_readers(self) -> None:
        """Viewings of an incident are not recorded: these are all who could read it, or did something in it."""
        rows = self.earlier_readers.model
        left = self.interests.filter(stays_because="").values_list("user", flat=True)
        handlers = Membership.objects.contacts(self.school, *DUTIES[Route(self.route)].handlers)
        could = {holder.user_id: rows.How.HANDLED for holder in handlers if holder.user_id not in set(left)}
        could |= dict.fromkeys(self.readers.values_list("user", flat=True), rows.How.NAMED)
        changed = self.history.values_list("history_user", flat=True)  # type: ignore[attr-defined]  # of Incident
        did = {*self.entries.values_list("by", flat=True), *changed}
        could |= dict.fromkeys(did - {None}, rows.How.ACTED) | {self.reported_by_id: rows.How.REPORTED}
        known = set(self.earlier_readers.values_list("user", flat=True))
        for user, how in could.items():
            if user not in known:
                self.earlier_readers.create(user_id=user, how=how, at=clock.now())

    @transaction.atomic
    def decide_allegation(self, *, by: User, threshold: str, reason: str) -> None:
        """Record what the authority judges. It is changed by a new decision alone."""
        self.lock()
        self.access.require(by, "decide_allegation", self)
        last = self.last_decision
        if last and (last.threshold, last.reason) == (threshold, reason) and clock.now() - last.at < A_DOUBLE_CLICK:
            return
        if threshold == Threshold.NOBODY_HERE and (named := may_work_here(self.pk).first()):
            raise Refused(f"It is said that {named.display_name} works or volunteers here, or may: change that first.")
        harm, more_since = threshold == Threshold.HARM, self._more_named_since() if last else None
        raised = harm and last is not None and (more_since or last.lado_due is None)  # counted from today
        due = add_school_days(clock.today(), WITHIN) if raised else last.lado_due if last and harm else self.lado_due
        decision = self.allegation_decisions.create(
            threshold=threshold,
            reason=reason,
            lado_due=due if harm else None,
            lado_since=more_since or (last.lado_since if last else None),
            by=by,
            at=clock.now(),
        )
        decision.about.set(self.involvements.filter(part=ALLEGED))
        self.note(f"{decision.get_threshold_display()}. {reason}", by=by, verb="decide_allegation")
        if harm and not self.restricted:
            self.restrict(by=by, why="The harm threshold is met")
            self.hand_over_if_rerouted(by)

    def _more_named_since(self) -> datetime | None:
        """Since when it names somebody whom no decision covers: the LADO is told of them too."""
        new = undecided_people(self.pk)
        rows = new.model.history.filter(id__in=new.values("pk"))
        first: datetime | None = rows.order_by("history_date").values_list("history_date", flat=True).first()
        return first

    @transaction.atomic
    def share(self, *, by: User, reason: str) -> None:
        """Open it to those who would handle it if it were not restricted. Never to the one it is alleged against."""
        self.lock()
        self.access.require(by, "share", self)
        self.restricted, self.restricted_at = False, None
        self.save_as(by, reason)
        self.note(f"{SHARED}. {reason}", by=by, verb="share")
        self.hand_over_if_rerouted(by)
