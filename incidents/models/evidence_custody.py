"""Who opened a file of the evidence, and to whom it was given. Lines are added, never edited, never removed."""

from django.db import models

from core import clock
from core.models import Line
from people.models import User

from .evidence import Evidence


class Viewing(Line):
    """Somebody opened a file. Never edited, never removed."""

    sealed_in = "evidence.incident.school_id"
    sealed_as = "viewing"
    sealed_by = "user_id"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="viewings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    copy = models.CharField(max_length=8, choices=Evidence.Copy)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.user} opened {self.get_copy_display()}"


class Handing(Line):
    """A file, or a copy of it, was given to somebody outside. Never edited, never removed."""

    sealed_in = "evidence.incident.school_id"
    sealed_as = "handing"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="handings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    to = models.CharField("to whom", max_length=200)
    reference = models.CharField("their reference", max_length=60, blank=True)
    how = models.TextField("what was given, and how")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Handed to {self.to}"
