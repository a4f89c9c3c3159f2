"""Somebody asks for everything that is kept about them (UK GDPR, article 15): the clock, what is left out, the file."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from core import clock
from core.access import Refused
from core.dates import months_before
from core.history import records
from core.models import Line, Record
from incidents.models import Incident, Involvement
from people.models import Person, School, User
from people.models.register import PersonQuerySet
from people.roles import roles_of

from ..access import RequestAccess
from ..access.requests import READS_REQUESTS, RECORDS_REQUESTS

KEPT_FOR = timedelta(days=30)  # a file that was made: long enough to hand it over


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it is shorter (article 12(3))."""
    return months_before(day, -months)


class DataSubjectQuerySet(PersonQuerySet):
    def readable_by(self, user: User) -> Self:
        """Entries of the schools at which the user records requests, each person once; also of who has left."""
        return self.filter(school__in=roles_of(user).schools(*RECORDS_REQUESTS), merged_into=None)


class DataSubject(Person):
    """Somebody on the register, as the one whom a request is about."""

    objects: ClassVar[DataSubjectQuerySet] = DataSubjectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        proxy = True


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def readable_by(self, user: User) -> Self:
        """Of the user's schools; never what is asked about the user."""
        schools = roles_of(user).schools(*READS_REQUESTS)
        return self.filter(school__in=schools).exclude(person__in=Person.objects.filter(user=user))

    def open(self) -> Self:
        """Not answered yet; the first to be due first."""
        return self.filter(answered_on=None).order_by("due_on", "pk")


class AccessRequest(Record):
    """One person asks, or somebody asks for them; due one month later, or three for a reason."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="access_requests")
    asked_by = models.CharField("who asks, and how that was checked", max_length=200)
    received_on = models.DateField("received")
    due_on = models.DateField("due")
    extended_because = models.TextField("why it takes longer", blank=True)
    answered_on = models.DateField("answered", null=True, blank=True)
    answered_how = models.TextField("how it was answered", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    history = records()

    objects = AccessRequestQuerySet.as_manager()
    access = RequestAccess

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("received_on")), name="request_is_due_after_it_came"),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_how="")
                | Q(answered_on__gte=F("received_on")) & ~Q(answered_how=""),
                name="answered_request_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"Access request {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("compliance:request", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        return self.answered_on is None and clock.today() > self.due_on

    def parts_for(self, user: User) -> models.QuerySet[Involvement]:
        """This person's parts in the incidents that the user reads, the oldest first."""
        person = Q(person=self.person_id) | Q(person__merged_into=self.person_id)
        parts = Involvement.objects.filter(person, incident__in=Incident.objects.readable_by(user))
        return parts.select_related("incident__school", "person").order_by("incident__reported_at", "incident")

    def undecided_by(self, user: User) -> models.QuerySet[Involvement]:
        decided = PartDecision.objects.filter(request=self, incident=OuterRef("incident"))
        return self.parts_for(user).exclude(Exists(decided))

    @classmethod
    @transaction.atomic
    def record(cls, person: Person, *, by: User, asked_by: str, received_on: date) -> "AccessRequest":
        """The clock runs from the day on which it came."""
        cls.access.require(by, "record", person)
        if received_on > clock.today():
            raise Refused("It cannot have come in the future.")
        due = months_after(received_on, 1)
        request = cls(
            school=person.school, person=person, asked_by=asked_by, received_on=received_on, due_on=due, by=by,
            at=clock.now(),
        )  # fmt: skip
        request.save_as(by, "Recorded")
        return request

    @transaction.atomic
    def extend(self, *, by: User, reason: str) -> None:
        """Two months more, once, because it is complex; whoever asks is told within the first month."""
        self.lock()
        self.access.require(by, "extend", self)
        if clock.today() > self.due_on:
            raise Refused("It is overdue: it could be extended only before.")
        self.due_on, self.extended_because = months_after(self.received_on, 3), reason
        self.save_as(by, reason)

    @transaction.atomic
    def decide(
        self, incident: Incident, *, by: User, left_out: str = "", note: str = "", as_written: Iterable[str] = ()
    ) -> None:
        """What of this incident is handed over: all with others' names replaced, or nothing, because (a reason).

        `as_written`: names that stay, being those of nobody in the record, as incidents.names.redaction has them.
        """
        incident.lock()
        self.lock()
        self.access.require(by, "decide", self)
        if not self.parts_for(by).filter(incident=incident).exists():
            raise Refused("This person is no part of that incident.")
        self.access.require(by, "decide_on", incident)
        decision = PartDecision.objects.filter(request=self, incident=incident).first()
        decision = decision or PartDecision(request=self, incident=incident)
        decision.left_out, decision.note, decision.by, decision.at = left_out, note, by, clock.now()
        decision.as_written = "" if left_out else "\n".join(sorted(as_written))
        decision.save_as(by, note)

    @transaction.atomic
    def answer(self, *, by: User, answered_on: date, how: str) -> None:
        """It was handed over, or refused: how, when."""
        self.lock()
        self.access.require(by, "answer", self)
        if answered_on < self.received_on:
            raise Refused("It came later than that.")
        self.answered_on, self.answered_how = answered_on, how
        self.save_as(by, "Answered")


