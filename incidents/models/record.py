"""What is written about an incident: entries of the chronology, referrals; and who may read it by name."""

from typing import Self

from django.db import models
from django.db.models import Q

from core import clock
from core.history import records
from core.models import Record
from incidents.codes import Told
from incidents.states import Answer
from people.models import Agency, User

from .incident import Incident


class Entry(models.Model):
    """A line of the chronology. Never edited, never removed: every verb writes one, and people write theirs."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    verb = models.CharField(max_length=30, blank=True, help_text="Empty where a person wrote it.")
    text = models.TextField()
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

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["incident", "user"], name="reader_is_named_once")]

    def __str__(self) -> str:
        return f"{self.user} reads {self.incident}"


class ReferralQuerySet(models.QuerySet["Referral"]):
    def told(self) -> Self:
        """Agencies that know of it: it was referred to them, or they were told besides."""
        return self.exclude(told=Told.NOT_REFERRED)


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
    answer_text = models.TextField("their answer in words", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("recorded", default=clock.now)
    history = records()

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="referral_has_a_reason"),
            models.CheckConstraint(
                condition=Q(told=Told.NOT_REFERRED) | ~Q(spoke_to=""), name="referral_says_who_spoke_to_whom"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_agency_display()}: {self.get_told_display().lower()}"

    @property
    def was_told(self) -> bool:
        return self.told != Told.NOT_REFERRED
