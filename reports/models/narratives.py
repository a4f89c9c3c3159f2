"""What is written beside the figures of a report, and who confirmed that nobody can be identified in it."""

from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from core import clock
from core.access import Refused
from core.history import records
from core.models import Record
from people.models import User

from ..access import ReportAccess
from .reports import FROZEN, GovernorReport
from .signing import signature

WRITTEN = "Written"
CHANGED = "Somebody changed the words while you were reading. Read them again, then confirm."


class Narrative(Record):
    """A commentary, examples and questions for governors, in Markdown. Confirmed, it may be released.

    An example is made of several incidents and true of none. `edition` counts the changes: who confirms confirms the
    edition that was read, and whoever changes it afterwards takes the confirmation away.
    """

    sealed_in = "report.school_id"
    sealed_as = "report"

    report = models.OneToOneField(GovernorReport, on_delete=models.CASCADE, related_name="narrative")
    commentary = models.TextField(blank=True)
    examples = models.TextField(blank=True)
    questions = models.TextField("questions for governors", blank=True)
    edition = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_as = models.CharField("written by, as printed", max_length=250)
    written_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_as = models.CharField("confirmed by, as printed", max_length=250, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    is_fallback = models.BooleanField(
        "confirmed by the chair", default=False, help_text="There was nobody else at the school who could."
    )
    history = records()

    access = ReportAccess

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None, is_fallback=False)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_words_say_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("written_by")),
                name="nobody_confirms_their_own_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}, in words"

    @property
    def is_written(self) -> bool:
        return bool(self.commentary or self.examples or self.questions)

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def authors(self) -> frozenset[int]:
        """Ids of everybody who ever wrote in it."""
        rows = type(self).history.filter(id=self.pk, history_change_reason=WRITTEN) if self.pk else []
        return frozenset(row.history_user_id for row in rows if row.history_user_id)

    @classmethod
    @transaction.atomic
    def write(
        cls, report: GovernorReport, *, by: User, commentary: str, examples: str, questions: str, edition: int
    ) -> "Narrative":
        """Write or change it; a confirmation is gone then. `edition`: the one that stood on the page."""
        report.lock()
        report.access.require(by, "write", report)
        words = cls.objects.select_for_update().filter(report=report).first() or cls(report=report)
        if words.edition != edition:
            raise Refused("Somebody else changed the words while you were writing. Compare, and save again.")
        said = {"commentary": commentary, "examples": examples, "questions": questions}
        if words.pk and all(getattr(words, name) == text for name, text in said.items()):
            return words
        for name, text in said.items():
            setattr(words, name, text)
        words.edition += 1
        words.written_by, words.written_at, words.written_as = by, clock.now(), signature(by, report.school_ids)
        words.confirmed_by, words.confirmed_at, words.confirmed_as, words.is_fallback = None, None, "", False
        words.save_as(by, WRITTEN)
        return words

    @transaction.atomic
    def confirm(self, *, by: User, edition: int) -> None:
        """Say that nobody can be identified in it. Refuses where it is not what was read any more."""
        self.report.lock()
        self.lock()
        self.access.require(by, "confirm", self.report)
        if self.edition != edition:
            raise Refused(CHANGED)
        self.confirmed_by, self.confirmed_at = by, clock.now()
        self.is_fallback = not self.access.confirms_words(by, self.report)
        self.confirmed_as = signature(by, self.report.school_ids)
        self.save_as(by, "Confirmed: nobody can be identified")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.report.is_released:
            raise Refused(FROZEN)
        super().save(*args, **kwargs)
