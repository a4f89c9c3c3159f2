"""The filters of the log: read from its address, said in words, applied to what the user may read."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q

from core import clock
from core.dates import date_in_words
from core.forms import PastDate, PlainForm, PlainSelect
from incidents import kinds, patterns, search
from incidents.codes import Branch, Device, Place
from incidents.filtering import LAST_DAYS, ME, NOBODY, NOT_SAID, PLAIN, TERM, conditions_of
from incidents.listing import possible_handlers
from incidents.models import Incident
from incidents.querysets import IncidentQuerySet, recorded_of, schools_read
from incidents.states import Status
from people import year_groups
from people.calendar import AcademicYear
from people.models import School, User
from policies.models import FourC, Row

# Views that everybody has, as saved views would have them.
READY = (
    ("Everything", ""),
    ("Assigned to you", f"handler={ME}"),
    ("Nobody handles it yet", f"status={Status.REPORTED}&handler={NOBODY}"),
    ("Waiting too long", "late=on"),
)
YEARS_BACK = 6


@dataclass(frozen=True, slots=True)
class Tag:
    """A filter that is on, in words, and the filters without it as they stand in the address."""

    label: str
    value: str
    without: str

    def __str__(self) -> str:
        return f"{self.label}: {self.value}" if self.value else self.label


class Asked(forms.CharField):
    """What is searched for: never refused, but not read without end."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\0", "")[: search.LONGEST]


