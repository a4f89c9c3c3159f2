"""Signatures on an investigation, and what is put right after both have signed."""

from django.db import models
from django.db.models import Q

from core import clock
from core.history import records
from core.models import Line, Record
from people.models import User

from .content import CORRECTABLE
from .investigation import Investigation
from .reviewers import Place
from .reviewing import SiteReview


class InvestigationSignature(Record):
    """One of the two signs the record as it stands, or signed it on paper. A voided one stays, with its reason."""

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="signatures")
    place = models.CharField("as which of the two", max_length=6, choices=Place)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: on paper."
    )
    name = models.CharField(max_length=150)
    position = models.CharField(max_length=200)
    on_paper = models.CharField("where the paper is kept", max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField("fingerprint of what was signed", max_length=64)
    at = models.DateTimeField(default=clock.now)
    voided_at = models.DateTimeField("voided", null=True, blank=True)
    voided_because = models.TextField("why it was voided", blank=True)
    history = records()
    sealed_in = "investigation.incident.school_id"
    sealed_as = "signature"

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["investigation", "place"], condition=Q(voided_at=None), name="each_of_the_two_signs_once"
            ),
            models.UniqueConstraint(
                fields=["investigation", "user"], condition=Q(voided_at=None), name="nobody_signs_for_both"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, on_paper="") | Q(user=None) & ~Q(on_paper=""),
                name="signature_is_of_a_user_or_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}"


class Correction(Line):
    """What is put right in a sealed investigation. It points to what it corrects and never replaces it."""

    sealed_in = "investigation.incident.school_id"

    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="corrections")
    site_review = models.ForeignKey(
        SiteReview, on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    field = models.CharField("what it corrects", max_length=20, choices=CORRECTABLE, blank=True)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(site_review=None) & ~Q(field="") | Q(site_review__isnull=False, field=""),
                name="correction_points_to_a_row_or_a_field",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="correction_says_what_is_right"),
        ]

    def __str__(self) -> str:
        return f"{self.of}: {self.text[:60]}"

    @property
    def of(self) -> str:
        """What it corrects, in words."""
        return str(self.site_review) if self.site_review else self.get_field_display()
