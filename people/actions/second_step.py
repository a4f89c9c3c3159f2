"""A second step that was lost: asked for, agreed to, and taken away by its owner."""

from allauth.core import context
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse

from core import clock
from core.access import Refused
from people import tasks
from people.access import UserAccess
from people.access.accounts import NOTHING_ASKED
from people.models import Membership, SecondStepReset, User
from people.models.users import SET_UP_WITHIN
from people.roles import AGREES_TO_RESETS
from people.telling import tell

# What its owner is told was done, as people.invitations names it.
REMOVED = {"totp": "totp_deactivated", "webauthn": "webauthn_removed"}


@transaction.atomic
def remove_second_step(way: Authenticator, *, by: User) -> None:
    """Its owner takes one way away; the recovery codes go with the last one. Two tabs do not take both."""
    by.lock()
    if not Authenticator.objects.filter(pk=way.pk).exists():
        return  # a double click: the first one has done it
    UserAccess.require(by, "remove_second_step", way)
    delete_and_cleanup(context.request, way)
    tasks.tell_of_sign_in.enqueue(by.pk, REMOVED[way.type])


@transaction.atomic
def ask_reset(account: User, *, by: User, reason: str) -> SecondStepReset:
    """Where the account opens records, a second person has to agree; else the link is sent at once."""
    account.lock()
    UserAccess.require(by, "ask_reset", account)
    opening = account.opening_roles()
    reset = SecondStepReset(user=account, asked_by=by, reason=reason, needs_agreement=opening.exists())
    reset.save_as(by, reason)
    if not reset.needs_agreement:
        tasks.send_reset.enqueue(reset.pk)
        return reset
    for role in opening.select_related("school"):
        held = Membership.objects.in_force().filter(role__in=AGREES_TO_RESETS).touching(role.school_ids)
        asked = User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk__in=[by.pk, account.pk])
        path = reverse("people:agree-reset", args=[account.pk])
        tell(asked, label="Sign-in", wanted="A second step was lost. Do you agree?", path=path)
    return reset


@transaction.atomic
def agree_reset(account: User, *, by: User) -> None:
    """The second person: its owner gets the link."""
    account.lock()
    reset = account.open_reset()
    if reset is None:
        raise Refused(NOTHING_ASKED)
    reset.agree(by=by)
    tasks.send_reset.enqueue(reset.pk)


@transaction.atomic
def use_reset(reset: SecondStepReset) -> None:
    """Its owner followed the link: all ways of the second step are gone, and every session with them."""
    account = reset.user
    account.lock()
    reset.lock()
    if reset.done_at:
        return  # a double click: the first one has done it
    UserAccess.require(account, "use_reset", reset)
    _take_away(account, by=account, reason="The second step was lost, and taken away")
    reset.done_at = clock.now()
    reset.save_as(account, "Taken away")


@transaction.atomic
def take_second_step_away(account: User, *, name: str, reason: str) -> None:
    """By whoever sits at the server, and is trusted with everything: `name` and `reason` stay in the history."""
    name, reason = name.strip(), reason.strip()
    if not name or not reason:
        raise Refused("Say who you are and why: both are kept.")
    account.lock()
    if not Authenticator.objects.filter(user=account).exists():
        raise Refused(f"{account} has no second step.")
    _take_away(account, by=None, reason=f"The second step was taken away on the server by {name}: {reason}")


def _take_away(account: User, *, by: User | None, reason: str) -> None:
    """All ways, and every session. Its owner has some days to set up a new one, and is told."""
    Authenticator.objects.filter(user=account).delete()
    account.may_set_up_until = clock.now() + SET_UP_WITHIN
    account.signed_out_at = clock.now()
    account.save_as(by, reason)
    tasks.tell_of_sign_in.enqueue(account.pk, "second_factor_reset")
