"""The documents of a report: as they were released, and as a draft was last drawn. Tables of their own, so that lists
stay light.
"""

import hashlib
import json
import logging
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from audit.verifying import columns_as_sealed
from core import clock
from core.access import Refused
from core.models import Line
from people.models import User

from .editions import fingerprint_of_figures
from .reports import FROZEN, GovernorReport

logger = logging.getLogger(__name__)
CHANGED_SINCE = (
    "What is stored of this report is not what was released, so none of its documents is given out. Tell the head."
)


class ReleasedDocument(Line):
    """What was released, byte for byte: the report, its copy to keep with the tables inside, and one page of it."""

    sealed_in = "report.school_id"
    sealed_as = "release"
    sealed_by = "report.released_by_id"

    report = models.OneToOneField(GovernorReport, on_delete=models.PROTECT, primary_key=True, related_name="document")
    pdf = models.BinaryField()
    archive = models.BinaryField("PDF/A-3 with the tables as CSV", default=bytes)
    page = models.BinaryField("one page for a meeting", default=bytes)
    figures_sha256 = models.CharField("fingerprint of the figures and of whose they are", max_length=64)

    def __str__(self) -> str:
        return self.report.file_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refused(FROZEN)
        super().save(*args, **kwargs)

    @cached_property
    def _sealed(self) -> frozenset[str]:
        return columns_as_sealed(self)

    def copy_of(self, of: str) -> bytes:
        """One of the documents, a value of `Download.Of`, exactly as it was released; or a refusal.

        The seal is of all of them: where one was changed, it vouches for none. No page takes the bytes otherwise.
        """
        content = bytes(getattr(self, of))
        if not content:
            raise Refused("This report was released before there was one.")
        is_the_pdf_released = of != Download.Of.PDF or hashlib.sha256(content).hexdigest() == self.report.sha256
        if of not in self._sealed or not is_the_pdf_released:
            logger.error("Of governor report %s, “%s” is not what was released", self.pk, of)
            raise Refused(CHANGED_SINCE)
        return content

    def fingerprints(self) -> list[tuple[str, str]]:
        """What each document is called and its SHA-256, or why there is no copy of it."""
        return [(str(of.label), self._fingerprint_of(of)) for of in Download.Of]

    def _fingerprint_of(self, of: str) -> str:
        try:
            return hashlib.sha256(self.copy_of(of)).hexdigest()
        except Refused as refused:
            return str(refused)

    @staticmethod
    def fingerprint_of_figures(report: GovernorReport) -> str:
        """SHA-256 of the report's figures and of the keys of its schools, which stand in no history."""
        said = {"data": report.data, "schools": sorted(report.schools.values_list("pk", flat=True))}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class DraftDocument(models.Model):
    """A draft as it was last drawn, and of which page: drawn again where the page says something else."""

    report = models.OneToOneField(GovernorReport, on_delete=models.CASCADE, primary_key=True, related_name="drawn")
    fingerprint = models.CharField("SHA-256 of the page", max_length=64)
    pdf = models.BinaryField()

    def __str__(self) -> str:
        return self.report.file_name()

    @staticmethod
    def fingerprint_of(html: str) -> str:
        return hashlib.sha256(html.encode()).hexdigest()


class EarlierDraft(models.Model):
    """The figures of a draft of several schools before it was prepared anew: its heads may have read them."""

    report = models.ForeignKey(GovernorReport, on_delete=models.CASCADE, related_name="earlier_drafts")
    figures = models.JSONField("published figures")
    figures_sha256 = models.CharField("fingerprint of the figures", max_length=64, blank=True)
    prepared_at = models.DateTimeField()

    class Meta:
        ordering = ["prepared_at"]

    def __str__(self) -> str:
        return f"{self.report}, as it was prepared {self.prepared_at}"

    @property
    def is_as_read(self) -> bool:
        """Whether the figures are those that were kept; of before the fingerprint, nobody knows."""
        return self.figures_sha256 in ("", fingerprint_of_figures(self.figures))


class Download(Line):
    """Who took a copy of a released report, of which of its documents, and when."""

    sealed_in = "report.school_id"
    sealed_as = "download"
    sealed_by = "user_id"

    class Of(models.TextChoices):
        PDF = "pdf", "The report"
        ARCHIVE = "archive", "The copy to keep, with its tables"
        PAGE = "page", "One page for a meeting"

    report = models.ForeignKey(GovernorReport, on_delete=models.PROTECT, related_name="downloads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    of = models.CharField("which document", max_length=7, choices=Of, default=Of.PDF)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["report", "-at"], name="downloads_newest_first")]

    def __str__(self) -> str:
        return f"{self.user}, {self.report}"
