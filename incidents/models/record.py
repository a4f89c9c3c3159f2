"""What is written about an incident: entries of the chronology, referrals; and who may read it by name."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from core import clock
from core.access import Refused
from core.history import records
from core.models import Line, Record
from incidents.access import ReferralAccess
from incidents.codes import Told
from incidents.states import Answer
from incidents.ways_in import POLICE
from people.models import Agency, User

from .incident import Incident


class Entry(Line):
    """A line of the chronology. Never edited, never removed: every verb writes one, and people write theirs."""

    sealed_in = "incident.school_id"
    sealed_as = "entry"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    verb = models.CharField(max_length=30, blank=True, help_text="Empty where a person wrote it.")
    text = models.TextField()
    about = models.BigIntegerField(
        null=True, help_text="Key of the involvement that a verb wrote it about, also of one that was taken out since."
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["incident", "-at", "-id"])]

    def __str__(self) -> str:
        return self.text[:60]


class Reader(Record):
    """Read access by name, with its reason."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="readings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)
    history = records()
    sealed_in = "incident.school_id"

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="reader_is_named_once")]

    def __str__(self) -> str:
        return f"{self.user} reads {self.incident}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def told(self) -> Self:
        """Agencies that know of it: it was referred to them, or they were told besides."""
        return self.exclude(told=Told.NOT_REFERRED)

    def of_lado(self) -> Self:
        """The telling of the Local Authority Designated Officer, with what they advised."""
        return self.told().filter(agency=Agency.Kind.LADO)

    def spoken(self) -> Self:
        """With an answer, or with advice."""
        return self.filter(answered_at__isnull=False).exclude(answer=Answer.NO_ANSWER)


class Referral(Record):
    """Telling an outside agency, or the decision not to; and what it answered."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="referrals")
    agency = models.CharField(max_length=21, choices=Agency.Kind)
    told = models.CharField("what was decided", max_length=12, choices=Told)
    at = models.DateTimeField("when", default=clock.now)
    spoke_to = models.CharField("who spoke to whom", max_length=200, blank=True)
    reason = models.TextField()
    reference = models.CharField("their reference", max_length=60, blank=True)
    answer = models.CharField("their answer", max_length=13, choices=Answer, blank=True)
    answer_text = models.TextField("their answer in words, or what they advised", blank=True)
    answered_at = models.DateTimeField("when they answered", null=True, blank=True)
    answered_by = models.CharField("who gave the answer", max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("recorded", default=clock.now)
    history = records()
    sealed_in = "incident.school_id"

    objects = ReferralQuerySet.as_manager()
    access = ReferralAccess

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="referral_has_a_reason"),
            models.CheckConstraint(
                condition=Q(told=Told.NOT_REFERRED) | ~Q(spoke_to=""), name="referral_says_who_spoke_to_whom"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answer_text="", answered_by="")
                | Q(answered_at__isnull=False) & ~Q(answer_text="") & ~Q(answered_by=""),
                name="answer_says_who_gave_it_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_agency_display()}: {self.get_told_display().lower()}"

    @property
    def was_told(self) -> bool:
        return self.told != Told.NOT_REFERRED

    @property
    def is_to_police(self) -> bool:
        return self.agency in POLICE

    @property
    def is_to_lado(self) -> bool:
        return self.agency == Agency.Kind.LADO

    @property
    def has_decided(self) -> bool:
        """They said whether it is illegal, or that their investigation is finished: it is more than advice."""
        return self.answer not in ("", Answer.NO_ANSWER)

    def has_answered_since(self, moment: datetime) -> bool:
        """What they said before it was referred anew is not said of that."""
        return bool(self.answer) and self.answered_at is not None and self.answered_at >= moment

    @property
    def is_silent(self) -> bool:
        """They were told and said nothing yet, whether an answer is to be expected or not."""
        return self.was_told and (self.answered_at is None or self.answer == Answer.NO_ANSWER)

    @property
    def is_awaited(self) -> bool:
        """Nothing goes on before they say more: they confirmed it and investigate; or the Police have not answered."""
        return self.answer == Answer.CONFIRMED or (self.is_to_police and not self.answer)

    def says(self, *, reference: str, advice: str, advised_by: str) -> bool:
        """Whether this is on record of the telling; without advice, whatever they advised since."""
        said = (advice, advised_by) == (self.answer_text, self.answered_by)
        return self.reference == reference and (said or not advice)

    def is_answered_so(self, *, answer: str, text: str, given_by: str, at: datetime | None, reference: str) -> bool:
        """Whether just this is on record as their answer; without `at`, whenever they gave it."""
        said = (answer, text, given_by) == (self.answer, self.answer_text, self.answered_by)
        return said and at in (None, self.answered_at) and reference in ("", self.reference)

    def take_answer(
        self, *, by: User, text: str, given_by: str, at: datetime, reference: str, answer: str = ""
    ) -> None:
        """Keep what they said, who of them said it and when. `answer` is empty where they advised only."""
        if at < self.at:
            raise Refused("That is before they were told: give the day and time of their answer.")
        self.answer, self.answer_text, self.answered_by, self.answered_at = answer, text, given_by, at
        self.reference = reference or self.reference
        self.save_as(by, text)