class PartDecision(Record):
    """Whether one incident is in the answer to a request; if not, by which reason of the law."""

    class Reason(models.TextChoices):
        """Data Protection Act 2018, schedules 2 and 3."""

        CRIME = "crime", "It would prejudice preventing or finding out a crime (schedule 2, paragraph 2)"
        OTHERS = "others", "It tells of somebody else, who has not agreed (schedule 2, paragraph 16)"
        PRIVILEGE = "privilege", "It is advice of a lawyer (schedule 2, paragraph 19)"
        SERIOUS_HARM = "serious_harm", "It could do serious harm to somebody (schedule 3, paragraph 19)"
        CHILD_ABUSE = (
            "child_abuse",
            "It tells of abuse of a child, and telling is not best for them (schedule 3, paragraph 21)",
        )

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="decisions")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    left_out = models.CharField("left out because", max_length=12, choices=Reason, blank=True)
    note = models.TextField("what was weighed", blank=True)
    as_written = models.TextField("names left as they were written, each on a line", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    history = records()
    sealed_in = "request.school_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "incident"], name="incident_is_decided_once_for_a_request"),
            models.CheckConstraint(
                condition=Q(left_out="") | ~Q(note=""), name="what_is_left_out_says_what_was_weighed"
            ),
        ]

    def __str__(self) -> str:
        return self.get_left_out_display() or "Handed over"

    @property
    def left_as_written(self) -> frozenset[str]:
        return frozenset(self.as_written.splitlines())


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    def readable_by(self, user: User) -> Self:
        """One's own: a file holds what its maker reads."""
        return self.filter(made_for=user, request__in=AccessRequest.objects.readable_by(user))

    def over(self) -> Self:
        """Whose time is over."""
        return self.filter(deleted_at=None, made_at__lte=clock.now() - KEPT_FOR)


class AnswerFile(Record):
    """The file that answers a request, as the one who had it made reads the records. Its content is deleted later."""

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="files")
    made_for = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    incidents = models.PositiveIntegerField("incidents in it", default=0)
    approved_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    history = records()
    sealed_in = "request.school_id"

    objects = AnswerFileQuerySet.as_manager()
    access = RequestAccess

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(made_at__isnull=False), name="only_a_file_that_is_made_is_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"File for {self.request}"

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()

    @property
    def is_outdated(self) -> bool:
        """Something was decided after it was made."""
        return self.made_at is not None and self.request.decisions.filter(at__gt=self.made_at).exists()

    @transaction.atomic
    def approve(self, *, by: User) -> None:
        """Somebody has read what is in it and what is not: it may be taken."""
        self.lock()
        self.access.require(by, "approve", self)
        self.approved_at = clock.now()
        self.save_as(by, "Approved")

    @transaction.atomic
    def forget(self) -> None:
        """Its time is over: the content is deleted; that it was there stays."""
        self.lock()
        FileContent.objects.filter(file=self).delete()
        self.deleted_at = clock.now()
        self.save_as(None, "Deleted: its time was over")


class FileContent(models.Model):
    """The bytes of a file, for as long as it is kept."""

    file = models.OneToOneField(AnswerFile, on_delete=models.CASCADE, related_name="content")
    zip = models.BinaryField()

    def __str__(self) -> str:
        return str(self.file)


class Taking(Line):
    """Somebody took the file of an answer."""

    sealed_in = "file.request.school_id"
    sealed_as = "taking"
    sealed_by = "user_id"

    file = models.ForeignKey(AnswerFile, on_delete=models.PROTECT, related_name="takings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} took it"
