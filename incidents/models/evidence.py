"""Files as evidence: what is attached to an incident, who opened it, to whom it was handed, how it ended."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from core import clock
from core.access import Refused
from core.history import records
from core.models import Record
from incidents.access import DestructionAccess, EvidenceAccess
from incidents.access.evidence import LOOKS_AFTER_FILES
from incidents.evidence import storage
from incidents.evidence.checking import ENDINGS, FileType
from incidents.evidence.encryption import DamagedError
from incidents.querysets import account, alleged_against, stepped_back
from people.models import Membership, User
from people.roles import Role, roles_of
from people.telling import tell

from .incident import Incident
from .incident.logged import A_DOUBLE_CLICK
from .stored import Stored

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .given import Handing, Viewing

# Who is the second of two people in a destruction: the first of these roles that anybody eligible holds.
SECONDS = (Role.SENIOR_LEADER, Role.CHAIR_OF_GOVERNORS)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def readable_by(self, user: User) -> Self:
        """Of the incidents that the user reads. Whether a file may be opened is asked of the rule each time."""
        return self.filter(incident__in=Incident.objects.readable_by(user))

    def stored(self) -> Self:
        """All but what was destroyed: whose files are to be there."""
        return self.exclude(destruction__confirmed_at__isnull=False)

    def damaged_for(self, user: User) -> Self:
        """Damaged files of the schools where the user looks after files; to be shown by their keys alone."""
        schools = roles_of(user).schools(*LOOKS_AFTER_FILES)
        return self.stored().filter(incident__school__in=schools, damaged_at__isnull=False)


class Evidence(Stored):
    """A file that somebody who handles an incident attached to it. Its content never changes."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=120)
    shows = models.TextField("what it shows", blank=True)
    filename = models.CharField("name of the file", max_length=120, help_text="As it came, for reading only.")
    content_type = models.CharField("type", max_length=20, choices=FileType)
    size = models.PositiveIntegerField(help_text="Bytes of the original.")
    attached_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField("attached", default=clock.now)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)
    withdrawn_because = models.TextField("reason", blank=True)

    objects = EvidenceQuerySet.as_manager()
    access = EvidenceAccess
    history = records()

    if TYPE_CHECKING:
        destruction: "Destruction"
        viewings: RelatedManager["Viewing"]
        handings: RelatedManager["Handing"]

    class Meta:
        ordering = ["attached_at", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "sha256"], condition=Q(withdrawn_at=None), name="evidence_is_attached_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="withdrawn_evidence_has_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(shown_key=None, shown_size=None, shown_sha256="")
                | (Q(shown_key__isnull=False, shown_size__isnull=False) & ~Q(shown_sha256="")),
                name="copy_for_showing_has_its_fingerprint",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("incidents:evidence-item", args=[self.incident.reference, self.pk])

    @property
    def is_picture(self) -> bool:
        return self.shown_key is not None

    @property
    def is_quarantined(self) -> bool:
        return self.incident.images_of_children and not self.is_destroyed

    @property
    def is_destroyed(self) -> bool:
        return hasattr(self, "destruction") and self.destruction.confirmed_at is not None

    def download_name(self, copy: str) -> str:
        """What the file is called once it has left: of our own making, so that nothing in it does anything."""
        which = "" if not self.is_picture else "-original" if copy == self.Copy.ORIGINAL else "-shown"
        return f"{self.incident.reference}-evidence-{self.pk}{which}.{ENDINGS[FileType(self.content_type)]}"

    def _lock_both(self) -> Incident:
        """Lock the incident first, as every verb on it does: its flag decides about its files."""
        incident = self.incident
        incident.lock()
        self.lock()
        self.incident = incident
        return incident

    def open(self, *, by: User, copy: str) -> Iterator[bytes]:
        """The plain bytes in pieces, and the line that says who opened it.

        What is not what was attached is not given: that is said, and written into the chronology.
        """
        with transaction.atomic():
            incident = self._lock_both()
            self.access.require(by, "open", self)
            key, sha256 = self._stored(copy)
            try:
                pieces = storage.open_verified(key, sha256=sha256)
            except DamagedError as damaged:
                incident.note(f"Evidence “{self}” could not be opened: {damaged}", by=by, verb="evidence_damaged")
            else:
                self.viewings.create(user=by, copy=copy)
                return pieces
        raise Refused(
            "This file is not what was attached: where it is stored it was changed, damaged or lost. It is not shown. "
            "Tell your administrator; a backup may have it."
        )

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str) -> None:
        """Say that it is no evidence after all, or was attached in error. It stays, and the authority can open it."""
        incident = self._lock_both()
        self.access.require(by, "withdraw", self)
        self.withdrawn_by, self.withdrawn_at, self.withdrawn_because = by, clock.now(), reason
        self.save_as(by, reason)
        incident.note(f"Evidence “{self}” withdrawn. {reason}", by=by, verb="withdraw_evidence")

    @transaction.atomic
    def hand_over(self, *, by: User, to: str, reference: str, how: str) -> None:
        """Write down that it, or a copy of it, was given to somebody outside. A double click is one handing."""
        incident = self._lock_both()
        self.access.require(by, "hand_over", self)
        said = {"by": by, "to": to, "reference": reference, "how": how}
        if self.handings.filter(**said, at__gte=clock.now() - A_DOUBLE_CLICK).exists():
            return
        self.handings.create(**said)
        known_by = f", their reference {reference}" if reference else ""
        incident.note(f"Evidence “{self}” handed to {to}{known_by}: {how}", by=by, verb="hand_over_evidence")

    @transaction.atomic
    def ask_destruction(self, *, by: User, police_reference: str, reason: str) -> "Destruction":
        """The first of two people: the Police have said that it is to be destroyed."""
        incident = self._lock_both()
        self.access.require(by, "ask_destruction", self)
        asked = Destruction(evidence=self, police_reference=police_reference, reason=reason, asked_by=by)
        seconds = asked.seconds()
        if not seconds:
            raise Refused(
                "Nobody is there who could confirm it: no senior leader and no chair of governors but you. Give "
                "somebody the role first."
            )
        asked.save_as(by, reason)
        incident.note(
            f"Destruction of evidence “{self}” asked for, as the Police instruct ({police_reference}). {reason}",
            by=by,
            verb="ask_destruction",
        )
        wanted = "Confirm that evidence is destroyed as the Police instruct, or tell the head why not."
        path = asked.get_absolute_url()
        tell(seconds, label=incident.reference, wanted=wanted, path=path, school=incident.school)
        return asked


