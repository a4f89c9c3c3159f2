"""What belongs to handling an incident: declared interests, tasks for others, and how incidents are related."""

from django.db import models
from django.db.models import F, Q

from core import clock
from core.history import records
from core.models import Record
from people.models import User

from .incident import Incident


class Interest(Record):
    """Somebody who would handle an incident is close to it: hands it over, or stays for a reason that is kept."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="interests")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interests")
    text = models.CharField("what the interest is", max_length=300)
    stays_because = models.TextField("why one stays all the same", blank=True, help_text="Empty: stepped back.")
    at = models.DateTimeField(default=clock.now)
    history = records()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "user"], name="interest_is_declared_once"),
            models.CheckConstraint(condition=~Q(text=""), name="interest_says_what_it_is"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.text}"

    @property
    def stepped_back(self) -> bool:
        return not self.stays_because


class Task(Record):
    """Something that somebody is asked to do about an incident, and can do without reading the record."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    text = models.TextField("what to do", help_text="Readable without the record: no names that are not needed.")
    who = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tasks")
    due = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField("done", null=True, blank=True)
    answer = models.TextField("what was done", blank=True)
    cancelled_at = models.DateTimeField("no longer needed", null=True, blank=True)
    history = records()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["who", "due"], name="tasks_of_a_user")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="task_says_what_to_do"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(cancelled_at=None), name="task_is_not_both_done_and_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.cancelled_at is None

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due is not None and self.due < clock.today()


class Relation(Record):
    """Two incidents that belong together. Each pair is kept once, the older incident first."""

    first = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="relations")
    second = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="relations_back")
    reason = models.CharField("how they belong together", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    history = records()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="incidents_are_related_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="older_incident_comes_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


class Phrase(Record):
    """A sentence that a school writes often, offered where entries are written."""

    school = models.ForeignKey("people.School", on_delete=models.CASCADE, related_name="phrases")
    text = models.CharField(max_length=500)
    history = records()

    class Meta:
        ordering = ["text"]
        constraints = [models.UniqueConstraint(fields=["school", "text"], name="phrase_is_kept_once")]

    def __str__(self) -> str:
        return self.text
