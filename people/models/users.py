"""Users, and the roles they hold."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower

from core import clock
from core.history import records
from core.models import Record
from people.access import PeopleAccess
from people.roles import OPENS_RECORDS, Role, roles_of

from .schools import Federation, School


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), name=name, **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin, Record):
    """Somebody who signs in, by e-mail."""

    class Messages(models.TextChoices):
        EACH = "each", "An e-mail each time"
        DAILY = "daily", "One e-mail a day"
        NONE = "none", "No e-mail"

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField("telephone or extension", max_length=40, blank=True)
    messages = models.CharField("how one is told", max_length=5, choices=Messages, default=Messages.EACH)
    is_active = models.BooleanField("may sign in", default=True)
    is_staff = models.BooleanField("may use the technical admin", default=False)
    is_demonstration = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=clock.now, editable=False)
    history = records(excluded_fields=["password", "last_login"])

    objects = UserManager()
    access = PeopleAccess

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_has_an_email_of_their_own")]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def choose_messages(self, *, by: "User", messages: str) -> None:
        """Choose how one is told that something waits."""
        self.lock()
        self.access.require(by, "choose_messages", self)
        if self.messages != messages:
            self.messages = messages
            self.save_as(by, "Chose how to be told")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, day: date | None = None) -> "MembershipQuerySet":
        """Roles that count on a day (today): begun, not ended, and confirmed where the role opens records."""
        day = day or clock.today()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            ~Q(role__in=OPENS_RECORDS) | Q(confirmed_by__isnull=False),
            starts_on__lte=day,
        )

    def contacts(self, school: School, *roles: str) -> "MembershipQuerySet":
        """Who holds these roles at a school today, with their users, in the order of the roles."""
        order = models.Case(*(models.When(role=role, then=place) for place, role in enumerate(roles)))
        return (
            self.in_force()
            .filter(
                Q(school=school) | Q(federation=school.federation_id, federation__isnull=False),
                role__in=roles,
                user__is_active=True,
            )
            .select_related("user")
            .order_by(order, "user__name")
        )

    def managed_by(self, user: User) -> "MembershipQuerySet":
        """Roles at the schools that the user manages, and of their federations; those that have ended too."""
        schools = roles_of(user).schools(Role.ADMINISTRATOR, Role.HEADTEACHER)
        managed = self.filter(Q(school__in=schools) | Q(federation__schools__in=schools)).distinct()
        return managed.order_by("user__name", "starts_on")

    def pairs(self) -> list[tuple[str, int]]:
        """`(role, school id)`, a federation written out as its schools. One query."""
        rows = self.values_list("role", "school_id", "federation__schools__id")
        return [(role, own or shared) for role, own, shared in rows if own or shared]


class Membership(Record):
    """A role that a user holds, at one school or at every school of a federation."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    federation = models.ForeignKey(
        Federation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = records()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school=None, federation__isnull=False) | Q(school__isnull=False, federation=None),
                name="membership_is_of_one_school_or_one_federation",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("user")), name="nobody_confirms_their_own_role"
            ),
            models.UniqueConstraint(
                fields=["user", "school", "role"],
                condition=Q(ends_on=None, federation=None),
                name="role_is_held_once_at_a_school",
                violation_error_message="This person already holds this role here.",
            ),
            models.UniqueConstraint(
                fields=["user", "federation", "role"],
                condition=Q(ends_on=None, school=None),
                name="role_is_held_once_in_a_federation",
                violation_error_message="This person already holds this role here.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.school or self.federation}"
