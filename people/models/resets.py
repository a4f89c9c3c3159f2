"""A second step that was lost."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q

from core import clock
from core.history import records
from core.models import Record
from people.access import UserAccess

from .users import User

OPEN_FOR = timedelta(days=7)


class SecondStepResetQuerySet(models.QuerySet["SecondStepReset"]):
    def open(self) -> "SecondStepResetQuerySet":
        """Asked for lately, and not done yet."""
        return self.filter(done_at=None, asked_at__gt=clock.now() - OPEN_FOR)


class SecondStepReset(Record):
    """Somebody's second step is to be taken away: a colleague asks, another one agrees, its owner follows a link.

    So nobody takes over an account by it: neither who asks nor who agrees reads the owner's e-mail.
    """

    sealed_in = ""  # of the account, which may be of several schools

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="resets")
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    needs_agreement = models.BooleanField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    history = records()

    objects = SecondStepResetQuerySet.as_manager()
    access = UserAccess

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="nobody_asks_for_a_reset_of_their_own"),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | (~Q(agreed_by=F("user")) & ~Q(agreed_by=F("asked_by"))),
                name="reset_is_agreed_to_by_a_third_person",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(needs_agreement=False) | Q(agreed_by__isnull=False),
                name="reset_is_not_done_before_it_is_agreed_to",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="agreed_reset_says_when",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("asked_at")), name="reset_is_not_done_before_it_is_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"The second step of {self.user}"

    @transaction.atomic
    def agree(self, *, by: User) -> None:
        """The second person: from now on the owner's link works."""
        self.user.lock()
        self.lock()
        self.access.require(by, "agree_to", self)
        self.agreed_by, self.agreed_at = by, clock.now()
        self.save_as(by, "Agreed to")

    @property
    def is_open(self) -> bool:
        """As `SecondStepResetQuerySet.open` has it."""
        return self.done_at is None and self.asked_at > clock.now() - OPEN_FOR

    @property
    def is_agreed(self) -> bool:
        return not self.needs_agreement or self.agreed_by_id is not None