class DestructionQuerySet(models.QuerySet["Destruction"]):
    def to_confirm_by(self, user: User) -> Self:
        """Those in whose school the user holds a role of the second person, and is neither accused nor stepped back.

        They see what is to be destroyed, by its fingerprint, and nothing of the record.
        """
        here = Incident.objects.filter(school__in=roles_of(user).schools(*SECONDS))
        free = here.exclude(alleged_against(user)).exclude(stepped_back(user))
        return self.filter(evidence__incident__in=free)

    def waiting(self) -> Self:
        return self.filter(confirmed_at=None)


class Destruction(Record):
    """Evidence is destroyed as the Police instruct: one person asks, another one confirms, and the file is gone.

    Confirmed, it is the certificate and is never changed. Called off before, its history keeps that it was asked for.
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="destruction")
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

    def seconds(self) -> list[User]:
        """Who may confirm it: the senior leaders who are no part of it nor close to it; else the chair."""
        incident = self.evidence.incident
        barred = {
            self.asked_by_id,
            *incident.involvements.order_by().values_list(account(), flat=True),
            *incident.interests.order_by().values_list("user", flat=True),
        }
        for role in SECONDS:
            holders = Membership.objects.contacts(incident.school, role)
            if users := [holder.user for holder in holders if holder.user_id not in barred]:
                return list(dict.fromkeys(users))
        return []

    @transaction.atomic
    def confirm(self, *, by: User) -> None:
        """The second of two people: the bytes are removed once this is written; the fingerprints stay."""
        evidence = self.evidence
        incident = evidence._lock_both()
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
        for key in filter(None, (evidence.storage_key, evidence.shown_key)):
            transaction.on_commit(lambda key=key: storage.remove(key))  # type: ignore[misc]

    @transaction.atomic
    def call_off(self, *, by: User, reason: str) -> None:
        """It is not to be destroyed after all."""
        evidence = self.evidence
        incident = evidence._lock_both()
        self.lock()
        self.evidence = evidence
        self.access.require(by, "call_off", self)
        self.delete_as(by, reason)
        incident.note(f"Destruction of evidence “{evidence}” called off. {reason}", by=by, verb="call_off_destruction")

    def _role_of(self, user: User) -> str:
        held = roles_of(user).at(self.evidence.incident.school_id)
        return next((str(role.label) for role in SECONDS if role in held), "")
