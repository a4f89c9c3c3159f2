"""Form fields in the project's manner: plain words in errors, sizes that fit, nothing required by the browser."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from . import clock
from .normalising import unturned
from .own_words import SHOWN, own_words

LONG_TEXT = 10_000  # characters: five pages; a longer account belongs into an attached document
OLDEST_YEAR = 2000
KEY = re.compile("[0-9]{1,18}")  # what fits into the key of a record


class PlainForm(forms.Form):
    """The server says what is missing, in one place and in one voice; the browser does not interrupt."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _style_of(field.widget))

    def say(self, answers: dict[str, Any]) -> None:
        """Change what stands in a form that was sent, for showing it again."""
        self.data = MultiValueDict({**dict(self.data.lists()), **{name: [text] for name, text in answers.items()}})  # type: ignore[attr-defined]


def _style_of(widget: forms.Widget) -> str:
    """The class that the style sheet knows this control by."""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One question whose answer somebody else changed while the page was open, in words."""

    field: forms.BoundField
    before: str
    now: str
    typed: str  # empty where it was not touched on the page: what the record says now was taken over


OUTDATED = "Somebody else changed this while you were writing. Check what they changed, and save again"


class RememberingForm(PlainForm):
    """A form that knows what its page showed: only what was changed on the page counts as said.

    Where the record was changed by somebody else meanwhile, `is_outdated` says so; `catch_up` then lets the next
    sending be judged against the record as it is now, with what was typed kept. `others` says field by field what
    changed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others: list[Meanwhile] = []
        for field in self.fields.values():
            field.show_hidden_initial = True

    @property
    def shown(self) -> SafeString:
        """What the page shows of questions that templates write option by option; other controls bring their own."""
        groups = (field for field in self if field.use_fieldset)
        return format_html_join("", "{}", ((field.as_hidden(only_initial=True),) for field in groups))

    @property
    def is_outdated(self) -> bool:
        return any(self._has_moved(field, shown) for field, shown in self._shown())

    def refuse_outdated(self) -> bool:
        """Whether it is outdated: then it says so, and catches up for the next sending."""
        outdated = self.is_outdated
        if outdated:
            self.add_error(None, OUTDATED)
            self.catch_up()
        return outdated

    def catch_up(self) -> None:
        """Take the record as it is now for what the page shows, and for what was not touched on it."""
        changed = [(field, shown) for field, shown in self._shown() if self._has_moved(field, shown)]
        self.others = [
            Meanwhile(
                field=field,
                before=_in_words(field.field, shown),
                now=_in_words(field.field, self._now(field)),
                typed=_in_words(field.field, field.data) if field.name in self.changed_data else "",
            )
            for field, shown in changed
        ]
        untouched = {field.html_name: self._now(field) for field, _ in changed if field.name not in self.changed_data}
        now = {field.html_initial_name: self._now(field) for field, _ in self._shown()}
        self.say({name: _as_sent(value) for name, value in (now | untouched).items()})

    def _shown(self) -> list[tuple[forms.BoundField, str]]:
        """What the page showed, of the fields it says it of."""
        return [(field, self.data[field.html_initial_name]) for field in self if field.html_initial_name in self.data]

    def _now(self, field: forms.BoundField) -> Any:
        return self.get_initial_for_field(field.field, field.name)

    def _has_moved(self, field: forms.BoundField, shown: str) -> bool:
        return field.field.has_changed(self._now(field), shown)


