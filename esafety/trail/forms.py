"""Narrowing down what happened, and taking it out."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property

from audit.models import Link
from core import clock
from core.dates import date_in_words
from core.forms import PastDate, PlainForm
from people.calendar import midnight
from people.models import User

from .queries import KINDS, accounts_for


class TrailFilter(PlainForm):
    """What is not understood narrows nothing down."""

    kind = forms.ChoiceField(label="What", required=False, choices=[("", "Anything"), *KINDS.items()])
    who = forms.ChoiceField(label="Who", required=False)
    since = PastDate(label="From", required=False)
    until = PastDate(label="Until", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = accounts_for(user).values_list("pk", "name")
        self.fields["who"].choices = [("", "Anybody"), *((str(pk), name) for pk, name in accounts)]  # type: ignore[attr-defined]

    @cached_property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data

    @property
    def query(self) -> str:
        """As an address writes it."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})

    @property
    def in_words(self) -> str:
        asked = self.asked
        who = dict(self.fields["who"].choices).get(asked.get("who", ""))  # type: ignore[attr-defined]
        words = [KINDS.get(asked.get("kind", ""), "Everything")]
        words += [f"of {who}"] if asked.get("who") else []
        words += [f"from {date_in_words(asked['since'])}"] if asked.get("since") else []
        words += [f"until {date_in_words(asked['until'])}"] if asked.get("until") else []
        return ", ".join(words)

    def of(self, links: QuerySet[Link]) -> QuerySet[Link]:
        """Those of the links that fit."""
        asked = self.asked
        if kind := asked.get("kind"):
            links = links.filter(kind=kind)
        if who := asked.get("who"):
            links = links.filter(by=int(who))
        if since := asked.get("since"):
            links = links.filter(at__gte=midnight(since))
        if until := asked.get("until"):
            links = links.filter(at__lt=midnight(until + clock.ONE_DAY))
        return links


class TakeOutForm(PlainForm):
    """What the list is for, once it has left the program."""

    reason = forms.CharField(
        label="What do you need it for?",
        max_length=300,
        help_text="It is kept with your name and the number of lines, and appears in the list itself: "
        "name nobody, and no incident.",
        error_messages={"required": "Say what you need it for", "max_length": "Shorten the reason to 300 characters"},
    )
