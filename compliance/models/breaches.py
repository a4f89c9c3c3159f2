"""A personal data breach: when it was found out, how bad it is, who was told, or why not (UK GDPR, articles 33, 34)."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from core import clock
from core.access import Refused
from core.history import records
from core.models import Record
from core.words import counted
from incidents.models import Incident
from people.models import Membership, School, User
from people.roles import Role, roles_of
from people.telling import tell

from ..access import BreachAccess
from ..access.breaches import DECIDES_BREACHES, KEEPS_BREACHES

TELL_WITHIN = timedelta(hours=72)  # article 33(1): from becoming aware of it
AN_HOUR = timedelta(hours=1)


class BreachQuerySet(models.QuerySet["Breach"]):
    def readable_by(self, user: User) -> Self:
        """Of the schools where the user keeps them. What comes from an incident: where the user reads that, too."""
        roles = roles_of(user)
        kept = Q(incident=None, school__in=roles.schools(*KEEPS_BREACHES))
        ours = roles.schools(*KEEPS_BREACHES, Role.CHAIR_OF_GOVERNORS)
        of_incident = Q(incident__in=Incident.objects.readable_by(user), school__in=ours)
        return self.filter(kept | of_incident)

    def undecided(self) -> Self:
        """Of which it is not said whether the regulator was told; the first to be due first."""
        found = self.filter(closed_at=None, regulator_told_at=None, regulator_reason="")
        return found.order_by("found_at", "pk")


class Breach(Record):
    """Personal data that got out, was lost or was changed. Every one is kept, also where nobody had to be told."""

    class Risk(models.TextChoices):
        UNLIKELY = "unlikely", "Unlikely to be a risk to anybody"
        RISK = "risk", "A risk: the regulator is told"
        HIGH = "high", "A high risk: the people are told, too"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="breaches")
    incident = models.OneToOneField(
        Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="breach", verbose_name="from incident"
    )
    what = models.TextField("what happened, and to which data")
    found_at = models.DateTimeField("found out")
    affected = models.PositiveIntegerField("how many people, about", null=True, blank=True)
    risk = models.CharField(max_length=8, choices=Risk, blank=True)
    risk_reason = models.TextField("why it is judged so", blank=True)
    measures = models.TextField("what was done about it", blank=True)
    regulator_told_at = models.DateTimeField("regulator told", null=True, blank=True)
    regulator_told_by = models.CharField("who told the regulator", max_length=150, blank=True)
    regulator_reference = models.CharField("reference of the regulator", max_length=60, blank=True)
    regulator_reason = models.TextField("why the regulator was not told, or not within 72 hours", blank=True)
    people_told_on = models.DateField("people told", null=True, blank=True)
    people_said = models.TextField("how the people were told, or why not", blank=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    history = records()

    objects = BreachQuerySet.as_manager()
    access = BreachAccess

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name_plural = "breaches"
        indexes = [models.Index(fields=["school", "-found_at", "-id"], name="breaches_newest_first")]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="breach_says_what_happened"),
            models.CheckConstraint(condition=Q(found_at__lte=F("recorded_at")), name="breach_is_found_before_recorded"),
            models.CheckConstraint(
                condition=Q(regulator_told_at=None, regulator_told_by="", regulator_reference="")
                | Q(regulator_told_at__gte=F("found_at")) & ~Q(regulator_told_by=""),
                name="regulator_was_told_by_somebody_after_it_was_found",
            ),
            models.CheckConstraint(
                condition=Q(people_told_on=None) | ~Q(people_said=""), name="people_were_told_in_some_way"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False)
                & ~Q(risk="")
                & ~Q(people_said="")
                & (Q(regulator_told_at__isnull=False) | ~Q(regulator_reason="")),
                name="closed_breach_says_who_was_told_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"Data breach {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("compliance:breach", args=[self.pk])

    @property
    def due_at(self) -> datetime:
        """Until when the regulator is to be told."""
        return self.found_at + TELL_WITHIN

    @property
    def is_decided(self) -> bool:
        """It is said that the regulator was told, or why not."""
        return self.regulator_told_at is not None or self.regulator_reason != ""

    @property
    def is_overdue(self) -> bool:
        return not self.is_decided and clock.now() > self.due_at

    @property
    def was_told_late(self) -> bool:
        return self.regulator_told_at is not None and self.regulator_told_at > self.due_at

    @property
    def left_in_words(self) -> str:
        """How much of the 72 hours is left: "15 hours left", "2 hours over"."""
        hours, more = divmod(abs(self.due_at - clock.now()), AN_HOUR)
        if clock.now() <= self.due_at:
            return f"{counted(hours, 'hour')} left" if hours else "Less than an hour left"
        return f"{counted(hours + bool(more), 'hour')} over"

    @classmethod
    @transaction.atomic
    def record(
        cls, *, by: User, school: School, what: str, found_at: datetime, affected: int | None = None
    ) -> "Breach":
        """Write it into the register: the clock runs from the moment at which it was found out."""
        cls.access.require(by, "record", school)
        return cls._begin(by, None, school=school, what=what, found_at=found_at, affected=affected)

    @classmethod
    @transaction.atomic
    def open_from(cls, incident: Incident, *, by: User, **said: Any) -> "Breach":
        """Write it into the register from an incident that may be one: `what`, `found_at`, `affected`."""
        incident.lock()
        cls.access.require(by, "open_breach", incident)
        breach = cls._begin(by, incident, school=incident.school, **said)
        incident.note("Entered into the register of data breaches.", by=by, verb="open_breach")
        return breach

    @classmethod
    def _begin(cls, by: User, incident: Incident | None, **said: Any) -> "Breach":
        if said["found_at"] > clock.now():
            raise Refused("The moment at which it was found out cannot be in the future.")
        breach = cls(incident=incident, recorded_by=by, recorded_at=clock.now(), **said)
        breach.save_as(by, "Recorded")
        tell(
            [user for user in breach.deciders() if user != by],
            label="A data breach",
            wanted="Decide whether the regulator is told: it has to be within 72 hours.",
            path=breach.get_absolute_url(),
            school=breach.school,
        )
        return breach

    def deciders(self) -> list[User]:
        """Who decides whom to tell, and may read it."""
        holders = Membership.objects.contacts(self.school, *DECIDES_BREACHES)
        users = {holder.user_id: holder.user for holder in holders}
        return [user for user in users.values() if self.access.allows(user, "read", self)]

    @transaction.atomic
    def assess(self, *, by: User, **said: Any) -> None:
        """How many people it concerns, how high the risk is and why, what was done: `affected`, `risk`, …"""
        self._work(by, "assess", "Assessed", **said)

    @transaction.atomic
    def tell_regulator(
        self, *, by: User, told_at: datetime | None, told_by: str = "", reference: str = "", reason: str = ""
    ) -> None:
        """The regulator was told: when, by whom. Or not, because; later than 72 hours needs the reason, too."""
        if told_at and told_at < self.found_at:
            raise Refused("The regulator cannot have been told before it was found out.")
        if told_at and told_at > clock.now():
            raise Refused("The moment at which the regulator was told cannot be in the future.")
        if not reason and (told_at is None or told_at > self.due_at):
            raise Refused("Say why the regulator was not told, or not within 72 hours.")
        self._work(
            by, "tell_regulator", "The regulator was told" if told_at else "The regulator was not told",
            regulator_told_at=told_at, regulator_told_by=told_by if told_at else "",
            regulator_reference=reference if told_at else "", regulator_reason=reason,
        )  # fmt: skip

    @transaction.atomic
    def tell_people(self, *, by: User, told_on: date | None, said: str) -> None:
        """The people were told, how; or not, because (article 34: they are, where the risk is high)."""
        why = "The people were told" if told_on else "The people were not told"
        self._work(by, "tell_people", why, people_told_on=told_on, people_said=said)

    @transaction.atomic
    def close(self, *, by: User) -> None:
        """Nothing is left to do."""
        self._work(by, "close", "Closed", closed_at=clock.now(), closed_by=by)

    @transaction.atomic
    def reopen(self, *, by: User, reason: str) -> None:
        """There is more to it."""
        self._work(by, "reopen", reason, closed_at=None, closed_by=None)

    def _work(self, by: User, verb: str, reason: str, **said: Any) -> None:
        self.lock()
        self.access.require(by, verb, self)
        for name, value in said.items():
            setattr(self, name, value)
        self.save_as(by, reason)
