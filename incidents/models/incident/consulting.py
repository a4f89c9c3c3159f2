"""Working with the authorities beside their answer: who else is told, the strategy meeting, the parents."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.access import Refused
from incidents.codes import ParentsWord, Told, WayIn
from incidents.routing import DUTIES, Route
from incidents.signals import referral_recorded
from incidents.states import Answer, Status
from incidents.ways_in import AGREE_ON_PARENTS, FIRST_STEPS, POLICE, SOCIAL_CARE, Agencies, not_told
from people.models import User

from .base import A_DOUBLE_CLICK
from .rerouting import Rerouting

if TYPE_CHECKING:
    from ..consulting import ParentsAgreement
    from ..record import Referral

TOLD_ALREADY = (
    "That they were told is already recorded, and not with this. "
    "If you told them once more, give the day and time of that; otherwise write an entry."
)
ASK_THEM = "An authority that can agree was told of it: ask them whether the parents may be informed."
TELL_THEM = "Only an authority that was told of it can agree: record first that the Police or social care were told."


class Consulting(Rerouting):
    """What its way into the illegal branch asks for, and whether the parents may be informed."""

    class Meta:
        abstract = True

    @property
    def was_referred(self) -> bool:
        """Whether it went to the authorities, now or before. To tell an agency besides is not that."""
        return any(referral.told == Told.REFERRED for referral in self.referrals.all())

    @property
    def likely_way_in(self) -> WayIn:
        """How it came to the illegal branch: as it was said, else as what is known of it suggests."""
        if self.way_in:
            return WayIn(self.way_in)
        if self.restricted:
            return WayIn.ADULT_INVOLVED
        return WayIn.CHILD_AT_RISK if self.child_in_danger else WayIn.NO_IMMEDIATE_RISK

    @property
    def nobody_asks(self) -> bool:
        """Before the authorities answer, what somebody says of themselves is written down, and nobody is asked."""
        unheard = self.is_illegal and not self.was_referred
        return self.status == Status.WITH_AUTHORITIES or unheard or self.nobody_answered

    @property
    def nobody_answered(self) -> bool:
        """It may be illegal, and nobody of the authorities said whether it is, nor is any answer to be expected."""
        silent = self.authority_outcome == Answer.NO_ANSWER
        return self.is_illegal and silent and self.status == Status.UNDER_REVIEW

    @property
    def awaits_agencies(self) -> list[Agencies]:
        """Whom its way into the illegal branch asks for, and of whom nobody recorded that they were told, or not."""
        return self.agencies_untold(WayIn(self.way_in)) if self.way_in else []

    def agencies_untold(self, way: WayIn) -> list[Agencies]:
        """As `awaits_agencies`, if it came to the illegal branch in this way."""
        return not_told(way, (referral.agency for referral in self.referrals.all()))

    @property
    def awaits_meeting(self) -> bool:
        """Its way into the illegal branch asks for a strategy meeting, and none is recorded, nor why not."""
        return bool(self.way_in) and self.lacks_meeting(WayIn(self.way_in))

    def lacks_meeting(self, way: WayIn) -> bool:
        """As `awaits_meeting`, if it came to the illegal branch in this way."""
        return FIRST_STEPS[way].meeting and not self.meetings.all()

    @property
    def parents_wait(self) -> bool:
        """Nobody informs parents before the Police or social care agree, or are not to be asked for a reason.

        Of each agency counts what it said last, and no other lifts its "wait". Whoever agreed before it was referred,
        or before the Police or social care were told of more, did not know what they know now: they are asked anew,
        whenever it was written down. A call to the LADO asks anew only where it was said that there is nobody to ask.
        """
        if not (self.is_illegal or self.safeguarding):
            return False
        if not self.parents_agreements.all() or self.asked_to_wait:
            return True
        last = self._said_of_parents[-1]
        ask_anew = AGREE_ON_PARENTS if last.word == ParentsWord.NOBODY else (*POLICE, *SOCIAL_CARE)
        return any(
            last.at < one.recorded_at or (last.said_at or last.at) < one.at
            for one in self.referrals.all()
            if one.told == Told.REFERRED or (one.was_told and one.agency in ask_anew)
        )

    @property
    def asked_to_wait(self) -> set[str]:
        """The agencies that said last that the parents are not informed yet."""
        last = {one.agency: one.word for one in self._said_of_parents}
        return {agency for agency, word in last.items() if word == ParentsWord.WAIT}

    @property
    def _said_of_parents(self) -> "list[ParentsAgreement]":
        """In the order in which it was said, whenever it was written down."""
        return sorted(self.parents_agreements.all(), key=lambda one: (one.said_at or one.at, one.pk))

    def last_words(self) -> "Collection[Referral]":
        """The last telling of each agency that was told: its answer is what the agency says now.

        What it confirmed stays its word until it answers again, however often it is told of more.
        """
        words: dict[str, Referral] = {}
        for one in self.tellings():
            before = words.get(one.agency)
            if before is None or before.answer != Answer.CONFIRMED or one.has_decided:
                words[one.agency] = one
        return words.values()

    def tellings(self) -> "list[Referral]":
        """In the order in which agencies were told."""
        return sorted((one for one in self.referrals.all() if one.was_told), key=lambda one: (one.at, one.pk))

    @property
    def who_may_answer(self) -> "dict[str, Referral]":
        """Whose answer may be recorded now, each with its last telling: of all who were told while the authorities have
        it; of what was referred and is under review, who has said nothing so far."""
        last = {one.agency: one for one in self.tellings()}
        if self.status == Status.WITH_AUTHORITIES:
            return last
        may = self.status == Status.UNDER_REVIEW and self.was_referred
        return {agency: one for agency, one in last.items() if may and one.is_silent}

    @property
    def who_may_agree(self) -> "dict[str, Referral]":
        """The authorities that were told and may agree that the parents are informed, each with its first telling."""
        first: dict[str, Referral] = {}
        for told in self.referrals.all():
            if told.was_told and told.agency in AGREE_ON_PARENTS:
                first.setdefault(told.agency, told)
        return first

    @property
    def somebody_can_be_asked(self) -> bool:
        """An authority that may agree was told, and has not answered or advised, or investigates, or asked to wait."""
        asked = (word for word in self.last_words() if word.agency in AGREE_ON_PARENTS)
        return bool(self.asked_to_wait) or any(word.is_awaited or not word.answered_at for word in asked)

    def why_not_agreed(self, *, word: str, agency: str, said_at: datetime | None, **_: object) -> str:
        """What speaks against recording this of the parents, as a sentence; empty where nothing does."""
        if word == ParentsWord.NOBODY:
            return ASK_THEM if self.somebody_can_be_asked else ""
        told = self.who_may_agree.get(agency)
        if told is None:
            return TELL_THEM
        early = said_at is not None and said_at < told.at
        return "That is before they were told: give the day and time of their answer." if early else ""

    @property
    def who_asks_about_parents(self) -> str:
        """Who records that the Police or social care agree, by the route of the incident."""
        return " or the ".join(str(role.label) for role in DUTIES[Route(self.route)].closers)

    @property
    def parents_wait_in_words(self) -> str:
        """Why nobody informs the parents now, and who does what about it."""
        who = self.who_asks_about_parents
        return f"Informing the parents waits until the Police or social care agree. The {who} records what they say."

    @transaction.atomic
    def choose_way_in(self, *, by: User, way_in: str, reason: str) -> None:
        """Say that it came to the illegal branch in another way: from here that way's first step is asked for."""
        self.lock()
        self.access.require(by, "choose_way_in", self)
        if way_in == self.way_in:
            raise Refused("It already says so.")
        self.way_in = way_in
        self.save_as(by, reason)
        self.note(f"Way into the illegal branch: {self.get_way_in_display()}. {reason}", by=by, verb="choose_way_in")

    @transaction.atomic
    def tell_agency(
        self,
        *,
        by: User,
        agency: str,
        at: datetime,
        spoke_to: str,
        reason: str,
        reference: str,
        advice: str = "",
        advised_by: str = "",
    ) -> None:
        """Tell another agency. The incident stays where it stands. The LADO may advise in the same conversation.

        The same telling once more is a double click; what they advised is added to it, if it has no advice yet.
        """
        self.lock()
        self.access.require(by, "tell_agency", self)
        if agency in POLICE and self.status != Status.WITH_AUTHORITIES:
            raise Refused("To tell the Police is a referral: refer the incident.")
        said = {"agency": agency, "told": Told.BESIDES, "at": at, "spoke_to": spoke_to, "reason": reason}
        referral = self.referrals.filter(**said).last()
        if referral is None:
            referral = self.referrals.model(
                incident_id=self.pk, reference=reference, by=by, recorded_at=clock.now(), **said
            )
            referral.save_as(by, reason)
            self.note(f"{referral.get_agency_display()} told. {reason}", by=by, verb="tell_agency")
            referral_recorded.send(type(referral), incident=self, by=by)
        elif referral.says(reference=reference, advice=advice, advised_by=advised_by):
            return
        elif referral.answered_at or not advice:
            raise Refused(TOLD_ALREADY)
        if advice:
            referral.take_answer(by=by, text=advice, given_by=advised_by, at=at, reference=reference)
            self.note(f"They advised ({advised_by}). {advice}", by=by, verb="record_advice")

    @transaction.atomic
    def record_meeting(
        self, *, by: User, held: bool, text: str, met_at: datetime | None = None, present: str = ""
    ) -> None:
        """Record a strategy meeting: when, who took part and what was decided; or why there is none."""
        self.lock()
        self.access.require(by, "record_meeting", self)
        said = {"held": held, "text": text, "met_at": met_at, "present": present}
        if self.meetings.filter(by=by, at__gte=clock.now() - A_DOUBLE_CLICK, **said).exists():
            return
        self.meetings.model(incident_id=self.pk, by=by, at=clock.now(), **said).save_as(by, "Recorded")
        label = f"Strategy meeting with {present}." if held else "No strategy meeting, because:"
        self.note(f"{label} {text}", by=by, verb="record_meeting")

    @transaction.atomic
    def agree_on_parents(
        self,
        *,
        by: User,
        word: str,
        agency: str = "",
        spoke_to: str = "",
        said_at: datetime | None = None,
        reference: str = "",
        reason: str = "",
    ) -> None:
        """Record whether the Police or social care agree that the parents are informed, and on whose word."""
        self.lock()
        self.access.require(by, "agree_on_parents", self)
        if why_not := self.why_not_agreed(word=word, agency=agency, said_at=said_at):
            raise Refused(why_not)
        said = {"word": word, "agency": agency, "spoke_to": spoke_to, "said_at": said_at, "reason": reason}
        since = clock.now() - A_DOUBLE_CLICK
        if self.parents_agreements.filter(by=by, at__gte=since, **said).exists():
            return
        agreement = self.parents_agreements.model(
            incident_id=self.pk, reference=reference, by=by, at=clock.now(), **said
        )
        agreement.save_as(by, reason)
        whose = f"{agreement.get_agency_display()}, {spoke_to}: " if agency else ""
        text = f"Informing the parents. {whose}{agreement}. {reason}".strip()
        self.note(text, by=by, verb="agree_on_parents")
