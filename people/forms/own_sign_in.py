"""The forms of one's own sign-in page."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from core.forms import PlainForm
from people.models import User


class SetUpCodesForm(ActivateTOTPForm, PlainForm):
    """The first code from one's telephone shows that it has understood the key."""

    code = forms.CharField(
        label="Which code does your telephone show now?",
        help_text="Six digits. They change twice a minute.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Type the code that your telephone shows"},
    )


class AddPasskeyForm(AddWebAuthnForm, PlainForm):
    """A new passkey, which asks for a finger, a face or a PIN each time: what it answers to demands that."""

    passwordless = None  # allauth would ask; here each passkey is enough by itself

    name = forms.CharField(
        label="What do you call it?",
        help_text="So that you know it again: “School laptop”, “My telephone”.",
        max_length=60,
        required=False,
    )
    credential = forms.JSONField(
        widget=forms.HiddenInput(attrs={"data-passkey": ""}),
        error_messages={"required": "The browser made no passkey. Choose the button again, and follow what it asks"},
    )


class RemovePasskeyForm(PlainForm):
    """Which of one's own passkeys."""

    passkey = forms.TypedChoiceField(
        label="Which passkey?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the passkey", "invalid_choice": "That passkey is not there any more"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {str(each.pk): each for each in Authenticator.objects.filter(user=user, type="webauthn").order_by("pk")}
        field = self.fields["passkey"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  declared above
        field.choices = [(key, each.wrap().name) for key, each in found.items()]
        field.coerce = found.__getitem__


class SessionForm(forms.Form):
    """One session of the user's own."""

    session = forms.IntegerField(min_value=1, max_value=2**63 - 1)
