"""Which days and which school the picture is of; and taking its figures out."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms

from core.forms import PastDate, PlainForm
from incidents.forms import WhyForm
from incidents.models import Export
from incidents.querysets import schools_of
from people.calendar import AcademicYear
from people.models import School, User

from .selection import Selection
from .spans import Compared, Terms, academic_year, own_days, this_term

TERM, YEAR, LAST, OWN = "term", "year", "last", "own"
# The first is shown where nothing is chosen.
PERIODS = ((YEAR, "This academic year"), (TERM, "This term"), (LAST, "Last academic year"), (OWN, "The days below"))
LONGEST = 731  # days: two years


class TrendsForm(PlainForm):
    """Read from the address. What is not understood is this academic year, and all schools; and it is said."""

    period = forms.ChoiceField(
        label="Period",
        choices=PERIODS,
        required=False,
        error_messages={"invalid_choice": "Choose one of the periods: this academic year is shown"},
    )
    since = PastDate(label="From", required=False)
    until = PastDate(label="Until", required=False)
    school = forms.ChoiceField(
        label="School",
        required=False,
        error_messages={"invalid_choice": "Choose one of your schools: all are shown"},
    )
    compare = forms.BooleanField(label="Compare with the period before", required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.schools = {str(school.pk): school for school in School.objects.filter(pk__in=schools_of(user))}
        offered = [("", "All your schools"), *((key, school.name) for key, school in self.schools.items())]
        self.fields["school"].choices = offered  # type: ignore[attr-defined]
        if len(self.schools) < 2:
            del self.fields["school"]
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        since, until = answers.get("since"), answers.get("until")
        if answers.get("period") == OWN and not self.errors:
            self._check_days(since, until)
        elif since or until:
            self.add_error("since", f"The days are left out: choose “{dict(PERIODS)[OWN]}” as the period to use them")
        return answers

    def _check_days(self, since: Any, until: Any) -> None:
        if not since or not until:
            self.add_error("since", "Write both days: this academic year is shown")
        elif until < since:
            self.add_error("until", "It is before the first day: this academic year is shown")
        elif (until - since).days > LONGEST:
            self.add_error("until", "Choose two years at most: this academic year is shown")

    @property
    def problems(self) -> list[str]:
        """A sentence for each answer that could not be used, each once, and what is shown instead."""
        said = list(dict.fromkeys(f"{error}." for errors in self.errors.values() for error in errors))
        if self.cleaned_data.get("period") == OWN and self.errors and not any("is shown" in each for each in said):
            said.append("This academic year is shown.")
        return said

    @cached_property
    def asked(self) -> Selection:
        """As it was understood. At most one query."""
        school = self.schools.get(self.cleaned_data.get("school", ""))
        shown = [school] if school else list(self.schools.values())
        terms = Terms.of(shown)
        return Selection(self._spans(terms), terms, shown, school, compares=bool(self.cleaned_data.get("compare")))

    def _spans(self, terms: Terms) -> Compared:
        answers, year = self.cleaned_data, AcademicYear.current()
        if answers.get("period") == OWN and not self.errors:
            return own_days(answers["since"], answers["until"])
        if answers.get("period") == TERM:
            return this_term(terms)
        return academic_year(year.previous if answers.get("period") == LAST else year)

    @property
    def query(self) -> str:
        """The answers as they stand in an address, and nothing else that stood there."""
        answers = {name: answer for name, answer in self.cleaned_data.items() if answer}
        return urlencode({name: "on" if answer is True else str(answer) for name, answer in answers.items()})


class TakeOutForm(WhyForm):
    """As which kind of file, and what for."""

    file_format = forms.ChoiceField(
        label="Which kind of file?",
        choices=[(each.value, each.label) for each in Export.LISTS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind of file", "invalid_choice": "Choose one of those shown"},
    )
    field_order = ["file_format", "reason"]
