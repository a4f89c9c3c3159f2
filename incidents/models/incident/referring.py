"""Telling outside agencies, and what they answer."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from incidents.codes import Branch
from incidents.states import Answer
from people.models import User

from .logged import Logged

if TYPE_CHECKING:
    from ..record import Referral


class Referring(Logged):
    """The verbs of the illegal branch."""

    class Meta:
        abstract = True

    @transaction.atomic
    def notify_authorities(
        self, *, by: User, agency: str, at: datetime, spoke_to: str, reason: str, reference: str, device_kept: str
    ) -> None:
        """Refer it. From here the authorities decide; nobody investigates until they answer."""
        self.lock()
        self.access.require(by, "notify_authorities", self)
        referral = self._referral(agency=agency, referred=True, at=at, spoke_to=spoke_to, reason=reason, by=by)
        referral.reference = reference
        referral.save_as(by, reason)
        self.branch, self.device_kept = Branch.ILLEGAL, device_kept
        self.reviewed_at, self.handler = self.reviewed_at or clock.now(), self.handler or by
        text = f"Referred to {referral.get_agency_display()}. Device: {device_kept}"
        self._become("notify_authorities", by=by, text=text, reason=reason)
        self.hand_over_if_rerouted(by)

    @transaction.atomic
    def decide_not_to_refer(self, *, by: User, agency: str, reason: str) -> None:
        """Record why it was not referred. The illegal branch ends by it, unless authorities have answered already."""
        self.lock()
        self.access.require(by, "decide_not_to_refer", self)
        referral = self._referral(agency=agency, referred=False, at=clock.now(), reason=reason, by=by)
        referral.save_as(by, reason)
        if not self.authority_outcome:
            self.branch = Branch.UNSUITABLE
        self.save_as(by, reason)
        self.note(f"Not referred to {referral.get_agency_display()}. {reason}", by=by, verb="decide_not_to_refer")
        self.hand_over_if_rerouted(by)

    def _referral(self, **fields: object) -> "Referral":
        return self.referrals.model(incident_id=self.pk, **fields)

    @transaction.atomic
    def record_answer(self, *, by: User, answer: str, answer_text: str, reference: str) -> None:
        """Record what the authorities said. Not confirmed leads back to the unsuitable branch."""
        self.lock()
        self.access.require(by, "record_answer", self)
        referral = self.referrals.filter(referred=True).latest("at")
        referral.answer, referral.answer_text, referral.answered_at = answer, answer_text, clock.now()
        referral.reference = reference or referral.reference
        referral.save_as(by, answer_text)
        self.authority_outcome = answer
        if answer == Answer.NOT_CONFIRMED:
            self.branch = Branch.UNSUITABLE
        self.handler = self.handler or by
        self._become("record_answer", by=by, text=f"{Answer(answer).label}.", reason=answer_text, answer=answer)
        self.hand_over_if_rerouted(by)
