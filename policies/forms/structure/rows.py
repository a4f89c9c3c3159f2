"""What a row is about, where it stands, and what the program must know about it."""

from collections.abc import Iterator
from typing import Any

from django import forms

from ...models import FourC, Matrix, Pinned, PoliceCase, Row
from .asking import ShapeForm, called, short_text

LONGEST_IN_A_LIST = 60  # characters of a label among the choices of a list
ALL_FLAGS = ("illegal", "safeguarding", "no_files", "data_breach", "continued", "pupils_phones")
# What is asked about a row of each table; of the others only what it is called and where it stands.
FLAGS_OF = {
    Matrix.Kind.USER_ACTIONS: ("illegal", "safeguarding", "no_files", "data_breach"),
    Matrix.Kind.COMMUNICATIONS: ("pupils_phones",),
    Matrix.Kind.DEVICES: ("pupils_phones",),
    Matrix.Kind.PUPIL_SANCTIONS: ("illegal", "continued"),
    Matrix.Kind.STAFF_SANCTIONS: ("illegal", "continued"),
}
PINNED = "The standard set says so for every school."


def _flag(name: str, does: str) -> forms.BooleanField:
    return forms.BooleanField(label=f"{name}: {does}", required=False)


class RowForm(ShapeForm):
    """What a row is about, where it stands, and what the program must know about it."""

    label = called("row", 250, label="What is it about?", help_text="As it stands in the table.")
    place = forms.ChoiceField(
        label="Where does it stand?",
        error_messages={
            "required": "Choose where the row stands",
            "invalid_choice": "That place is no longer in the table: choose where the row stands",
        },
    )
    law = short_text("The law", 160, help_text="For example, Computer Misuse Act 1990.")
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
    pupils_phones = _flag("Is about pupils’ own phones", "the checks tell governors where pupils may carry or use them")
    remark = short_text(
        "Remark", 200, help_text="For whoever decides about this row. It is shown while it is undecided."
    )

    def __init__(self, *args: Any, matrix: Matrix, record: Row | None = None, under: str = "", **kwargs: Any) -> None:
        self.matrix, self.record, self.under = matrix, record, under
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
        """The last place under the heading that the page was asked for, else under the last one."""
        headings = self.matrix.row_groups
        last = headings.filter(key=self.under).first() or headings.last()
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

    @property
    def flags(self) -> list[forms.BoundField]:
        return [self[name] for name in ALL_FLAGS if name in self.fields]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_IN_A_LIST else text[: LONGEST_IN_A_LIST - 1].rstrip() + "…"
