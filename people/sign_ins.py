"""Who signed in and out, and who could not: written down by Django's own signals, and sealed."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction

from audit.models import NO_SCHOOL, SignIn

from .models import User
from .roles import Roles


def write_down() -> None:
    """Connect the three receivers."""
    user_logged_in.connect(came_in, dispatch_uid="people.came_in")
    user_logged_out.connect(went_out, dispatch_uid="people.went_out")
    user_login_failed.connect(stayed_out, dispatch_uid="people.stayed_out")


def came_in(*, user: User, **_: Any) -> None:
    _write(user, SignIn.Outcome.IN)


def went_out(*, user: User | None, **_: Any) -> None:
    if user is not None:  # the session had ended before
        _write(user, SignIn.Outcome.OUT)


def stayed_out(*, credentials: dict[str, Any], **_: Any) -> None:
    """Under the account that was meant; what was typed is not kept, for people type passwords there too."""
    typed = str(credentials.get("username") or credentials.get("email") or "")
    _write(User.objects.filter(email__iexact=typed).first() if typed else None, SignIn.Outcome.FAILED)


@transaction.atomic
def _write(user: User | None, outcome: SignIn.Outcome) -> None:
    schools = Roles(user.memberships.in_force().pairs()).schools() if user else ()  # of a closed account too
    SignIn.objects.create(
        school_id=min(schools, default=NO_SCHOOL),
        outcome=outcome,
        user=user.pk if user else None,
        user_name=str(user or ""),
    )
