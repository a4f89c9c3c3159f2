"""Naming a view of the log, assigning several incidents, taking a list out."""

from typing import Any

from django import forms

from core.forms import PlainForm
from incidents.models import Export, SavedView
from people.models import User

from .log import READY

MOST_VIEWS = 30


class ViewForm(PlainForm):
    """The name of a saved view, of which a user has one under a name."""

    name = forms.CharField(
        label="What do you call this view?",
        max_length=60,
        error_messages={"required": "Give the view a name", "max_length": "Shorten the name to 60 characters"},
    )

    def __init__(self, *args: Any, user: User, view: SavedView | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = SavedView.objects.of(user)
        if view:
            self.others = self.others.exclude(pk=view.pk)

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if name in dict(READY):
            raise forms.ValidationError("Everybody has a view of this name: choose another name")
        if self.others.filter(name=name).exists():
            raise forms.ValidationError("You have a view of this name: choose another name")
        return name


class SaveViewForm(ViewForm):
    """A new view, of filters that leave something out."""

    def __init__(self, *args: Any, query: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = query

    def clean(self) -> dict[str, Any]:
        if not self.query:
            raise forms.ValidationError("Choose at least one filter in the log, then save the view")
        if self.others.count() >= MOST_VIEWS:
            raise forms.ValidationError(f"You have {MOST_VIEWS} views: remove one first")
        return super().clean() or {}


class AssignForm(PlainForm):
    """Who handles the incidents from now on."""

    to = forms.TypedChoiceField(
        label="Who handles them from now on?",
        coerce=int,
        error_messages={
            "required": "Choose who handles them",
            "invalid_choice": "Choose somebody who may handle all of them",
        },
    )
    reason = forms.CharField(label="Why?", required=False, max_length=300)

    def __init__(self, *args: Any, handlers: list[User], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handlers = {handler.pk: handler for handler in handlers}
        names = [
            (key, f"{handler} (you)" if key == user.pk else str(handler)) for key, handler in self.handlers.items()
        ]
        self.fields["to"].choices = [("", "Choose a person"), *names]  # type: ignore[attr-defined]

    def clean_to(self) -> User:
        return self.handlers[self.cleaned_data["to"]]


class WhyForm(PlainForm):
    """What a list that leaves the log is for."""

    reason = forms.CharField(
        label="What do you need it for?",
        max_length=300,
        help_text="It is kept with your name and the list of incidents, and the head can read it.",
        error_messages={
            "required": "Say what you need it for",
            "max_length": "Shorten the reason to 300 characters",
        },
    )


class ExportForm(WhyForm):
    """The same, of the log itself."""

    file_format = forms.ChoiceField(
        label="Which kind of file?",
        choices=[(each.value, each.label) for each in Export.LISTS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind of file"},
    )
    with_names = forms.BooleanField(
        label="With the names of the people involved",
        required=False,
        help_text="Only where it cannot be done without them. Nothing that was written down is in the file.",
    )
    field_order = ["file_format", "with_names", "reason"]