def _choice(label: str, everything: str, choices: Any = ()) -> forms.ChoiceField:
    offered = [("", everything), *choices]
    return forms.ChoiceField(
        label=label,
        choices=lambda: offered,  # a form copies the list of each of its fields, and no function
        required=False,
        widget=PlainSelect,
        error_messages={"invalid_choice": "There is no such choice"},
    )


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class LogFilter(PlainForm):
    """Which of the readable incidents are shown. What is not understood is left out, and said."""

    q = Asked(
        label="Search",
        required=False,
        help_text="A reference, a name, or words of the record. Several words in quotes stay together.",
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "aria-describedby": "id_q_help",
                "maxlength": search.MOST_TYPED,
            }
        ),
    )
    status = _choice("Status", "All", Status.choices)
    handler = _choice("Handler", "Anybody")
    period = _choice("Reported", "At any time")
    since = PastDate(label="Reported from", required=False)
    until = PastDate(label="Reported until", required=False)
    school = _choice("School", "All your schools")
    kind = _choice("What it was", "Anything", kinds.choices())
    risk = _choice("Area of risk", "Any", [*FourC.choices, (NOT_SAID, "Not said yet")])
    branch = _choice("Branch", "Either", Branch.choices)
    place = _choice("Place", "Anywhere", Place.choices)
    device = _choice("Device", "Any", Device.choices)
    year = _choice("Year group of a pupil", "Any", [*year_groups.CHOICES, (patterns.NO_YEAR, "None that is known")])
    late = _tick("Waiting too long")
    adult = _tick("Restricted: about an adult who works here")
    unfinished = _tick("To be completed")
    # What the picture over time leads to. These are not offered, but said and taken off like all others.
    counted = _tick("Without the withdrawn")
    row = _choice("Row of the policy", "", [(patterns.NO_ROW, "None yet")])
    happened = _choice("Happened", "", patterns.HAPPENED)
    weekday = _choice("Happened on a", "", patterns.WEEKDAYS)
    hour = _choice("Happened", "", patterns.HOURS)
    continued = _tick("Continued in spite of a warning")
    reviewed = _choice("Reviewed", "", patterns.REVIEWED.choices)
    settled = _choice("Closed, from the review on", "", patterns.SETTLED.choices)
    closed = _choice("Closed", "", patterns.CLOSED.choices)
    followed = _choice("Sanctions table", "", patterns.DECIDED)

    UNOFFERED = (
        "status", "counted", "row", "happened", "weekday", "hour", "continued", "reviewed", "settled", "closed",
        "followed",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, like: "LogFilter | None" = None, **kwargs: Any) -> None:
        """`like` is another of the same user, whose choices are offered without asking for them again."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.found: dict[int, str] | None = None  # what a search found, newest first: key → status
        self.schools: list[School] = like.schools if like else schools_read(user)
        self.handlers: list[tuple[str, str]] = like.handlers if like else possible_handlers(self.schools, but=user)
        for name in self.UNOFFERED:
            self.fields[name].widget = forms.HiddenInput()
        self._offer("handler", [(ME, "You"), (NOBODY, "Nobody yet"), *self.handlers])
        self._offer("period", _periods())
        self._offer("school", [(str(school.pk), school.name) for school in self.schools])
        if len(self.schools) < 2:
            del self.fields["school"]
        key = self.data.get("row", "")
        if key and key.isprintable():  # PostgreSQL takes no text with NUL in it
            self._offer("row", [(patterns.NO_ROW, "None yet"), *self._rows(key)])
        self.is_valid()

    @property
    def _looks(self) -> tuple[Any, ...]:
        """All that the panel of filters shows."""
        typed = tuple((name, *values) for name, values in self.data.lists() if name in self.fields)  # type: ignore[attr-defined]
        schools = tuple((school.pk, school.name) for school in self.schools)
        return clock.today(), schools, tuple(self.handlers), typed, self.in_words, tuple(self.problems)

    def __eq__(self, other: object) -> bool:
        """Two that look alike are the same: they are drawn once."""
        return isinstance(other, LogFilter) and self._looks == other._looks

    def __hash__(self) -> int:
        return hash(self._looks)

    def _rows(self, key: str) -> list[tuple[str, str]]:
        """The row of this key as the newest version calls it, if it applies to anything that the user reads."""
        applied = Incident.objects.readable_by(self.user).values("user_action")
        rows = Row.objects.filter(key=key, pk__in=applied).order_by("-pk")
        return [(row.key, row.label) for row in rows[:1]]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = [*field.choices[:1], *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        since, until = answers.get("since"), answers.get("until")
        if since and until and until < since:
            self.add_error("until", "It is before the first day")
        return answers

    # What was understood --------------------------------------------------------------------------------------

    @cached_property
    def on(self) -> dict[str, Any]:
        """The filters that are on, by name."""
        return {name: answer for name, answer in self.cleaned_data.items() if answer not in (None, "", False)}

    @cached_property
    def terms(self) -> list[str]:
        return search.terms_of(self.on.get("q", ""))

    @property
    def query(self) -> str:
        """The filters as they stand in an address, and nothing else that stood there."""
        return self._query_without("")

    def _query_without(self, left_out: str) -> str:
        said = {name: "on" if answer is True else str(answer) for name, answer in self.on.items() if name != left_out}
        return urlencode(said)

    @cached_property
    def problems(self) -> list[str]:
        """A sentence for each filter that could not be used as it was sent."""
        found = [
            f"“{self.fields[name].label}” is left out: {str(errors[0])[0].lower()}{str(errors[0])[1:]}."
            for name, errors in self.errors.items()
            if name in self.fields
        ]
        typed = self.data.get("q", "")
        if len(typed) > search.LONGEST:
            found.append(f"Only the first {search.LONGEST} characters are searched for.")
        if self.on.get("q") and not self.terms:
            found.append("There is no word in what you search for: write a reference, a name, or words of the record.")
        return found

    @cached_property
    def tags(self) -> list[Tag]:
        return [
            Tag(*_in_words(self.fields[name], answer), without=self._query_without(name))
            for name, answer in self.on.items()
        ]

    @property
    def kept(self) -> list[forms.BoundField]:
        """Filters that are on and not offered: they stay on, whatever else is chosen."""
        return [self[name] for name in self.UNOFFERED if name in self.on]

    @property
    def folded_count(self) -> int:
        """How many filters are on of those that fold away."""
        return len(self.on.keys() - {"q", *self.UNOFFERED})

    @property
    def in_words(self) -> str:
        """What is shown, as a sentence would say it; empty where nothing is left out."""
        return "; ".join(str(tag) for tag in self.tags)

    # What is shown --------------------------------------------------------------------------------------------

    @cached_property
    def of_every_status(self) -> tuple[Any, ...]:
        """The conditions of all filters but the status, and of what is searched for."""
        conditions = tuple(conditions_of(self.on, self.user, self.schools))
        if not self.terms:
            return conditions
        self.found = self._found(conditions)
        return *conditions, Q(pk__in=list(self.found))

    @property
    def is_plain(self) -> bool:
        """Only columns of the incidents are compared: what many others ask, too."""
        return self.on.keys() <= PLAIN

    def _found(self, conditions: tuple[Any, ...]) -> dict[int, str]:
        keep = self.on.keys() - {"q"} <= PLAIN and recorded_of(self.user) is not None
        schools = [school.pk for school in self.schools]
        found = search.newest_matching(self.user, conditions, self.terms, schools, keep=keep)
        if len(found) > search.MOST_FOUND:
            self.problems.append(f"Very many match: the newest {search.MOST_FOUND:,} are shown. Add a word.")
        return dict(islice(found.items(), search.MOST_FOUND))

    def applied_to(self, incidents: IncidentQuerySet) -> IncidentQuerySet:
        for condition in self.of_every_status:
            incidents = incidents.filter(condition)
        return incidents.filter(status=self.on["status"]) if "status" in self.on else incidents


def _periods() -> list[tuple[str, str]]:
    """Whatever people ask for: this term, these weeks, an academic year."""
    this = AcademicYear.current()
    years = [AcademicYear(this.start - back) for back in range(YEARS_BACK)]
    called = {0: f"This academic year, {years[0]}", 1: f"Last academic year, {years[1]}"}
    named = [(str(year.start), called.get(back, f"In {year}")) for back, year in enumerate(years)]
    return [(TERM, "This term"), *LAST_DAYS.items(), *named]


def _in_words(field: forms.Field, answer: Any) -> tuple[str, str]:
    if answer is True:
        return str(field.label), ""
    if isinstance(answer, date):
        return str(field.label), date_in_words(answer)
    choices = dict(getattr(field, "choices", ()))
    return str(field.label), str(choices.get(answer, f"“{answer}”"))
