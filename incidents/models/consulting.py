"""What is agreed with the authorities beside their answer: the parents, and a strategy meeting."""

from django.db import models
from django.db.models import Q

from core import clock
from core.history import records
from core.models import Record
from incidents.codes import ParentsWord
from people.models import Agency, User

from .incident import Incident


class ParentsAgreement(Record):
    """Whether the Police or social care agree that the parents are informed. The last one of an incident counts."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="parents_agreements")
    word = models.CharField("what they said", max_length=6, choices=ParentsWord)
    agency = models.CharField(max_length=21, choices=Agency.Kind, blank=True)
    spoke_to = models.CharField("on whose word", max_length=200, blank=True)
    said_at = models.DateTimeField("when they said it", null=True, blank=True)
    reference = models.CharField("their reference", max_length=60, blank=True)
    reason = models.TextField("their words, or why nobody is asked")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    history = records()
    sealed_in = "incident.school_id"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(word=ParentsWord.NOBODY) | Q(said_at__isnull=False) & ~Q(agency="") & ~Q(spoke_to=""),
                name="agreement_on_parents_says_on_whose_word",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="agreement_on_parents_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.get_word_display()


class StrategyMeeting(Record):
    """A meeting of those who protect the child, or the decision that there is none."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="meetings")
    held = models.BooleanField(help_text="No: none was called, for the reason given.")
    met_at = models.DateTimeField("when", null=True, blank=True)
    present = models.CharField("who took part", max_length=300, blank=True)
    text = models.TextField("what was decided, or why there is none")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    history = records()
    sealed_in = "incident.school_id"

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held=False) | Q(met_at__isnull=False) & ~Q(present=""), name="meeting_has_a_time_and_people"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="meeting_says_what_was_decided"),
        ]

    def __str__(self) -> str:
        return "Strategy meeting" if self.held else "No strategy meeting"
