"""Telling outside agencies, and what they answer."""

from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.access import Refused
from core.words import ended
from incidents.codes import Branch, Told
from incidents.querysets import kept_from
from incidents.routing import Route
from incidents.signals import referral_recorded
from incidents.states import Answer, Status
from incidents.ways_in import FIRST_STEPS, POLICE
from people.models import Membership, User
from people.roles import Role
from people.telling import tell

from .base import A_DOUBLE_CLICK
from .consulting import Consulting

if TYPE_CHECKING:
    from ..record import Referral

NOT_TOLD = "The Police are not told of it"  # why the safeguarding lead reads it by name


class Referring(Consulting):
    """The verbs of the illegal branch."""

    class Meta:
        abstract = True

    @property
    def answer_is_held(self) -> bool:
        """Nothing was confirmed, and it is on the illegal branch all the same: a case for the Police held it there.

        Once it is no such case, a decision not to refer it ends the branch.
        """
        not_confirmed = self.authority_outcome == Answer.NOT_CONFIRMED
        return self.is_illegal and not_confirmed and self.status == Status.UNDER_REVIEW

    @transaction.atomic
    def notify_authorities(
        self,
        *,
        by: User,
        agency: str,
        at: datetime,
        spoke_to: str,
        reason: str,
        reference: str,
        device_kept: str,
        way_in: str = "",
    ) -> None:
        """Refer it. From here the authorities decide; nobody investigates until they answer."""
        self.lock()
        self.access.require(by, "notify_authorities", self)
        referral = self._referral(agency=agency, told=Told.REFERRED, at=at, spoke_to=spoke_to, reason=reason, by=by)
        referral.reference = reference
        referral.save_as(by, reason)
        self.branch, self.device_kept = Branch.ILLEGAL, device_kept
        self.way_in = way_in or self.likely_way_in
        self.reviewed_at, self.handler = self.reviewed_at or clock.now(), self.handler or by
        text = f"Referred to {referral.get_agency_display()}. Device: {ended(device_kept)}"
        self._become("notify_authorities", by=by, text=text, reason=reason)
        referral_recorded.send(type(referral), incident=self, by=by)
        self.hand_over_if_rerouted(by)

    @transaction.atomic
    def decide_not_to_refer(self, *, by: User, agency: str, reason: str) -> None:
        """Record why it was not referred.

        The illegal branch ends by it, unless authorities confirmed it already, or this agency is not the one whose
        word ends it: the Police; where an adult is involved, the LADO too, unless it is a case for the Police.
        """
        self.lock()
        self.access.require(by, "decide_not_to_refer", self)
        self._not_refer(agency, by=by, reason=reason)

    def _not_refer(self, agency: str, *, by: User, reason: str, branch_stays: bool = False) -> None:
        """Keep the decision, with what follows from it. Inside the lock of a verb, which has asked who may."""
        before = self.route
        referral = self._referral(agency=agency, told=Told.NOT_REFERRED, at=clock.now(), reason=reason, by=by)
        referral.save_as(by, reason)
        if self._ends_unless_referred_to(agency) and not branch_stays:
            self.branch = Branch.UNSUITABLE
        self.save_as(by, reason)
        self.note(f"Not referred to {referral.get_agency_display()}. {reason}", by=by, verb="decide_not_to_refer")
        referral_recorded.send(type(referral), incident=self, by=by)
        self.hand_over_if_rerouted(by)
        if agency in POLICE:
            self._have_leads_read(before, by=by)

    def _have_leads_read(self, before: str, *, by: User) -> None:
        """That the Police are not told is never between one handler and the record: who leads safeguarding reads it.

        Where it was theirs, by its route `before`, they were told as its handlers. What is restricted is the
        authority's alone.
        """
        if self.route != Route.ORDINARY:
            return
        kept = {by.pk, *kept_from(self)}  # type: ignore[arg-type]
        leads = Membership.objects.contacts(self.school, Role.SAFEGUARDING_LEAD)
        for lead in {holder.user_id: holder.user for holder in leads if holder.user_id not in kept}.values():
            standing = self.standing_of(lead)
            if not standing.reads and self.access.allows(lead, "become_reader", self):
                reader = self.readers.model(incident_id=self.pk, user=lead, by=by, reason=NOT_TOLD, at=clock.now())
                reader.save_as(by, NOT_TOLD)
                self.note(f"{lead} may read this incident. {NOT_TOLD}.", by=by, verb="add_reader")
            elif not standing.reads or standing.handles:
                continue
            if before == Route.ORDINARY:
                wanted, path = "It was not referred to the Police: read why.", self.get_absolute_url()
                tell([lead], label=self.reference, wanted=wanted, path=path, school=self.school)

    def _ends_unless_referred_to(self, agency: str) -> bool:
        """Whether the illegal branch ends where this agency, whose decision is recorded by now, is not told."""
        asked = FIRST_STEPS[self.likely_way_in].agencies
        decides = POLICE if POLICE in asked else (*POLICE, *chain.from_iterable(asked))
        was_illegal = self.authority_outcome in (Answer.CONFIRMED, Answer.FINISHED)
        return agency in decides and not was_illegal and not self.awaits_police

    def _referral(self, **fields: object) -> "Referral":
        return self.referrals.model(incident_id=self.pk, recorded_at=clock.now(), **fields)

    @transaction.atomic
    def record_answer(
        self,
        *,
        by: User,
        answer: str,
        answer_text: str,
        answered_by: str,
        reference: str,
        agency: str = "",
        answered_at: datetime | None = None,
    ) -> None:
        """Record what the authorities said, who of them and when: the one that was told last, or the named one.

        It came now, unless `answered_at` says when. Of an agency that does not answer: why no answer is to be expected,
        and who says so.

        What an agency confirmed is ended by its own word alone; and while the Police have not answered, no other answer
        ends the wait: it is kept with its referral. Not confirmed, by all who were told, leads back to the unsuitable
        branch, but not a case for the Police who were never told. Where nobody answered, the branch stays. Who was
        silent may speak after all: then the incident goes where it would have gone, back to the authorities too.
        """
        self.lock()
        self.access.require(by, "record_answer", self)
        told = self.who_may_answer
        referral = told.get(agency) if agency else max(told.values(), key=lambda one: (one.at, one.pk))
        if referral is None:
            raise Refused("Choose an agency that was told and has not answered.")
        if answer == Answer.NO_ANSWER:
            referral.access.require(by, "expect_no_answer", referral)
        given = {"answer": answer, "text": answer_text, "given_by": answered_by, "reference": reference}
        just_now = self.entries.filter(by=by, verb="record_answer", at__gte=clock.now() - A_DOUBLE_CLICK)
        if referral.is_answered_so(**given, at=answered_at) and just_now.exists():
            return
        referral.take_answer(by=by, at=answered_at or clock.now(), **given)
        words = self.last_words()
        whose = f"{referral.get_agency_display()}: " if len(words) > 1 else ""
        said = f"{whose}{Answer(answer).label}."
        if answer != Answer.CONFIRMED and self._waits_on_others:
            self.note(f"{said} {answer_text}", by=by, verb="record_answer")
            return
        self.authority_outcome = outcome = answer if answer == Answer.CONFIRMED else self._outcome
        if outcome in (Answer.CONFIRMED, Answer.FINISHED):
            self.branch = Branch.ILLEGAL
        elif outcome == Answer.NOT_CONFIRMED and not self.awaits_police:
            self.branch = Branch.UNSUITABLE
        self.handler = self.handler or by
        self._become("record_answer", by=by, text=said, reason=answer_text, answer=answer)
        self.hand_over_if_rerouted(by)

    @property
    def _outcome(self) -> Answer:
        """What all who were told have said comes to, once nobody is waited for.

        What an agency finished stands until it says otherwise. That nothing was confirmed is the word of the Police, or
        of an agency that it was referred to.
        """
        tellings = self.tellings()
        if Answer.FINISHED in {one.agency: one.answer for one in tellings if one.has_decided}.values():
            return Answer.FINISHED
        asked = {*POLICE, *(one.agency for one in tellings if one.told == Told.REFERRED)}
        since = self._referred_last.at
        denied = any(
            word.answer == Answer.NOT_CONFIRMED and word.agency in asked and word.has_answered_since(since)
            for word in self.last_words()
        )
        return Answer.NOT_CONFIRMED if denied else Answer.NO_ANSWER

    @property
    def _referred_last(self) -> "Referral":
        return max((one for one in self.referrals.all() if one.told == Told.REFERRED), key=lambda one: one.pk)

    @property
    def _waits_on_others(self) -> bool:
        """Whether an answer that was just kept is not the last that is waited for, in whatever order they came.

        Whoever was only told besides does not answer for the agency that it was referred to; the Police do.
        """
        words = self.last_words()
        referred = self._referred_last
        silent = any(word.agency == referred.agency and not word.answer for word in words)
        police_answered = any(word.agency in POLICE and word.has_answered_since(referred.at) for word in words)
        return any(word.is_awaited for word in words) or (silent and not police_answered)
