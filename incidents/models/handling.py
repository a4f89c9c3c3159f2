"""What belongs to handling an incident: declared interests, tasks for others, and how incidents are related."""

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from core import clock
from core.history import records
from core.models import Record
from incidents.access import PhraseAccess, TaskAccess
from incidents.access.phrases import KEEPERS
from incidents.querysets import alleged_against
from people.models import User
from people.roles import WORKS_IN_SCHOOL, roles_of
from people.telling import tell

from .incident import Incident


class Interest(Record):
    """Somebody who would handle an incident is close to it: hands it over, or stays for a reason that is kept."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="interests")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interests")
    text = models.CharField("what the interest is", max_length=300)
    stays_because = models.TextField("why one stays all the same", blank=True, help_text="Empty: stepped back.")
    at = models.DateTimeField(default=clock.now)
    history = records()
    sealed_in = "incident.school_id"

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


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None, cancelled_at=None)

    def given_to(self, user: User) -> "TaskQuerySet":
        """What the user is asked to do at a school where the user works, but about nothing alleged against them."""
        accused = Incident.objects.filter(alleged_against(user), pk=OuterRef("incident"))
        here = roles_of(user).schools(*WORKS_IN_SCHOOL)
        return self.filter(who=user, incident__school__in=here).exclude(Exists(accused))

    def readable_by(self, user: User) -> "TaskQuerySet":
        """Those of the incidents that the user reads."""
        return self.filter(incident__in=Incident.objects.readable_by(user))

    def by_urgency(self) -> "TaskQuerySet":
        """Those with a date first, the earliest on top."""
        return self.order_by(F("due").asc(nulls_last=True), "at", "pk")


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
    sealed_in = "incident.school_id"

    objects = TaskQuerySet.as_manager()
    access = TaskAccess

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

    def get_absolute_url(self) -> str:
        return reverse("tasks:task", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.cancelled_at is None

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due is not None and self.due < clock.today()

    @transaction.atomic
    def do(self, *, by: User, answer: str = "") -> None:
        """It is done; who asked for it is told."""
        self._lock_with_incident()
        self.access.require(by, "do", self)
        self.done_at, self.answer = clock.now(), answer
        self.save_as(by, answer)
        said = f"Done: “{self.text}” {answer}" if answer else f"Done: “{self.text}”"
        self.incident.note(said, by=by, verb="do_task")
        asked = [self.by] if self.by != by and self.incident.standing_of(self.by).reads else []
        wanted, path = "A task that you gave is done.", self.incident.get_absolute_url()
        tell(asked, label=self.incident.reference, wanted=wanted, path=path, school=self.incident.school)

    @transaction.atomic
    def cancel(self, *, by: User, reason: str) -> None:
        """It is no longer needed; who was asked is told."""
        self._lock_with_incident()
        self.access.require(by, "cancel", self)
        self.cancelled_at = clock.now()
        self.save_as(by, reason)
        self.incident.note(f"No longer needed: “{self.text}” {reason}", by=by, verb="cancel_task")
        still = Task.objects.given_to(self.who).filter(pk=self.pk).exists()
        asked = [self.who] if self.who != by and still else []
        wanted, path = "A task that you had is no longer needed.", self.get_absolute_url()
        tell(asked, label=self.incident.reference, wanted=wanted, path=path, school=self.incident.school)

    def _lock_with_incident(self) -> None:
        """The incident first, as every verb on it does: one that withdraws it cancels its tasks."""
        incident = self.incident
        incident.lock()
        self.lock()
        self.incident = incident


class Relation(Record):
    """Two incidents that belong together. Each pair is kept once, the older incident first."""

    first = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="relations")
    second = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="relations_back")
    reason = models.CharField("how they belong together", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    history = records()
    sealed_in = "first.school_id"

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="incidents_are_related_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="older_incident_comes_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def kept_by(self, user: User) -> "PhraseQuerySet":
        """Those of the schools whose phrases the user keeps."""
        return self.filter(school__in=roles_of(user).schools(*KEEPERS)).select_related("school")


class Phrase(Record):
    """A sentence that a school writes often, offered where entries are written."""

    school = models.ForeignKey("people.School", on_delete=models.CASCADE, related_name="phrases")
    text = models.CharField(max_length=500)
    history = records()

    objects = PhraseQuerySet.as_manager()
    access = PhraseAccess

    class Meta:
        ordering = ["text"]
        constraints = [models.UniqueConstraint(fields=["school", "text"], name="phrase_is_kept_once")]

    def __str__(self) -> str:
        return self.text

    def remove(self, *, by: User) -> None:
        """Offer it no longer."""
        self.access.require(by, "remove", self)
        self.delete_as(by, "Removed")
