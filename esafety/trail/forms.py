"""Narrowing down what happened."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from audit.models import Link
from core import clock
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

    def of(self, links: QuerySet[Link]) -> QuerySet[Link]:
        """Those of the links that fit."""
        self.is_valid()
        asked = self.cleaned_data
        if kind := asked.get("kind"):
            links = links.filter(kind=kind)
        if who := asked.get("who"):
            links = links.filter(by=int(who))
        if since := asked.get("since"):
            links = links.filter(at__gte=midnight(since))
        if until := asked.get("until"):
            links = links.filter(at__lt=midnight(until + clock.ONE_DAY))
        return links
