"""How one is told, and sending again what failed."""

from django import forms

from core.forms import PlainForm
from people.models import User


class MessagesForm(PlainForm):
    """Each time, once a day, or not by e-mail."""

    messages = forms.ChoiceField(
        label="When something waits for you, how do you want to be told?",
        choices=User.Messages,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you want to be told"},
    )


class AgainForm(PlainForm):
    """What is to be tried again: the e-mails to one user, or the jobs of one name."""

    user = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    job = forms.CharField(required=False, max_length=200)
