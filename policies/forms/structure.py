"""What a row, a heading, a column, a side, a lock and a table are asked, in words."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import cached_property

from core.forms import PlainForm, RememberingForm

from ..models import Column, ColumnGroup, FourC, Matrix, Meaning, PoliceCase, Row, RowGroup
from ..queries import Pinned

LONGEST_IN_A_LIST = 70  # characters of a label among the choices of a list

# What each meaning does, after its name.
DOES = {
    Meaning.ACCEPTABLE: "nothing follows",
    Meaning.CERTAIN_TIMES: "a note says when",
    Meaning.NOMINATED_USERS: "a note says who",
    Meaning.STAFF_PERMISSION: "a note says when, and from whom",
    Meaning.UNACCEPTABLE: "the unsuitable branch, and the sanctions tables say what follows",
    Meaning.ILLEGAL: "the illegal branch: the safeguarding lead and the authorities first",
    Meaning.REFER_INTERNAL: "who was told, and when, is recorded",
    Meaning.REFER_HEADTEACHER: "who was told, and when, is recorded",
    Meaning.REFER_POLICE: "doing it is a referral to the Police",
    Meaning.REFER_LOCAL_AUTHORITY: "doing it is a referral to the local authority",
    Meaning.REFER_TECHNICAL: "who was told, and when, is recorded",
    Meaning.INFORM_PARENTS: "it waits while the Police or social care have not agreed",
    Meaning.REMOVE_ACCESS: "it is recorded from when until when",
    Meaning.WARNING: "it counts when somebody does it again",
    Meaning.FURTHER_SANCTION: "it counts when somebody does it again",
    Meaning.SUSPENSION_PRECAUTIONARY: "it is shown as a precaution, not as a finding",
    Meaning.DISCIPLINARY: "it counts when somebody does it again",
}
LEVELS = list(DOES)[:6]  # of acceptance; the others are actions
OFFERED = {ColumnGroup.Choice.ONE: LEVELS, ColumnGroup.Choice.MANY: list(DOES)[6:]}

ALL_FLAGS = ("illegal", "safeguarding", "no_files", "data_breach", "continued")
# What is asked about a row of each table; of the others only what it is called and where it stands.
FLAGS_OF = {
    Matrix.Kind.USER_ACTIONS: ("illegal", "safeguarding", "no_files", "data_breach"),
    Matrix.Kind.PUPIL_SANCTIONS: ("illegal", "continued"),
    Matrix.Kind.STAFF_SANCTIONS: ("illegal", "continued"),
}
PINNED = "The standard set says so for every school."
OTHERS_WERE_FASTER = "Somebody else changed this while you were writing. Check it below, then save again."


class ShapeForm(RememberingForm):
    """Asks about one part of a table; refuses to overwrite what somebody else changed since the page was opened."""

    record: Any = None  # what is changed; none where something is added

    @property
    def flags(self) -> list[forms.BoundField]:
        """The questions that are answered by a tick, for one heading on the page."""
        return [self[name] for name in ALL_FLAGS if name in self.fields]

    def clean(self) -> dict[str, Any]:
        if self.record and self.is_outdated:
            self.catch_up()
            raise forms.ValidationError(OTHERS_WERE_FASTER)
        return self.cleaned_data


def _label(noun: str, length: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        max_length=length,
        error_messages={
            "required": f"Say what the {noun} is called",
            "max_length": f"Shorten the name of the {noun} to %(limit_value)d characters (%(show_value)d now)",
        },
        **kwargs,
    )


def _flag(name: str, does: str) -> forms.BooleanField:
    return forms.BooleanField(label=f"{name}: {does}", required=False)


def _short(label: str, length: int, **kwargs: Any) -> forms.CharField:
    too_long = f"Shorten “{label.lower().rstrip('?')}” to %(limit_value)d characters (%(show_value)d now)"
    return forms.CharField(
        label=label, max_length=length, required=False, error_messages={"max_length": too_long}, **kwargs
    )


class RowForm(ShapeForm):
    """What a row is about, where it stands, and what the program must know about it."""

    label = _label("row", 250, label="What is it about?", help_text="As it stands in the table.")
    place = forms.ChoiceField(
        label="Where does it stand?",
        error_messages={
            "required": "Choose where the row stands",
            "invalid_choice": "That place is no longer in the table: choose where the row stands",
        },
    )
    law = _short("The law", 160, help_text="For example, Computer Misuse Act 1990.")
    four_c = forms.ChoiceField(
        label="Area of risk",
        choices=[("", "None of these"), *FourC.choices],
        required=False,
        help_text="One of the four areas of online risk in the statutory guidance.",
        error_messages={"invalid_choice": "Choose one of the areas of risk"},
    )
    police_case = forms.ChoiceField(
        label="Is it a case that is referred to the Police at once?",
        choices=[("", "No"), *PoliceCase.choices],
        required=False,
        error_messages={"invalid_choice": "Choose one of the cases"},
    )
    illegal = _flag("Starts the illegal branch", "an incident of this kind stops for the authorities")
    safeguarding = _flag("The safeguarding lead leads", "the incident goes to the safeguarding lead and the head")
    no_files = _flag("Images of children: files are refused", "nobody can attach a file to such an incident")
    data_breach = _flag("May be a data breach", "the reviewer is asked whether personal data got out")
    continued = _flag(
        "Counts as continued infringements",
        "offered when somebody who was warned or sanctioned does something again",
    )
    remark = _short("Remark", 200, help_text="For whoever decides about this row. It is shown while it is undecided.")

    def __init__(self, *args: Any, matrix: Matrix, record: Row | None = None, **kwargs: Any) -> None:
        self.matrix, self.record = matrix, record
        super().__init__(*args, initial=self._as_it_is(), **kwargs)
        place = self.fields["place"]
        place.choices = list(self._places())  # type: ignore[attr-defined]
        self._leave_out_what_is_not_asked()
        self._hold_what_is_pinned()

    def _as_it_is(self) -> dict[str, Any]:
        row = self.record
        if row is None:
            return {"place": self._at_the_end()}
        before = [each for each in row.group.rows.all() if each.position < row.position]
        place = f"row.{before[-1].key}" if before else f"heading.{row.group.key}"
        said = {name: getattr(row, name) for name in ("label", "law", "four_c", "police_case", "remark", *ALL_FLAGS)}
        return said | {"place": place}

    def _at_the_end(self) -> str:
        last = self.matrix.row_groups.last()
        row = last.rows.last() if last else None
        return f"row.{row.key}" if row else f"heading.{last.key}" if last else ""

    def _leave_out_what_is_not_asked(self) -> None:
        unasked = set(ALL_FLAGS) - set(FLAGS_OF.get(Matrix.Kind(self.matrix.kind), ()))
        if self.matrix.kind != Matrix.Kind.USER_ACTIONS:
            unasked |= {"law", "four_c", "police_case"}
        for name in unasked:
            del self.fields[name]

    def _hold_what_is_pinned(self) -> None:
        """What the standard set says about a row to protect children cannot be taken off."""
        if self.record is None:
            return
        pinned = Pinned(self.matrix.kind)
        held = pinned.flags(self.record.key) + (["police_case"] if pinned.police_case(self.record.key) else [])
        for name in held:
            if name in self.fields and self.initial[name]:
                self.fields[name].disabled = True
                self.fields[name].help_text = PINNED

    def _places(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        for heading in self.matrix.row_groups.prefetch_related("rows"):
            others = [row for row in heading.rows.all() if row != self.record]
            name = _cut(heading.label or "The rows of this table")
            yield (
                name,
                [
                    (f"heading.{heading.key}", "First"),
                    *((f"row.{row.key}", f"After “{_cut(row.label)}”") for row in others),
                ],
            )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_IN_A_LIST else text[: LONGEST_IN_A_LIST - 1].rstrip() + "…"


class HeadingForm(ShapeForm):
    """What a heading says."""

    label = _label("heading", 250, label="What does the heading say?")

    def __init__(self, *args: Any, matrix: Matrix, record: RowGroup | None = None, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, initial={"label": record.label} if record else {}, **kwargs)


class ColumnForm(ShapeForm):
    """What a column is called, and what it means for the program."""

    label = _label("column", 160, label="What is the column called?")
    short = _short("Short heading", 40, help_text="Stands over the column where there is little room.")
    meaning = forms.ChoiceField(
        label="What does it mean?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the column means",
            "invalid_choice": "Choose one of the meanings that are offered",
        },
    )

    def __init__(
        self, *args: Any, matrix: Matrix, side: ColumnGroup | None, record: Column | None = None, **kwargs: Any
    ) -> None:
        self.record = record
        initial = {"label": record.label, "short": record.short, "meaning": record.meaning} if record else {}
        super().__init__(*args, initial=initial, **kwargs)
        offered = OFFERED[ColumnGroup.Choice(side.choice)] if side else list(DOES)
        choices = [(meaning.value, f"{meaning.label}: {DOES[meaning]}") for meaning in offered]
        self.fields["meaning"].choices = choices  # type: ignore[attr-defined]


class SideForm(ShapeForm):
    """Whom a side of a table is for."""

    label = _label("side", 120, label="What is this side called?", help_text="For example, staff and other adults.")
    audience = forms.ChoiceField(
        label="Whom is it for?",
        choices=[("", "Everybody"), ("adults", "Adults"), ("pupils", "Pupils")],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose adults, pupils or everybody"},
    )

    def __init__(self, *args: Any, matrix: Matrix, record: ColumnGroup | None = None, **kwargs: Any) -> None:
        self.record = record
        initial = {"label": record.label, "audience": record.audience} if record else {"audience": ""}
        super().__init__(*args, initial=initial, **kwargs)


class TitleForm(ShapeForm):
    """What a table is called."""

    title = _label("table", 120, label="What is the table called?")

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        self.record = matrix
        super().__init__(*args, initial={"title": matrix.title}, **kwargs)


class LockForm(PlainForm):
    """Which decision may never be chosen for a row, and why."""

    place = forms.ChoiceField(
        label="Which decision may never be chosen?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the decision that may never be chosen",
            "invalid_choice": "Choose one of the decisions that are offered",
        },
    )
    reason = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="Whoever edits the table reads it.",
        error_messages={
            "required": "Say why it may never be chosen",
            "max_length": "Shorten the reason to %(limit_value)d characters (%(show_value)d now)",
        },
    )

    def __init__(self, *args: Any, matrix: Matrix, row: Row | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matrix, self.row = matrix, row
        self.fields["place"].choices = self.places  # type: ignore[attr-defined]

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """Every decision that is not locked for the row yet."""
        locked = {lock.column_id for lock in self.row.locks.all()} if self.row else set()
        sides = list(self.matrix.column_groups.prefetch_related("columns"))
        return [
            (f"{side.key}.{column.key}", f"{side.label}: {column.label}" if len(sides) > 1 else column.label)
            for side in sides
            for column in side.columns.all()
            if column.pk not in locked
        ]


class AddTableForm(PlainForm):
    """Which table a draft gets, and what stands in it."""

    table = forms.ChoiceField(
        label="Which table?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a table", "invalid_choice": "This draft already has that table"},
    )
    start = forms.ChoiceField(
        label="What does it start from?",
        choices=[
            ("standard", "The rows and columns of the standard set"),
            ("empty", "The columns of the standard set, without any row"),
        ],
        initial="standard",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it starts from", "invalid_choice": "Choose what it starts from"},
    )

    def __init__(self, *args: Any, lacking: list[tuple[str, str]], earlier: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = lacking  # type: ignore[attr-defined]
        if earlier:
            offered = self.fields["start"].choices  # type: ignore[attr-defined]
            self.fields["start"].choices = [*offered, ("earlier", f"The table of {earlier}")]  # type: ignore[attr-defined]
