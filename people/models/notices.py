"""What users are told, and by which way they wish to be told."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse

from core import clock
from people.roles import SEES_FAILURES, roles_of

from .memberships import Membership
from .schools import School
from .users import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> "NoticeQuerySet":
        """Not sent yet, and not given up."""
        return self.filter(sent_at=None, failed_at=None)

    def failing(self) -> "NoticeQuerySet":
        """Given up, or tried at least once in vain: the first try counts from its start."""
        return self.filter(Q(failed_at__isnull=False) | Q(attempts__gte=2), sent_at=None)

    def of_schools(self, schools: Iterable[int]) -> "NoticeQuerySet":
        """What concerns these schools; what concerns none in particular, where its user holds a role at one of them."""
        here = Membership.objects.filter(Q(school__in=schools) | Q(federation__schools__in=schools))
        return self.filter(Q(school__in=schools) | Q(school=None, user__in=here.values("user")))

    def failing_for(self, user: User) -> "NoticeQuerySet":
        """What failed at the schools where this user sees to it."""
        return self.failing().of_schools(roles_of(user).schools(*SEES_FAILURES))

    def by_address(self) -> QuerySet["Notice", dict[str, Any]]:
        """Per user, so that no line is of one record: how many, since which moment, how often each was tried."""
        rows = self.order_by("user__email").values("user", "user__email")
        return rows.annotate(
            count=Count("pk"), since=Min("at"), tries=Max("attempts"), given_up=Count("pk", filter=~Q(failed_at=None))
        )


class Notice(models.Model):
    """One thing a user is told: which record it is about and what is wanted. Never a name from it, never its text."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    label = models.CharField(max_length=80, help_text="Which record: a reference, or what it is called.")
    wanted = models.CharField(max_length=200, help_text="What is wanted, in one sentence.")
    path = models.CharField(max_length=200, help_text="Where on this site: it begins with a stroke.")
    key = models.CharField(max_length=80, blank=True, help_text="What is told once bears a key.")
    at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField("given up", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["user", "at"], condition=Q(sent_at=None), name="notice_still_to_send")]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], condition=~Q(key=""), name="notice_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.wanted}"

    @property
    def says_all(self) -> bool:
        """Whether it is about people's roles and accounts: its sentence leaves nothing out."""
        return self.path.startswith(reverse("people:list"))
