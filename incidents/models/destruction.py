"""How a file of the evidence ends: destroyed as the Police instruct, by two people."""

from functools import partial
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from core import clock
from core.access import Refused
from core.history import records
from core.models import Record
from incidents.access import DestructionAccess
from incidents.evidence import storage
from incidents.querysets import account, accused_accounts, alleged_against, stepped_back
from incidents.typed_names import may_be_meant
from people.models import Membership, User
from people.roles import Role, roles_of

from .incident import Incident

# Who is the second of two people in a destruction: the first of these roles that anybody eligible holds.
SECONDS = (Role.SENIOR_LEADER, Role.CHAIR_OF_GOVERNORS)


class DestructionQuerySet(models.QuerySet["Destruction"]):
    def to_confirm_by(self, user: User) -> Self:
        """Those of which the user is the second person, or was, and neither accused nor stepped back.

        They see what is to be destroyed, by its fingerprint, and nothing of the record. That it is to be destroyed
        tells of the incident: nobody else learns that there is one, so the rule that opens it is asked of each.
        """
        of_schools = Incident.objects.filter(school__in=roles_of(user).schools(*SECONDS))
        free = of_schools.exclude(alleged_against(user)).exclude(stepped_back(user))
        here = self.filter(evidence__incident__in=free).select_related("evidence__incident__school")
        return self.filter(pk__in=[asked.pk for asked in here if asked.access.allows(user, "read", asked)])

    def waiting(self) -> Self:
        return self.filter(confirmed_at=None)


class Destruction(Record):
    """Evidence is destroyed as the Police instruct: one person asks, another one confirms, and the file is gone.

    Confirmed, it is the certificate and is never changed. Called off before, its history keeps that it was asked for.
    """

    evidence = models.OneToOneField("incidents.Evidence", on_delete=models.PROTECT, related_name="destruction")
    police_reference = models.CharField("reference of the Police", max_length=60)
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("asked", default=clock.now)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("destroyed", null=True, blank=True)
    confirmed_as = models.CharField("role of who confirmed", max_length=60, blank=True)

    objects = DestructionQuerySet.as_manager()
    access = DestructionAccess
    history = records()
    sealed_in = "evidence.incident.school_id"

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")), name="destruction_has_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None, confirmed_as="")
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_destruction_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(police_reference="") & ~Q(reason=""), name="destruction_has_the_reference_of_the_police"
            ),
        ]

    def __str__(self) -> str:
        return f"Destruction, {self.police_reference}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:destruction", args=[self.pk])

    def lock(self) -> Self:
        try:
            return super().lock()
        except Destruction.DoesNotExist:
            raise Refused("It was called off in the meantime: nothing is destroyed.") from None

    def seconds(self) -> list[User]:
        """Who may confirm it: the senior leaders who are no part of it nor close to it; else the chair."""
        incident = self.evidence.incident
        barred = {
            self.asked_by_id,
            *incident.involvements.order_by().values_list(account(), flat=True),
            *incident.interests.order_by().values_list("user", flat=True),
            *accused_accounts([incident]),
        }
        for role in SECONDS:
            holders = Membership.objects.contacts(incident.school, role)
            barred |= may_be_meant(incident, [holder.user for holder in holders])
            if users := [holder.user for holder in holders if holder.user_id not in barred]:
                return list(dict.fromkeys(users))
        return []

    @transaction.atomic
    def confirm(self, *, by: User) -> None:
        """The second of two people: the bytes are removed once this is written; the fingerprints stay."""
        evidence = self.evidence
        incident = evidence.lock_both()
        self.lock()
        self.evidence = evidence
        self.access.require(by, "confirm", self)
        self.confirmed_by, self.confirmed_at = by, clock.now()
        self.confirmed_as = self._role_of(by)
        self.save_as(by, "Confirmed")
        incident.note(
            f"Evidence “{evidence}” destroyed as the Police instruct ({self.police_reference}): asked for by "
            f"{self.asked_by}, confirmed by {by}. SHA-256 {evidence.sha256}",
            by=by,
            verb="destroy_evidence",
        )
        for key, _ in evidence.copies:
            transaction.on_commit(partial(storage.remove, key))

    @transaction.atomic
    def call_off(self, *, by: User, reason: str) -> None:
        """It is not to be destroyed after all."""
        evidence = self.evidence
        incident = evidence.lock_both()
        self.lock()
        self.evidence = evidence
        self.access.require(by, "call_off", self)
        self.delete_as(by, reason)
        incident.note(f"Destruction of evidence “{evidence}” called off. {reason}", by=by, verb="call_off_destruction")

    def _role_of(self, user: User) -> str:
        held = roles_of(user).at(self.evidence.incident.school_id)
        return next((str(role.label) for role in SECONDS if role in held), "")
