"""Which report to prepare, and the confirmation before its release."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import LongText, PlainForm
from people.calendar import AcademicYear
from people.forms import ConfirmingForm
from people.models import Federation, School, Term, User
from people.roles import roles_of

from .access import PREPARES
from .models import kept_since
from .presentation import WORDS
from .recognising import Warned, fingerprint_of, warnings_of

LONGEST_WORDS = 6_000  # characters: two pages
LOOK_AGAIN = (
    "Nothing was saved yet. Look at the passages below: change what might identify somebody, or keep the text as it is"
)
# Printed for governors as they stand: who replaces a report writes nothing themselves that might point to somebody.
WHY_REPLACED = (
    "Incidents were logged after it was prepared.",
    "Incidents were withdrawn after it was prepared.",
    "Answers in the log were corrected after it was prepared.",
    "What was written beside the figures is corrected.",
    "The number below which counts are withheld was changed.",
    "Governors asked for a new version.",
)
SOME = "some"  # how the choice of some schools of a federation begins
YEARS_BACK = 5  # years before this one that are offered


class PrepareForm(PlainForm):
    """Of which schools, of which year or term; and why, where the report of it is released already."""

    place = forms.ChoiceField(
        label="Which school or federation?",
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "Choose a school or a federation", "invalid_choice": "Choose one of those shown"},
    )
    year = forms.TypedChoiceField(
        label="Which academic year?",
        coerce=int,
        error_messages={"required": "Choose a year", "invalid_choice": "Choose one of the years shown"},
    )
    schools = forms.MultipleChoiceField(
        label="Which schools of it?",
        help_text="Only where you chose some schools of a federation: two or more of one.",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
        error_messages={"invalid_choice": "Choose schools of those shown"},
    )
    term = forms.ChoiceField(
        label="All of the year, or one term?",
        required=False,
        error_messages={"invalid_choice": "Choose one of the terms shown"},
    )
    reason = forms.ChoiceField(
        label="Why does it replace a report that is already released?",
        help_text="Only where the report of this period is released already. The reason is printed on the cover.",
        choices=[("", "It replaces none"), *((why, why) for why in WHY_REPLACED)],
        required=False,
        error_messages={"invalid_choice": "Choose one of the reasons shown"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = School.objects.of(user, *PREPARES).select_related("federation")
        self.schools_of = _places(user, mine)
        current = AcademicYear.current()
        if len(self.schools_of) == 1:
            self.initial.setdefault("place", *self.schools_of)
        oldest = max(AcademicYear(current.start - YEARS_BACK), kept_since(mine) or AcademicYear(0))
        years = [AcademicYear(start) for start in range(current.start, oldest.start - 1, -1)]
        self.fields["place"].choices = [(key, name) for key, (name, _) in self.schools_of.items()]  # type: ignore[attr-defined]
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year.start, f"{year} (not over yet)" if year == current else str(year)) for year in years
        ]

        self.fields["term"].choices = [("", "All of the year"), *((name, name) for name in _terms(mine, years))]  # type: ignore[attr-defined]
        together = {
            school.pk: school for key, (_, schools) in self.schools_of.items() if key[:4] == SOME for school in schools
        }
        if together:
            self.fields["schools"].choices = [(str(pk), school.name) for pk, school in together.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["schools"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = set(said.pop("schools", []))
        if "place" in said and "year" in said:
            schools = self.schools_of[said["place"]][1]
            if said["place"].startswith(SOME):
                schools = [school for school in schools if str(school.pk) in chosen]
                if len(schools) < 2 or len(schools) < len(chosen):
                    self.add_error("schools", "Choose two or more schools of the federation that you chose")
            said["schools"] = schools
            said["academic_year"] = AcademicYear(said["year"])
        return said


def _terms(schools: Iterable[School], years: Sequence[AcademicYear]) -> list[str]:
    """The names of the terms that these schools have in these years, and of the usual ones."""
    days = (min(years).first_day, max(years).last_day)
    own = Term.objects.filter(school__in=schools, starts_on__range=days).order_by("starts_on")
    return list(
        dict.fromkeys([*(name for name, _, _ in years[0].default_terms()), *own.values_list("name", flat=True)])
    )


def _places(user: User, mine: QuerySet[School]) -> dict[str, tuple[str, list[School]]]:
    """What the user may prepare a report of, by its key: its name, and its schools.

    Each school, each federation with all of whose schools it goes, and some schools of a federation.
    """
    places: dict[str, tuple[str, list[School]]] = {}
    allowed = roles_of(user).schools(*PREPARES)
    federations = Federation.objects.filter(schools__in=mine).distinct().prefetch_related("schools")
    for federation in federations:
        schools = list(federation.schools.all())
        own = [school for school in schools if school.pk in allowed]
        if len(schools) > 1 and own == schools:
            places[f"federation-{federation.pk}"] = str(federation), schools
        if len(schools) > 2 and len(own) > 1:
            places[f"{SOME}-{federation.pk}"] = f"Some schools of {federation}", own
    return places | {f"school-{school.pk}": (str(school), [school]) for school in mine}


class ReleaseForm(ConfirmingForm):
    """Releasing cannot be undone, so it is confirmed, in one's own name."""

    confirmed = forms.BooleanField(
        label="I have read the draft, and release it to the governors",
        error_messages={"required": "Confirm that you have read the draft"},
    )
    edition = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "Open the draft again, and release it from there"}
    )


class AgreeForm(ReleaseForm):
    """The head of one school agrees to a report of several."""

    confirmed = forms.BooleanField(
        label="I have read the draft, and agree that it is released to the governors",
        error_messages={"required": "Confirm that you have read the draft"},
    )
    edition = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "Open the draft again, and agree to it from there"}
    )


class WordsForm(PlainForm):
    """What is written beside the figures. What might identify somebody is shown before it is kept."""

    commentary = LongText(
        label="Commentary",
        help_text="What the figures mean, in your words. It stands in the summary.",
        rows=7,
        max_length=LONGEST_WORDS,
        required=False,
    )
    questions = LongText(
        label="Questions for governors",
        help_text="What governors might ask. One a line, each beginning with a number and a full stop.",
        rows=5,
        max_length=LONGEST_WORDS,
        required=False,
    )
    examples = LongText(
        label="Examples",
        help_text="Anonymous examples of what happened. Each is made of several incidents, so that it is true of none. "
        "A line that begins with ### is a heading.",
        rows=9,
        max_length=LONGEST_WORDS,
        required=False,
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, schools: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = schools
        self.warned: list[Warned] = []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            self.warned = warnings_of([said[name] for name in WORDS], self.schools)
            seen = fingerprint_of(self.warned)
            if self.warned and said.get("seen") != seen:
                self.add_error(None, LOOK_AGAIN)
                self.say({"seen": seen})
        said.pop("seen", None)
        return said


class ConfirmWordsForm(PlainForm):
    """A second person says that nobody can be identified in what they have read."""

    confirmed = forms.BooleanField(
        label="I have read it, and nobody who knows the school can tell whom it is about",
        error_messages={"required": "Confirm that you have read it and that nobody can be identified"},
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
