"""Heads who agree that a report of several schools is released."""

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
