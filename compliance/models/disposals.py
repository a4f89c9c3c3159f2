"""What goes when its time is over: kept by a legal hold, or asked for by one person and confirmed by another."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from core import clock
from core.history import records
from core.models import Record
from incidents.models import Incident, Involvement
from incidents.querysets import alleged_against, stepped_back
from people.models import Person, School, User
from people.roles import Role, roles_of
from people.telling import tell

from ..access import RetentionAccess
from ..access.disposals import DISPOSES, HOLDS_ENTRIES, SECONDS, entries_of_heads
from ..rules import Due, Rule
from .second_person import seconds_of

ONE_OF_BOTH = Q(incident__isnull=False, person=None) | Q(incident=None, person__isnull=False)


class HoldQuerySet(models.QuerySet["Hold"]):
    def readable_by(self, user: User) -> Self:
        """Of incidents that the user reads; of the register where the user keeps what is due. None of their own."""
        roles = roles_of(user)
        of_heads = entries_of_heads(roles.schools(Role.CHAIR_OF_GOVERNORS))
        theirs = Q(school__in=roles.schools(*HOLDS_ENTRIES)) | Q(person__in=of_heads)
        entries = Q(incident=None) & theirs & ~Q(person__in=Person.objects.own_entries(user))
        return self.filter(Q(incident__in=Incident.objects.readable_by(user)) | entries)

    def in_force(self) -> Self:
        return self.filter(lifted_at=None)

    def on_incident(self, incident: Incident | int) -> Self:
        """On the incident itself, or on anybody who is part of it."""
        people = Involvement.objects.filter(incident=incident).exclude(person=None).order_by()
        counts = people.values_list(Coalesce("person__merged_into", "person"))
        entries = Person.objects.filter(Q(pk__in=counts) | Q(merged_into__in=counts))
        return self.in_force().filter(Q(incident=incident) | Q(person__in=entries))


class Hold(Record):
    """A record that stays although its time is over: a claim, an inquiry, a request. While it lasts nothing goes."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="holds")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="holds")
    reason = models.TextField("why it is held back")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField("let go again", null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = records()

    objects = HoldQuerySet.as_manager()
    access = RetentionAccess

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_OF_BOTH, name="hold_is_on_an_incident_or_an_entry"),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="lifted_hold_says_when_and_by_whom",
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(lifted_at=None), name="incident_is_held_back_once"
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="entry_is_held_back_once"),
        ]

    def __str__(self) -> str:
        return f"Hold on {self.incident or self.person}"

    @classmethod
    @transaction.atomic
    def on(cls, record: Incident | Person, *, by: User, reason: str) -> "Hold":
        """Hold the record of an incident, or all of a person, back."""
        record.lock()
        is_incident = isinstance(record, Incident)
        cls.access.require(by, "hold_incident" if is_incident else "hold_entry", record)
        hold = cls(school=record.school, reason=reason, by=by, at=clock.now(), **_named(record))
        hold.save_as(by, reason)
        if isinstance(record, Incident):
            record.note(f"Placed on legal hold. {reason}", by=by, verb="hold")
        return hold

    @transaction.atomic
    def lift(self, *, by: User, reason: str) -> None:
        """It may go again when its time is over."""
        record = self.incident or self.person
        assert record is not None  # noqa: S101  one of the two, by constraint
        record.lock()
        self.lock()
        self.access.require(by, "lift", self)
        self.lifted_at, self.lifted_by = clock.now(), by
        self.save_as(by, reason)
        if self.incident:
            self.incident.note(f"Legal hold lifted. {reason}", by=by, verb="lift_hold")


class DisposalQuerySet(models.QuerySet["Disposal"]):
    def readable_by(self, user: User) -> Self:
        """Of what the user asks for; and what the user may confirm as the second of two people, or has confirmed.

        They see what it is and by which rule, and nothing of the record. That it is to go tells of the incident: no
        other senior leader learns that there is one, so the rule that lets them confirm is asked of each. One that was
        called off is there for them too, to read why. Nobody who is accused in it by now, or stepped back.
        """
        roles = roles_of(user)
        asks = Q(incident__in=Incident.objects.readable_by(user), school__in=roles.schools(*DISPOSES))
        entries = Q(incident=None, school__in=roles.schools(Role.HEADTEACHER, *SECONDS))
        free = Incident.objects.exclude(alleged_against(user)).exclude(stepped_back(user))
        confirmed = Q(confirmed_by=user, incident__in=free, school__in=roles.schools(*SECONDS))
        may_confirm = Q(pk__in=_to_confirm_by(user, roles.schools(*SECONDS)))
        return self.filter(asks | entries | confirmed | may_confirm)

    def permits(self) -> models.QuerySet["Disposal", Any]:
        """What the certificates of what they erased call them: as `str` does."""
        return self.annotate(permit=Concat(Value("Disposal "), Cast("pk", models.CharField()))).values("permit")

    def not_called_off(self) -> Self:
        """Asked for, confirmed or done: nobody asks for the same once more."""
        return self.filter(called_off_at=None)

    def waiting(self) -> Self:
        """Asked for, and confirmed by nobody; the first asked for first."""
        return self.not_called_off().filter(confirmed_at=None).order_by("asked_at", "pk")


