"""Who opened the draft of a report of several schools, and who agreed that it is released."""

from django.db import models

from core import clock
from core.models import Line
from people.models import User

from .reports import GovernorReport


class ReleaseAgreement(Line):
    """The head of one of its schools has read a draft, in this edition, and agrees that it is released."""

    sealed_in = "report.school_id"
    sealed_as = "report"
    sealed_by = "user_id"

    report = models.ForeignKey(GovernorReport, on_delete=models.PROTECT, related_name="agreements")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_as = models.CharField("name and role, as they were", max_length=250)
    edition = models.CharField("edition that was read", max_length=60)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["report", "user", "edition"], name="each_head_agrees_once_to_an_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.agreed_as}: {self.report}"


class DraftReading(Line):
    """Somebody who does not prepare for all of its schools has opened a draft: its figures count as published."""

    sealed_in = "report.school_id"
    sealed_as = "report"
    sealed_by = "user_id"

    report = models.ForeignKey(GovernorReport, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("when the figures that were read had been prepared")
    figures_sha256 = models.CharField("fingerprint of the figures that were read", max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "user", "prepared_at", "figures_sha256"], name="each_reader_is_kept_once_a_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.report}"
