"""The first run, on one page."""

from typing import Any

from django import forms

from people import set_up
from people.models import School, User

from .passwords import NewPasswordForm

HINT_CODE = "Two to four letters. Every reference starts with them, for example ALD in ALD-7KQ4M. They stay for good."


class SetUpForm(NewPasswordForm):
    """The school, whoever fills this in as its administrator, and the head."""

    token = forms.CharField(
        label="The key",
        help_text="It is at the end of the address that the program printed when it started.",
        max_length=200,
        error_messages={"required": "Enter the key that the program printed"},
    )
    school_name = forms.CharField(
        label="What is the school called?", max_length=120, error_messages={"required": "Say what the school is called"}
    )
    code = forms.CharField(
        label="A short code for it",
        help_text=HINT_CODE,
        max_length=4,
        error_messages={"required": "Choose a short code for the school"},
    )
    phase = forms.ChoiceField(
        label="Which phase is it?",
        choices=[("", "Choose the phase"), *School.Phase.choices],
        error_messages={"required": "Choose the phase"},
    )
    urn = forms.RegexField(
        r"^[0-9]{6}$",
        label="Unique reference number",
        help_text="The school's six figures at the Department for Education.",
        required=False,
        error_messages={"invalid": "The unique reference number has six figures"},
    )
    federation = forms.CharField(
        label="Which federation or trust does it belong to?",
        help_text="Leave it empty for a school on its own.",
        max_length=120,
        required=False,
    )
    administrator_name = forms.CharField(
        label="Your name", max_length=120, error_messages={"required": "Enter your name"}
    )
    administrator_email = forms.EmailField(
        label="Your e-mail address",
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Enter your e-mail address"},
    )
    head_name = forms.CharField(
        label="The head's name", max_length=120, error_messages={"required": "Enter the head's name"}
    )
    head_email = forms.EmailField(
        label="The head's e-mail address",
        help_text="The invitation goes there. Check it twice: whoever reads that mailbox becomes the head here.",
        error_messages={"required": "Enter the head's e-mail address"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if set_up.is_token(str(self["token"].value() or "")):  # it came with the address: nothing to ask
            self.fields["token"].widget = forms.HiddenInput()

    def clean_token(self) -> str:
        token = str(self.cleaned_data["token"])
        if not set_up.is_token(token):
            raise forms.ValidationError("That is not the key. Print it again with manage.py set_up_link", code="wrong")
        return token

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if not (code.isascii() and code.isalpha() and len(code) >= 2):
            raise forms.ValidationError("Use two to four letters, A to Z", code="invalid")
        return code

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        for field in ("administrator_email", "head_email"):
            if User.objects.filter(email__iexact=answers.get(field, "")).exists():
                self.add_error(field, "There is an account with this address already: give another one")
        if (
            answers.get("head_email")
            and answers["head_email"].lower() == answers.get("administrator_email", "").lower()
        ):
            self.add_error("head_email", "The head needs an address of their own: nobody confirms their own role")
        return answers

    def get_user(self) -> User:
        said = self.cleaned_data
        return User(name=said.get("administrator_name", ""), email=said.get("administrator_email", ""))
