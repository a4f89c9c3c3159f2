"""Choosing a file, saying which column is which, and deciding what the preview asks."""

from typing import Any

from django import forms

from core.files import MAX_BYTES, Table
from core.forms import PlainForm
from core.words import counted
from people.access import RegisterAccess
from people.imports import answers, mapping
from people.imports.fields import FIELDS, FIRST, LAST, WHOLE
from people.imports.plans import Doubt, Entry, Plan
from people.imports.preview import described
from people.models import School, User, Who

NO_COLUMN = ""


class ChooseFileForm(PlainForm):
    """The school, whose register it is, and the file."""

    school = forms.ModelChoiceField(
        School.objects.none(),
        label="Which school?",
        empty_label="Choose a school",
        error_messages={"required": "Choose the school", "invalid_choice": "Choose one of your schools"},
    )
    who = forms.ChoiceField(
        choices=Who,
        widget=forms.RadioSelect,
        label="Who is in the file?",
        error_messages={"required": "Say who is in the file", "invalid_choice": "Say who is in the file"},
    )
    file = forms.FileField(
        label="File",
        help_text="CSV or XLSX, at most 10 MB, with a line of headings.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={
            "required": "Choose the file that your school’s own system exported",
            "empty": "The file is empty. Choose the file that your school’s own system exported",
            "invalid": "Choose the file again",
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.managed_by(user)
        choice = self.fields["school"]
        choice.queryset = schools  # type: ignore[attr-defined]
        if len(schools) == 1:
            choice.initial, choice.widget = schools[0], forms.HiddenInput()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB. Export only the columns that are needed")
        return file


class MatchColumnsForm(PlainForm):
    """One question for each field: under which heading it stands."""

    def __init__(self, *args: Any, table: Table, who: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in FIELDS[who]:
            self.fields[field.key] = forms.ChoiceField(
                label=field.label,
                help_text=field.hint,
                required=False,
                choices=[(NO_COLUMN, "Not in this file"), *((heading, heading) for heading in table.headings)],
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": "Choose a heading of this file"},
            )
            names = field in {LAST, FIRST, WHOLE}  # one way of the two is needed: none of them is called optional
            self.fields[field.key].needed_when_shown = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        chosen = self.headings
        if not self.errors and not mapping.names_people(chosen):
            raise forms.ValidationError("Say which column has the whole name, or which two have first and last name.")
        for key, heading in chosen.items():
            if list(chosen.values()).count(heading) > 1:
                self.add_error(key, f"“{heading}” is chosen twice: a column is one thing only")
        return answers

    @property
    def headings(self) -> dict[str, str]:
        """Field → heading."""
        return {key: heading for key, heading in self.cleaned_data.items() if heading}


class BringInForm(PlainForm):
    """What only a person can decide about a file: the doubtful rows, and those who are not in it."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, plan: Plan | None = None, user: User | None = None, **kwargs: Any) -> None:
        """From the plan that is shown; or from what was sent, which `bring_in` compares with its own plan."""
        super().__init__(*args, **kwargs)
        if plan is None:
            self._as_sent()
        else:
            self.fields["digest"].initial = plan.digest
            for doubt in plan.doubtful[: answers.MOST_DOUBTS]:
                line = doubt.row.line
                elsewhere = [entry for entry in doubt.candidates if not RegisterAccess.allows(user, "take_over", entry)]
                asking = (
                    f"{entry.name}, at {entry.sister}. {RegisterAccess.refusal(user, 'take_over', entry)}"
                    for entry in elsewhere
                )
                choices = list(_choices(doubt, [entry for entry in doubt.candidates if entry not in elsewhere]))
                hint = " ".join([f"{doubt.reason}.", *dict.fromkeys(asking)])
                self._ask(line, f"Line {line}: {described(doubt.row)}", hint, choices)
            if plan.every_missing:
                self._ask_missing(list(_fates(plan)))
            if plan.uninvited:
                self._ask_invites(f"Invite {counted(len(plan.uninvited), 'person')} to sign in as staff")

    def _as_sent(self) -> None:
        for line in sorted({int(line) for line in self.data.getlist("asked") if line.isdigit() and len(line) < 7}):  # type: ignore[attr-defined]
            sent = self.data.get(f"line-{line}", "")
            self._ask(line, f"Line {line}", "", [(sent, sent)] if sent else [])
        if self.data.get("asks_missing"):
            self._ask_missing([(key, key) for key in (answers.KEEP, answers.OF_THESE_YEARS, answers.EVERYBODY)])
        if self.data.get("asks_invites"):
            self._ask_invites("")

    def _ask_invites(self, yes: str) -> None:
        say = "Say whether they are invited"
        self.fields["invites"] = forms.ChoiceField(
            label="Shall they have an account?",
            choices=[("yes", yes), ("no", "Not now: the entries alone")],
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": say, "invalid_choice": say},
        )

    def _ask(self, line: int, label: str, hint: str, choices: list[tuple[str, str]]) -> None:
        decide = f"Decide on line {line}"
        self.fields[f"line-{line}"] = forms.ChoiceField(
            label=label,
            help_text=hint,
            choices=choices,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": decide, "invalid_choice": decide},
        )

    def _ask_missing(self, choices: list[tuple[str, str]]) -> None:
        say = "Say what becomes of those who are not in the file"
        self.fields["missing"] = forms.ChoiceField(
            label="What becomes of them?",
            choices=choices,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": say, "invalid_choice": say},
        )

    @property
    def lines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("line-")]

    @property
    def asked(self) -> list[str]:
        return [field.name.removeprefix("line-") for field in self.lines]

    @property
    def answers(self) -> answers.Answers:
        said = self.cleaned_data
        return answers.Answers(
            digest=said["digest"],
            decisions={int(name.removeprefix("line-")): said[name] for name in said if name.startswith("line-")},
            missing=said.get("missing", answers.KEEP),
            invites=said.get("invites") == "yes",
        )


def _choices(doubt: Doubt, candidates: list[Entry]) -> Any:
    for entry in candidates:
        yield f"{answers.SAME}:{entry.pk}", f"The same person as {described(entry)}"
    if doubt.may_be_new:
        yield answers.NEW, "Somebody else: add an entry"
    yield answers.LEAVE_OUT, "Leave this line out"


def _fates(plan: Plan) -> Any:
    yield answers.KEEP, "They stay on the register"
    if plan.missing:
        yield answers.OF_THESE_YEARS, f"Mark {counted(len(plan.missing), 'person')} as left today"
    if plan.missing_elsewhere:
        everybody = counted(len(plan.every_missing), "person")
        yield answers.EVERYBODY, f"Mark {everybody} as left today, those of the other year groups too"
