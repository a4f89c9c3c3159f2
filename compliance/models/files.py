"""The file that answers a request for access: made, approved, taken, deleted."""

from datetime import timedelta
from typing import Self

from django.db import models, transaction
from django.db.models import Q

from core import clock
from core.history import records
from core.models import Line, Record
from incidents.models import Export, Incident
from people.models import User

from ..access import RequestAccess
from .requests import AccessRequest

KEPT_FOR = timedelta(days=30)  # a file that was made: long enough to hand it over


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
    stopped_because = models.CharField("why it was not made", max_length=300, blank=True)
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
            models.CheckConstraint(
                condition=Q(stopped_because="") | Q(made_at=None), name="file_that_was_not_made_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"File for {self.request}"

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()

    @property
    def is_outdated(self) -> bool:
        """Something was decided after it was made, or its maker reads no longer all that is in it."""
        if self.made_at is None:
            return False
        return self.request.decisions.filter(at__gt=self.made_at).exists() or self.holds_what_its_maker_reads_no_more

    @property
    def holds_what_its_maker_reads_no_more(self) -> bool:
        """Who was accused in one of its incidents since, or has stepped back, neither approves nor takes it."""
        made = Export.objects.filter(user=self.made_for, sha256=self.sha256)
        readable = Incident.objects.readable_by(self.made_for)
        return Incident.objects.filter(exports__in=made).exclude(pk__in=readable.values("pk")).exists()

    @transaction.atomic
    def stop(self, because: str) -> None:
        """It is not made: who asked for it reads why."""
        self.lock()
        self.stopped_because = because
        self.save_as(None, because)

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
