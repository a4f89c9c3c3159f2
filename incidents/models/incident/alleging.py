"""What is alleged against somebody who works here: restricting it, the authority's decision, and sharing it again."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.functional import cached_property

from core import clock
from core.access import Refused
from core.dates import day_in_words
from incidents.codes import Threshold
from incidents.querysets import ALLEGED, accused_accounts, kept_from
from incidents.routing import DUTIES, Route
from people.calendar import add_school_days
from people.models import Agency, Membership, User

from .base import A_DOUBLE_CLICK
from .rerouting import Rerouting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ..allegations import AllegationDecision
    from ..record import Reader, Referral

WITHIN = 1  # working days to tell the LADO: Keeping children safe in education, part four
SHARED = "Shared with those who would otherwise handle it"
NOT_GIVEN = "It is restricted: the authority decides again who reads it"  # why a reading by name ends


class Alleging(Rerouting):
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
    def is_about_somebody_here(self) -> bool:
        """As the authority decided last, also after it was shared; before that, as it was reported."""
        last = self.last_decision
        if last is None or (last.threshold == Threshold.NOBODY_HERE and self.needs_decision):
            return self.restricted
        return last.threshold != Threshold.NOBODY_HERE

    @property
    def lado_day_if_harm(self) -> date:
        """The day by which the LADO is told where the harm threshold is met: counted from when it was alleged.

        A decision that is late does not make the telling later.
        """
        return add_school_days(timezone.localdate(self.restricted_at or self.reported_at), WITHIN)

    @property
    def lado_in_words(self) -> str:
        """By when the LADO is told, if it comes to that."""
        due = self.lado_day_if_harm
        late, day = clock.today() > due, day_in_words(due)
        by_when = f"was to be told by {day}: tell them today" if late else f"is told by {day}"
        return f"If the harm threshold is met, the Local Authority Designated Officer (LADO) {by_when}."

    @cached_property
    def needs_decision(self) -> bool:
        """Nobody has decided on the allegation yet, or not on everybody whom it names by now.

        Asked once, as `tell_lado_by` is, until the record is locked or read again, or a verb has changed it.
        """
        return self.restricted and (self.last_decision is None or self.involvements.undecided().exists())

    @cached_property
    def tell_lado_by(self) -> date | None:
        """The day by which the LADO is told, where the harm threshold is met and they are not."""
        waiting = self.allegation_decisions.waiting_for_lado() if self.restricted else self.allegation_decisions.none()
        return waiting.values_list("lado_due", flat=True).first()

    @property
    def owes_lado(self) -> bool:
        return self.tell_lado_by is not None

    @cached_property
    def lado_has_advised(self) -> bool:
        """The LADO, told of all who are accused by the last decision, has advised on it."""
        last = self.last_decision
        advised = self.referrals.of_lado().spoken()
        since = last.lado_told_counts_from if last else None
        return (advised.filter(at__gte=since) if since else advised).exists()

    @cached_property
    def waits_for_advice(self) -> bool:
        """The harm threshold is met, the LADO is told, and nobody recorded what they advised. Asked once, as above."""
        last = self.last_decision if self.restricted else None
        met = last is not None and last.threshold == Threshold.HARM
        return met and not self.owes_lado and not self.lado_has_advised

    @property
    def awaits_advice(self) -> "Referral | None":
        """The last telling of the LADO, while nobody recorded what they advised."""
        told = [one for one in self.referrals.all() if one.agency == Agency.Kind.LADO and one.was_told]
        return told[-1] if told and told[-1].is_silent else None

    def is_alleged_too_in(self, other: "Alleging") -> bool:
        """Everybody who is accused here is accused there; of what names nobody it is not known.

        What is about the head needs no name in it.
        """
        here, there = (one.involvements.accused_who_may_work_here().whose() for one in (self, other))
        known = bool(here) or self.about_headteacher
        return known and self.about_headteacher <= other.about_headteacher and here <= there

    @property
    def has_no_authority(self) -> bool:
        """Nobody is its authority: whoever holds that role is accused or has stepped back, or nobody holds it."""
        kept = kept_from(self)  # type: ignore[arg-type]  # an Incident
        holders = Membership.objects.contacts(self.school, *DUTIES[Route(self.route)].authority)
        return all(holder.user_id in kept for holder in holders)

    @property
    def may_be_shared(self) -> bool:
        """The authority has decided, on all whom it names, that it is below the harm threshold."""
        decision = self.last_decision
        return decision is not None and decision.threshold != Threshold.HARM and not self.needs_decision

    def restrict_within(self, *, by: User, why: str, about_headteacher: bool = False) -> None:
        """For the authority, and whom it lets read, alone from here on; who could read it until now is kept.

        Inside the lock of another verb, of which it is what follows: nobody is asked whether they may.
        """
        self._list_earlier_readers()
        if not self.restricted:
            self.restricted_at = clock.now()
        self.restricted, self.about_headteacher = True, self.about_headteacher or about_headteacher
        self.save_as(by, why)
        self.note(f"Restricted. {why}.", by=by, verb="restrict")
        self.end_readings(self.readings_not_given(), by=by)

    def readings_not_given(self) -> "QuerySet[Reader]":
        """Readings by name that are not from the authority of what is restricted, or are of somebody accused.

        They were given by who handled it before, or by the program: of what was not alleged then.
        """
        chair_alone = self.about_headteacher or self.head_stepped_back
        roles = DUTIES[Route.ABOUT_HEAD if chair_alone else Route.RESTRICTED].authority
        accused = accused_accounts([self])
        authority = Membership.objects.contacts(self.school, *roles).exclude(user__in=accused)
        given = self.readers.filter(by__in=authority.order_by().values("user")).exclude(user__in=accused)
        return self.readers.exclude(pk__in=given.order_by().values("pk"))

    def end_readings(self, readings: "QuerySet[Reader]", *, by: User, why: str = NOT_GIVEN) -> None:
        """These read it no longer by name."""
        ended = list(readings.select_related("user"))
        for reader in ended:
            reader.delete_as(by, why)
        if names := ", ".join(str(reader.user) for reader in ended):
            read = "no longer reads" if len(ended) == 1 else "no longer read"
            self.note(f"{names} {read} this incident by name. {why}.", by=by, verb="end_reader")

    def _list_earlier_readers(self) -> None:
        """All who could read it, or did something in it, whether an opening by them is written down or not."""
        rows = self.earlier_readers.model
        left = self.interests.filter(stays_because="").values_list("user", flat=True)
        handlers = Membership.objects.contacts(self.school, *DUTIES[Route(self.route)].handlers)
        could = {holder.user_id: rows.How.HANDLED for holder in handlers if holder.user_id not in set(left)}
        could |= dict.fromkeys(self.readers.exclude(user__in=left).values_list("user", flat=True), rows.How.NAMED)
        changed = self.history.values_list("history_user", flat=True)  # type: ignore[attr-defined]  # of Incident
        did = {*self.entries.values_list("by", flat=True), *changed}
        could |= dict.fromkeys(did - {None}, rows.How.ACTED) | {self.reported_by_id: rows.How.REPORTED}
        until = clock.now()
        for user, how in could.items():
            self.earlier_readers.create(user_id=user, how=how, at=until)

    @transaction.atomic
    def decide_allegation(self, *, by: User, threshold: str, reason: str) -> None:
        """Record what the authority judges. It is changed by a new decision alone."""
        self.lock()
        self.access.require(by, "decide_allegation", self)
        last, harm = self.last_decision, threshold == Threshold.HARM
        if last and (last.threshold, last.reason) == (threshold, reason) and clock.now() - last.at < A_DOUBLE_CLICK:
            return
        here = self.involvements.accused_who_may_work_here()
        if threshold == Threshold.NOBODY_HERE and (named := here.first()):
            raise Refused(f"It is said that {named.display_name} works or volunteers here, or may: change that first.")
        if last and last.threshold == Threshold.HARM and not harm and not self.lado_has_advised:
            raise Refused("The harm threshold is met. Record first what the LADO advised: then it may be judged lower.")
        more_since = self._more_accused_since(last)
        decision = self.allegation_decisions.create(
            threshold=threshold,
            reason=reason,
            lado_due=self._lado_due(last, more_since) if harm else None,
            lado_told_counts_from=more_since or (last.lado_told_counts_from if last else None),
            by=by,
            at=clock.now(),
        )
        decision.about.set(self.involvements.filter(part=ALLEGED))
        self.note(f"{decision.get_threshold_display()}. {reason}", by=by, verb="decide_allegation")
        if harm and not self.restricted:
            self.restrict_within(by=by, why="The harm threshold is met")
            self.hand_over_if_rerouted(by)

    @transaction.atomic
    def record_advice(self, *, by: User, text: str, given_by: str, at: datetime, reference: str) -> None:
        """Record what the LADO advised, who of them and when. What they advise later is another telling."""
        self.lock()
        self.access.require(by, "record_advice", self)
        referral = self.referrals.of_lado().order_by("at", "pk").last()
        referral.take_answer(by=by, text=text, given_by=given_by, at=at, reference=reference)  # type: ignore[union-attr]  # the rule asks
        self.note(f"The LADO advised ({given_by}). {text}", by=by, verb="record_advice")

    def _more_accused_since(self, last: "AllegationDecision | None") -> datetime | None:
        """Since when somebody is accused whom no decision and no report covers: the LADO is told of them too."""
        covered = last.at if last else self.entries.filter(verb="report").values_list("at", flat=True).last()
        return self.involvements.undecided().last_accused(after=covered or self.reported_at)

    def _lado_due(self, last: "AllegationDecision | None", more_since: datetime | None) -> date:
        """By when the LADO is told: counted from today where more is alleged than was decided on before."""
        if last is None:
            return self.lado_day_if_harm
        if more_since or last.lado_due is None:
            return add_school_days(clock.today(), WITHIN)
        return last.lado_due

    @transaction.atomic
    def share(self, *, by: User, reason: str) -> None:
        """Open it to those who would handle it if it were not restricted. Never to the one it is alleged against."""
        self.lock()
        self.access.require(by, "share", self)
        self.restricted, self.restricted_at = False, None
        self.save_as(by, reason)
        self.note(f"{SHARED}. {reason}", by=by, verb="share")
        self.hand_over_if_rerouted(by)
