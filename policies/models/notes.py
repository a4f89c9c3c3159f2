"""What is to change in a policy, noted between its versions."""

from typing import NamedTuple, Self

from django.db import models, transaction
from django.db.models import Q

from core import clock
from core.history import records
from core.models import Record
from people.models import User
from policies.access import PolicyAccess

from .policies import Policy
from .versions import PolicyVersion


class Place(NamedTuple):
    """Which part of a policy is meant: a section, a row of a table, or all of it, where both are empty."""

    table: str = ""  # the kind of the table; empty for a section
    key: str = ""
    label: str = "The policy as a whole"


class DraftNoteQuerySet(models.QuerySet["DraftNote"]):
    def readable_by(self, user: User) -> "DraftNoteQuerySet":
        """Of the policies that the user reads; the access rules say who of their readers reads notes."""
        return self.filter(policy__in=PolicyVersion.objects.readable_by(user).values("policy"))

    def open(self) -> "DraftNoteQuerySet":
        return self.filter(settled_at=None)


class DraftNote(Record):
    """What an incident taught about a policy, kept for its next draft until somebody settles it.

    The sentence stands alone: it says neither which incident it comes from nor whom that was about.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="notes")
    table = models.CharField("table of the row", max_length=20, blank=True)
    key = models.SlugField("key of the row or section", max_length=60, blank=True, db_index=False)
    label = models.CharField("what it is about", max_length=250)
    text = models.TextField("what should change")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_with = models.CharField("how it was settled", max_length=400, blank=True)
    history = records()
    sealed_in = ""

    objects = DraftNoteQuerySet.as_manager()
    access = PolicyAccess

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="note_says_what_should_change"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_with="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_with="")),
                name="settled_note_says_by_whom_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None

    @classmethod
    @transaction.atomic
    def write(cls, policy: Policy, *, by: User, about: Place, text: str) -> Self:
        """Note for the next draft what should change."""
        policy.access.require(by, "write_note", policy)
        note = cls(policy=policy, table=about.table, key=about.key, label=about.label, text=text, by=by, at=clock.now())
        note.save_as(by, "Noted")
        return note

    @transaction.atomic
    def settle(self, *, by: User, answer: str) -> None:
        """Say what came of it: what the draft says now, or why nothing changes."""
        self.lock()
        self.access.require(by, "settle", self)
        self.settled_at, self.settled_by, self.settled_with = clock.now(), by, answer
        self.save_as(by, answer)
