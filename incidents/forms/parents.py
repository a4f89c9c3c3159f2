"""Whether the parents of each pupil were informed, or why not."""

from typing import Any

from django import forms

from core.forms import Bundle, LongText, PastDate, RememberingForm
from incidents.models import Involvement

NOT_YET = "not_yet"


class ParentsForm(RememberingForm):
    """One pupil's parents: informed when, by whom and how; or why not. Left open, nothing is recorded yet."""

    parents = forms.ChoiceField(
        choices=[(NOT_YET, "Not yet"), *Involvement.Parents.choices],
        label="Were the parents informed?",
        widget=forms.RadioSelect,
    )
    parents_informed_on = PastDate(label="On which day?", required=False)
    parents_informed_by = forms.CharField(label="By whom?", required=False, max_length=120)
    parents_informed_how = forms.CharField(
        label="How?", help_text="For example by telephone.", required=False, max_length=200
    )
    parents_reason = LongText(label="Why not?", rows=2, required=False, max_length=1000)

    def __init__(self, *args: Any, involvement: Involvement, waits: str = "", **kwargs: Any) -> None:
        """`waits`: why nobody is informed now, if so."""
        self.involvement, self.waits = involvement, waits
        kwargs["initial"] = {name: getattr(involvement, name) for name in self.base_fields}
        kwargs["initial"]["parents"] = involvement.parents or NOT_YET
        super().__init__(*args, **kwargs)
        for name in ("parents_informed_on", "parents_informed_by", "parents_reason"):
            self.fields[name].needed_when_shown = True  # type: ignore[attr-defined]  # not "(optional)"

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if self.has_changed() and self.is_outdated:
            self.add_error("parents", self._meanwhile())
            self.catch_up()
            return answers
        name, said = self.involvement.display_name, answers.get("parents")
        if said == Involvement.Parents.INFORMED != self.involvement.parents and self.waits:
            self.add_error("parents", self.waits)
        if said == Involvement.Parents.INFORMED:
            for field, missing in (
                ("parents_informed_on", f"Give the day on which the parents of {name} were informed"),
                ("parents_informed_by", f"Say who informed the parents of {name}"),
            ):
                if not answers.get(field) and field not in self.errors:
                    self.add_error(field, missing)
            informed_on = answers.get("parents_informed_on")
            if informed_on and (why_not := self.involvement.why_not_informed_on(informed_on)):
                self.add_error("parents_informed_on", why_not)
            answers["parents_reason"] = ""
        elif said == Involvement.Parents.NOT_INFORMED:
            if not answers.get("parents_reason") and "parents_reason" not in self.errors:
                self.add_error("parents_reason", f"Say why the parents of {name} were not informed")
            answers |= {"parents_informed_on": None, "parents_informed_by": "", "parents_informed_how": ""}
        elif said == NOT_YET and (why_not := self._why_not_left_open(answers)):
            self.add_error("parents", why_not)
        return answers

    def _why_not_left_open(self, answers: dict[str, Any]) -> str:
        """What was said is put right by another answer; “Not yet” keeps nothing."""
        name = self.involvement.display_name
        if self.involvement.parents and self.has_changed():
            return f"It is recorded whether the parents of {name} were informed. Say why not, if they were not"
        if any(answers.get(name) for name in self.base_fields if name != "parents"):
            return f"Say whether the parents of {name} were informed: otherwise nothing of it is saved"
        return ""

    def _meanwhile(self) -> str:
        now = dict(self.fields["parents"].choices)[self.initial["parents"]]  # type: ignore[attr-defined]
        return (
            f"Somebody else recorded this meanwhile for {self.involvement.display_name}: {now}. "
            "Check your answer and save again"
        )


class ParentsFormSet(Bundle):
    """A form for each pupil of an incident."""

    def __init__(self, data: Any, involvements: list[Involvement], waits: str = "") -> None:
        super().__init__(
            [
                ParentsForm(data, involvement=person, waits=waits, prefix=f"pupil-{person.pk}")
                for person in involvements
            ],
            data,
            ("pupil-",),
        )

    @property
    def answers(self) -> list[tuple[Involvement, dict[str, Any]]]:
        """What was said, of those about whom something was said."""
        said = [(form.involvement, form.cleaned_data) for form in self.forms if form.has_changed()]  # type: ignore[attr-defined]
        return [(involvement, answers) for involvement, answers in said if answers["parents"] != NOT_YET]