def _as_sent(value: Any) -> Any:
    """A value of the record as a browser would send it."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, time) else value or ""


def _in_words(field: forms.Field, value: Any) -> str:
    """An answer as a reader would say it, whether it comes from the record or from a page."""
    if isinstance(field, forms.BooleanField):
        return "yes" if field.to_python(value) else "no"
    if value in (None, ""):
        return "nothing"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return next((str(label) for key, label in choices if str(key) == str(value)), str(value))
    try:
        known = field.to_python(value)
    except forms.ValidationError:
        return str(value)
    return date_format(known, "j F Y") if isinstance(known, date) else str(known)


TAKEN_OUT = (
    "Somebody, or something, that you wrote about was taken out meanwhile. "
    "What you wrote of it is shown below: check the rest, and save again"
)


class Bundle:
    """Several forms of one page that are sent together. Pages and error summaries treat it as a formset."""

    def __init__(self, members: Sequence[forms.Form], data: Any = None, prefixes: tuple[str, ...] = ()) -> None:
        """`prefixes`: how the forms of this page begin. What `data` has for one that is gone is not lost in silence."""
        self.forms = list(members)
        self.words = self._of_none(data, prefixes) if data else []
        if self.words:
            self.add_error(None, TAKEN_OUT)

    def _of_none(self, data: Mapping[str, str], prefixes: tuple[str, ...]) -> list[str]:
        """What was written in a form that this page does not have any more."""
        taken = {field.html_name for form in self.forms for field in form}
        named = ((name, name.removeprefix(SHOWN)) for name in data)
        return own_words({name: data[name] for name, of in named if of.startswith(prefixes) and of not in taken})

    def __iter__(self) -> Iterator[forms.Form]:
        return iter(self.forms)

    def __getitem__(self, index: int) -> forms.Form:
        return self.forms[index]

    def is_valid(self) -> bool:
        """Judges every form, so that all errors show at once."""
        judged = [form.is_valid() for form in self.forms]
        return all(judged) and not self.non_form_errors

    def add_error(self, field: None, error: str) -> None:
        """An error that belongs to no single form."""
        self.non_form_errors.append(error)

    @cached_property
    def non_form_errors(self) -> list[str]:
        return []

    @property
    def total_error_count(self) -> int:
        return sum(len(form.errors) for form in self.forms) + len(self.non_form_errors)


class LongText(forms.CharField):
    """A few sentences, or a few pages."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONG_TEXT)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.widget.attrs.pop("maxlength", None)  # the browser would cut off in silence
        self.error_messages["max_length"] = (
            "This is longer than %(limit_value)d characters (%(show_value)d): shorten it"
        )

    def to_python(self, value: Any) -> str:
        """Browsers send a line break as two characters; whoever writes counts it once."""
        return unturned(str(super().to_python(value)).replace("\r\n", "\n"))


def oldest_day() -> date:
    return date(OLDEST_YEAR, 1, 1)


def years_ahead(years: int) -> Callable[[], date]:
    """The last day of the year so many years from now."""
    return lambda: date(clock.today().year + years, 12, 31)


ten_years_ahead = years_ahead(10)  # nobody plans further


class PlainSelect(forms.Select):
    """A select of choices without groups, drawn at once: Django opens three templates for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = ((key, " selected" if str(key) in chosen else "", label) for key, label in self.choices)
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs({"name": name, **self.attrs}, attrs)),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )


class Day(forms.DateField):
    """A day between two that are asked for anew each time; beyond them, as a rule, a year was mistyped."""

    default_error_messages = {
        "invalid": "Write the date as day/month/year, for example 18/11/2026",
        "too_early": "Check the year",
        "too_late": "Check the year",
    }

    def __init__(
        self,
        *,
        earliest: Callable[[], date] = oldest_day,
        latest: Callable[[], date] = ten_years_ahead,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        wrong = "too_early" if day and day < self.earliest() else "too_late" if day and day > self.latest() else ""
        if wrong:
            raise forms.ValidationError(self.error_messages[wrong], code=wrong)
        return day


class PastDate(Day):
    """A day that is not in the future."""

    default_error_messages = {"too_late": "The date cannot be in the future"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(latest=clock.today, **kwargs)


class ReasonForm(PlainForm):
    """Why something is done."""

    reason = LongText(
        label="Why?",
        help_text="It stays in the history.",
        rows=3,
        error_messages={"required": "Say why"},
    )


class ModelMultipleChoice(forms.ModelMultipleChoiceField):
    """Several records. What cannot be the key of any is no choice; Django would ask the database, which fails on it."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not KEY.fullmatch(str(self.prepare_value(key))):
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


class TimeOfDay(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = "Write the time as hours:minutes, for example 8:40 or 13:30"


def moment(day: date, time: Any) -> datetime:
    """A local day and time as an aware moment."""
    return timezone.make_aware(datetime.combine(day, time))
