"""Somebody asks for everything that is kept about them (UK GDPR, article 15): the clock, what is left out, the file."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from core import clock
from core.access import Refused
from core.dates import months_before
from core.history import records
from core.models import Record
from incidents.models import Incident, Involvement
from people.models import Person, School, User
from people.models.register import PersonQuerySet
from people.roles import roles_of

from ..access import RequestAccess
from ..access.requests import READS_REQUESTS, RECORDS_REQUESTS
from .decisions import PartDecision


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
        return self.filter(school__in=schools).exclude(person__in=Person.objects.own_entries(user))

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
        """This person's parts in the incidents that the user reads, the oldest first; there may be two in one."""
        entries = Person.objects.entries_of(self.person.counts_as)
        parts = Involvement.objects.filter(person__in=entries, incident__in=Incident.objects.readable_by(user))
        return parts.select_related("incident__school", "person").order_by("incident__reported_at", "incident", "pk")

    def undecided_by(self, user: User) -> models.QuerySet[Involvement]:
        """Those of them of which nobody has decided yet, or of which the decision is open again."""
        decided = PartDecision.objects.that_hold().filter(request=self, incident=OuterRef("incident"))
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
        self,
        incident: Incident,
        *,
        by: User,
        seen: str = "",
        left_out: str = "",
        note: str = "",
        as_written: Iterable[str] = (),
    ) -> None:
        """What of this incident is handed over: all with others' names replaced, or nothing, because (a reason).

        `seen`: the fingerprint of the texts and names that whoever decides was shown (compliance.chapters); without it
        nothing is handed over. `as_written`: names that stay, being those of nobody in the record, and the marks of
        texts that mean this person, not another of the same name, as incidents.names.redaction has them.
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
        decision.seen = "" if left_out else seen
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