class Disposal(Record):
    """A record goes, its time being over: asked for, confirmed by another, erased. It stays as the certificate."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="disposals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="disposals")
    rule = models.CharField(max_length=16, choices=Rule)
    due_on = models.DateField("its time was over on")
    reason = models.TextField("why it is not kept longer")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_as = models.CharField("role of who confirmed", max_length=60, blank=True)
    is_fallback = models.BooleanField(
        "confirmed by a governor", default=False, help_text="There was no senior leader who could."
    )
    called_off_at = models.DateTimeField("called off", null=True, blank=True)
    called_off_because = models.TextField(blank=True)
    done_at = models.DateTimeField("erased", null=True, blank=True)
    files = models.PositiveIntegerField("stored files destroyed", default=0)
    history = records()

    objects = DisposalQuerySet.as_manager()
    access = RetentionAccess

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_OF_BOTH, name="disposal_is_of_an_incident_or_an_entry"),
            models.CheckConstraint(condition=~Q(reason=""), name="disposal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")), name="disposal_has_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_disposal_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(confirmed_at__isnull=False, called_off_at=None),
                name="what_is_erased_was_confirmed",
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(called_off_at=None), name="incident_is_disposed_of_once"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(called_off_at=None), name="entry_is_disposed_of_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("compliance:disposal", args=[self.pk])

    @property
    def of(self) -> str:
        """What goes, as it is called: once it has gone, by nothing that names anybody."""
        if self.incident:
            return f"Incident {self.incident.reference}"
        return f"Entry {self.person_id} of the register" if self.done_at else f"{self.person}, entry of the register"

    @classmethod
    @transaction.atomic
    def ask(cls, record: Incident | Person, due: Due, *, by: User, reason: str) -> "Disposal":
        """The first of two people: its time is over, and there is no reason to keep it."""
        record.lock()
        cls.access.require(by, "ask_incident" if isinstance(record, Incident) else "ask_entry", record)
        asked = cls(
            school=record.school, rule=due.rule, due_on=due.on, reason=reason, asked_by=by, asked_at=clock.now(),
            **_named(record),
        )  # fmt: skip
        asked.save_as(by, "Asked for")
        tell(
            asked.seconds(),
            label="Records whose time is over",
            wanted="Confirm that a record is erased, or call it off.",
            path=asked.get_absolute_url(),
            school=asked.school,
        )
        return asked

    def seconds(self) -> list[User]:
        """Who may confirm it: senior leaders who are no part of it nor close to it; else the chair."""
        [users] = seconds_of([self])
        return users

    def held_because(self) -> str:
        """The reason for which it is on legal hold now; empty where it is not."""
        holds = Hold.objects.on_incident(self.incident) if self.incident else self._holds_on_entry()
        hold = holds.first()
        return hold.reason if hold else ""

    def _holds_on_entry(self) -> HoldQuerySet:
        return Hold.objects.in_force().filter(Q(person=self.person) | Q(person__merged_into=self.person))

    @transaction.atomic
    def confirm(self, *, by: User) -> None:
        """The second of two people. Who runs the worker erases it then."""
        self.lock_record()
        self.lock()
        self.access.require(by, "confirm", self)
        held = roles_of(by).at(self.school_id)
        role = next((role for role in SECONDS if role in held), None)
        self.confirmed_by, self.confirmed_at = by, clock.now()
        self.confirmed_as = str(role.label) if role else ""
        self.is_fallback = role != Role.SENIOR_LEADER
        self.save_as(by, "Confirmed")

    @transaction.atomic
    def call_off(self, *, by: User, reason: str) -> None:
        """It stays after all."""
        self.lock()
        self.access.require(by, "call_off", self)
        self.stop(reason, by=by)

    def stop(self, reason: str, *, by: User | None = None) -> None:
        """It cannot go now: it has to be asked for anew."""
        self.called_off_at, self.called_off_because = clock.now(), reason
        self.save_as(by, reason)

    def lock_record(self) -> Incident | Person:
        """What it is about, locked."""
        record = self.incident or self.person
        assert record is not None  # noqa: S101  one of the two, by constraint
        return record.lock()


def _to_confirm_by(user: User, schools: Collection[int]) -> list[int]:
    """Keys of those of these schools, of incidents and not carried out, that the user may confirm, or might have."""
    if not schools:
        return []
    here = Disposal.objects.filter(school__in=schools, incident__isnull=False, done_at=None).exclude(asked_by=user)
    found = list(here.select_related("school", "incident__school").order_by())
    return [asked.pk for asked, users in zip(found, seconds_of(found), strict=True) if user in users]


def _named(record: Incident | Person) -> dict[str, Incident | Person]:
    return {"incident" if isinstance(record, Incident) else "person": record}
