"""Links by which somebody chooses a password: who was invited, and who forgot theirs.

Whoever reads a link can take the account, so it goes to the account's own address and is shown on no page.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode

from core import clock

from .models import SecondStepReset, User

INVITED = """Hello {name},

your school gave you an account for its e-safety log, where staff report what worries them online.

Choose your password here; the link works once, and for seven days:

{link}

If you did not expect this, ask the school office before you follow the link.
"""
FORGOTTEN = """Hello {name},

somebody, probably you, asked to choose a new password for your e-safety account. The link works once, and for a day:

{link}

If it was not you, do nothing: your password stays as it is. If this happens again, tell the school office.
"""
MOVED = """Hello {name},

the e-mail address of your e-safety account was changed. From now on you sign in with the new one.

If it was not you, tell the school office at once.
"""
OTHERWISE = """Hello {name},

{what}

If it was you, there is nothing to do. If it was not, tell the school office at once, and choose a new password.
"""
LOST = """Hello {name},

{asker} asked for the second step of your e-safety account to be taken away, because it was lost. If that is right,
follow this link; it works once, and for three days:

{link}

Then sign in with your password, and set up a new second step. If you have lost nothing, do not follow the link,
and tell the head of your school.
"""
# By the name of allauth's message: how one signs in has changed.
CHANGED_SIGN_IN = {
    "totp_activated": "your e-safety account now asks for a one-time code from a telephone when you sign in.",
    "totp_deactivated": "your e-safety account no longer asks for one-time codes from a telephone.",
    "webauthn_added": "a passkey was added to your e-safety account: whoever has it can sign in with it.",
    "webauthn_removed": "a passkey was taken away from your e-safety account.",
    "recovery_codes_generated": "new recovery codes were made for your e-safety account. The old ones no longer work.",
    "account_connected": "your e-safety account was opened through the school’s own directory for the first time.",
    "directory_forgotten": "the school’s own directory may open your e-safety account from a new entry of yours.",
    "second_factor_reset": "the second step of your e-safety account was taken away. Set it up again when you sign in.",
}
INVITED_FOR = timedelta(days=7)
LOST_FOR = timedelta(days=3)
FORGOTTEN_FOR = timedelta(hours=24)


class LinkTokens(PasswordResetTokenGenerator):
    """Django's own: once the password is chosen, the link is used up. An invitation lives longer than a reminder."""

    key_salt = "people.invitations"

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not user.is_active or not super().check_token(user, token):
            return False
        made = base36_to_int(str(token).split("-")[0])
        lives = FORGOTTEN_FOR if user.is_used else INVITED_FOR
        return self._num_seconds(self._now()) - made <= lives.total_seconds()

    def _now(self) -> datetime:
        return clock.now().astimezone(UTC).replace(tzinfo=None)


tokens = LinkTokens()


def link(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("invitation", kwargs={"uidb64": uid, "token": tokens.make_token(user)})
    return f"{settings.SITE_URL}{path}"


def send_link(user: User) -> None:
    """The e-mail itself: to who was invited, or to who forgot the password."""
    subject, text = ("Choose a new password", FORGOTTEN) if user.is_used else ("Your account for e-safety", INVITED)
    send_mail(subject, text.format(name=user.name, link=link(user)), None, [user.email])


def tell_old_address(user: User, address: str) -> None:
    """To the previous address: if its owner did not do this, they must know."""
    send_mail("Your e-mail address was changed", MOVED.format(name=user.name), None, [address])


def tell_of_sign_in(user: User, what: str) -> None:
    """Whoever takes an account over, its owner hears of it."""
    text = OTHERWISE.format(name=user.name, what=CHANGED_SIGN_IN[what])
    send_mail("How you sign in has changed", text, None, [user.email])


def send_reset(reset: SecondStepReset) -> None:
    """To the account's own address, which neither who asked nor who agreed can read."""
    path = reverse("second-step-lost", args=[signing.dumps(reset.pk, salt="people.second_step_reset")])
    text = LOST.format(name=reset.user.name, asker=reset.asked_by.name, link=f"{settings.SITE_URL}{path}")
    send_mail("Your second step", text, None, [reset.user.email])


def reset_of(token: str) -> SecondStepReset | None:
    """What a link stands for, while it works."""
    try:
        key = signing.loads(token, salt="people.second_step_reset", max_age=LOST_FOR)
    except signing.BadSignature:
        return None
    return SecondStepReset.objects.select_related("user").filter(pk=key, done_at=None, user__is_active=True).first()
