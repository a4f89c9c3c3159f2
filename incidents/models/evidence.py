"""Files as evidence: what is attached to an incident, who opened it, to whom it was handed, how it ended."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from core import clock
from core.access import Refused
from core.dates import short_moment
from core.history import records
from incidents.access import EvidenceAccess
from incidents.access.evidence import LOOKS_AFTER_FILES
from incidents.evidence import storage
from incidents.evidence.checking import ENDINGS, FileType
from incidents.evidence.encryption import DamagedError
from people.models import User
from people.roles import roles_of
from people.telling import tell

from .destruction import Destruction
from .incident import Incident
from .incident.base import A_DOUBLE_CLICK
from .stored_file import Stored

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .evidence_custody import Handing, Viewing


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def readable_by(self, user: User) -> Self:
        """Of the incidents that the user reads. Whether a file may be opened is asked of the rule each time."""
        return self.filter(incident__in=Incident.objects.readable_by(user))

    def stored(self) -> Self:
        """All but what was destroyed: whose files are to be there."""
        return self.filter(disposed_at=None).exclude(destruction__confirmed_at__isnull=False)

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

    disposed_at = models.DateTimeField("destroyed at the end of its time", null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()
    access = EvidenceAccess
    history = records()
    sealed_in = "incident.school_id"

    if TYPE_CHECKING:
        destruction: Destruction
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
    def end_in_words(self) -> str:
        """How a file that is not there any more came to its end."""
        return "destroyed at the end of its time" if self.disposed_at else "destroyed as the Police instructed"

    @property
    def is_destroyed(self) -> bool:
        if self.disposed_at is not None:
            return True
        return hasattr(self, "destruction") and self.destruction.confirmed_at is not None

    def download_name(self, copy: str) -> str:
        """What the file is called once it has left: of our own making, so that nothing in it does anything."""
        which = "" if not self.is_picture else "-original" if copy == self.Copy.ORIGINAL else "-shown"
        return f"{self.incident.reference}-evidence-{self.pk}{which}.{ENDINGS[FileType(self.content_type)]}"

    def lock_both(self) -> Incident:
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
            incident = self.lock_both()
            self.access.require(by, "open", self)
            key, sha256 = self._stored(copy)
            try:
                pieces = storage.open_verified(key, sha256=sha256)
            except DamagedError as damaged:
                said = f"Evidence “{self}” could not be opened: {damaged} SHA-256 {self.sha256}"
                incident.note(said, by=by, verb="evidence_damaged")
            else:
                self.viewings.create(user=by, copy=copy)
                return self._while_files_open(pieces)
        raise Refused(
            "This file is not what was attached: where it is stored it was changed, damaged or lost. It is not shown. "
            "Tell your administrator; a backup may have it."
        )

    def _while_files_open(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Nothing of it, where all files were stopped after the lock was left and before the first piece is given."""
        stopped = Incident.objects.filter(pk=self.incident_id, images_of_children=True)
        if not stopped.exists():
            yield from pieces

    @transaction.atomic
    def withdraw(self, *, by: User, reason: str) -> None:
        """Say that it is no evidence after all, or was attached in error. It stays, and the authority can open it."""
        incident = self.lock_both()
        self.access.require(by, "withdraw", self)
        self.withdrawn_by, self.withdrawn_at, self.withdrawn_because = by, clock.now(), reason
        self.save_as(by, reason)
        incident.note(f"Evidence “{self}” withdrawn. {reason}", by=by, verb="withdraw_evidence")

    @transaction.atomic
    def hand_over(self, *, by: User, to: str, reference: str, how: str, at: datetime | None = None) -> None:
        """Write down that it, or a copy of it, was given to somebody outside, now or `at`.

        A double click is one handing.
        """
        incident = self.lock_both()
        self.access.require(by, "hand_over", self)
        at, said = at or clock.now(), {"by": by, "to": to, "reference": reference, "how": how}
        if at < self.attached_at.replace(second=0, microsecond=0):  # a form asks for minutes
            raise Refused(
                f"It was attached {short_moment(self.attached_at)}: what was handed over before that was not this "
                "file. Write it down as an entry."
            )
        at = max(at, self.attached_at)
        if self.handings.filter(**said, at__gt=at - A_DOUBLE_CLICK, at__lt=at + A_DOUBLE_CLICK).exists():
            return
        self.handings.create(**said, at=at)
        known_by = f", their reference {reference}" if reference else ""
        text = f"Evidence “{self}” handed to {to}{known_by}, {short_moment(at)}: {how}"
        incident.note(text, by=by, verb="hand_over_evidence")

    @transaction.atomic
    def ask_destruction(self, *, by: User, police_reference: str, reason: str) -> Destruction:
        """The first of two people: the Police have said that it is to be destroyed."""
        incident = self.lock_both()
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
