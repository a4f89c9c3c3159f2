"""Users: who signs in."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core import clock
from core.history import records
from core.models import Record
from people.access import UserAccess
from people.roles import AGREES_TO_RESETS, MANAGES, OPENS_RECORDS, roles_of

from .schools import School

if TYPE_CHECKING:
    from .memberships import Membership
    from .resets import SecondStepReset


SET_UP_WITHIN = timedelta(days=14)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), name=name, **fields)
        user.set_password(password)
        user.save()
        return user

    def managed_by(self, user: "User") -> "models.QuerySet[User]":
        """Who holds or held a role at a school that this user manages, or is on its register."""
        schools = roles_of(user).schools(*MANAGES)
        return self.filter(
            Q(memberships__school__in=schools)
            | Q(memberships__federation__schools__in=schools)
            | Q(person__school__in=schools)
        ).distinct()

    def whose_reset_waits_at(self, user: "User") -> "models.QuerySet[User]":
        """Whose lost second step waits where this user may be the second person; and all whom they manage."""
        schools = roles_of(user).schools(*AGREES_TO_RESETS)
        held = Q(memberships__school__in=schools) | Q(memberships__federation__schools__in=schools)
        waiting = apps.get_model("people", "SecondStepReset").objects.open().filter(needs_agreement=True)
        others = self.filter(held, pk__in=waiting.values("user"))
        return self.filter(Q(pk__in=others.values("pk")) | Q(pk__in=self.managed_by(user).values("pk")))

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
    signed_out_at = models.DateTimeField(
        null=True, editable=False, help_text="Every session that was begun before is over."
    )
    may_set_up_until = models.DateTimeField(
        null=True, editable=False, help_text="Until when the password alone is enough to set up a second step."
    )
    date_joined = models.DateTimeField(default=clock.now, editable=False)
    history = records(excluded_fields=["password", "last_login"])
    sealed_in = ""

    objects = UserManager()
    access = UserAccess

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_has_an_email_of_their_own")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:user", args=[self.pk])

    @transaction.atomic
    def choose_messages(self, *, by: "User", messages: str) -> None:
        """Choose how one is told that something waits."""
        self.lock()
        self.access.require(by, "choose_messages", self)
        if self.messages != messages:
            self.messages = messages
            self.save_as(by, "Chose how to be told")

    @property
    def is_used(self) -> bool:
        """Whether its owner has chosen a password or come in by the school's directory: before that nobody was in."""
        return self.has_usable_password() or self.last_login is not None

    @property
    def has_second_step(self) -> bool:
        """Whether signing in asks for more than the password. Recovery codes alone are none."""
        return Authenticator.objects.filter(user=self, type__in=["totp", "webauthn"]).exists()

    @property
    def needs_second_step(self) -> bool:
        """Whether a school asks for one from who holds a role there that opens records."""
        schools = roles_of(self).schools(*OPENS_RECORDS)
        return bool(schools) and School.objects.filter(pk__in=schools, second_factor=True).exists()

    def has_second_step_beside(self, way: Authenticator) -> bool:
        """Whether one is left when this way of it is taken away."""
        others = Authenticator.objects.filter(user=self, type__in=["totp", "webauthn"])
        return others.exclude(pk=way.pk).exists()

    def open_reset(self) -> "SecondStepReset | None":
        """The second step that was lost, while it waits to be agreed to or for its owner."""
        return self.resets.open().select_related("asked_by").first()

    @property
    def state(self) -> str:
        """In words: what a list of accounts says of this one."""
        if not self.is_active:
            return "Closed"
        return "Signs in" if self.is_used else "Invited"

    def is_managed_by(self, user: "User") -> bool:
        return User.objects.managed_by(user).filter(pk=self.pk).exists()

    def opening_roles(self) -> "models.QuerySet[Membership]":
        """Confirmed roles that open records, those that begin later too."""
        return self.memberships.not_ended().opening().exclude(confirmed_by=None)

    def is_wholly_managed_by(self, user: "User") -> bool:
        """Whether every role held now is at schools that this user manages."""
        managed = roles_of(user).schools(*MANAGES)
        return all(each.school_ids <= managed for each in self.memberships.not_ended())

    def was_just_made_by(self, user: "User") -> bool:
        """Whether this user made it within a day, and nothing but that names it: no record has let it in."""
        made = self.history.filter(history_type="+", history_user=user, history_date__gt=clock.now() - clock.ONE_DAY)
        return made.exists() and not self._is_named_elsewhere()

    def _is_named_elsewhere(self) -> bool:
        """By any table but those that an account and its roles are made of. Whatever app it is of."""
        own = {"membership", "person", "notice", "user"}
        own |= {f"historical{name}" for name in own}
        fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
        return any(
            field.model._base_manager.filter(**{field.name: self.pk}).exists()
            for field in fields
            if field.related_model is type(self) and field.model._meta.model_name not in own
        )

    @transaction.atomic
    def edit(self, *, by: "User", name: str, job_title: str, phone: str) -> None:
        """Change what colleagues know this user by."""
        self.lock()
        self.access.require(by, "edit", self)
        self.name, self.job_title, self.phone = name, job_title, phone
        self.save_as(by, "Details changed")

    @transaction.atomic
    def choose_password(self, password: str, *, by_link: bool = False) -> None:
        """Its owner alone does this: by a link to their address, or knowing the old one.

        Who reads the account's e-mail has proved more than a password: they may set up a second step again.
        """
        self.lock()
        self.set_password(password)
        if by_link:
            self.may_set_up_until = clock.now() + SET_UP_WITHIN
        self.save_as(self, "Chose a password")

    @property
    def has_time_to_set_up(self) -> bool:
        """Whether the password alone still sets up a first second step. The time begins at the next sign-in."""
        return self.may_set_up_until is None or clock.now() <= self.may_set_up_until

    @transaction.atomic
    def begin_set_up(self) -> None:
        """The time for setting up a second step with the password alone begins at the first sign-in that needs one."""
        self.lock()
        if self.may_set_up_until is None and self.needs_second_step and not self.has_second_step:
            self.may_set_up_until = clock.now() + SET_UP_WITHIN
            self.save_as(self, "Signed in, and was asked to set up a second step")

    @transaction.atomic
    def sign_out_everywhere(self, *, by: "User | None", reason: str) -> None:
        """End every session of this account: the next click, wherever it is, leads to the sign-in page."""
        self.lock()
        self.signed_out_at = clock.now()
        self.save_as(by, reason)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What Django compares at each click; another one once the password changed or all sessions were ended."""
        ended = f"{self.signed_out_at.timestamp():.6f}" if self.signed_out_at else ""
        salt = "people.User.get_session_auth_hash"
        return salted_hmac(salt, f"{self.password}|{ended}", secret=secret, algorithm="sha256").hexdigest()
