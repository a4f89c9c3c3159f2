"""Who was involved: rows of a name and a part, matched with the register."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Value
from django.db.models.functions import Upper

from core.forms import LongText, PlainForm, RememberingForm
from core.normalising import folded, plain
from core.statements import Statement, Text
from incidents.models import Involvement
from incidents.models.involvement import TAKING_PART
from incidents.statement import Named
from people.models import Person, School

# What a typed person may be → (kind, works or volunteers here)
WHO = {
    "pupil": ("A pupil or another child", Person.Kind.PUPIL, ""),
    "works": ("An adult who works or volunteers here", Person.Kind.STAFF, Involvement.WorksHere.YES),
    "unsure": ("An adult who may work or volunteer here", Person.Kind.OTHER, Involvement.WorksHere.UNSURE),
    "other": ("An adult who does not work or volunteer here", Person.Kind.OTHER, Involvement.WorksHere.NO),
}
PARTS = [(part, part.as_reported) for part in TAKING_PART]
MISTAKE = Involvement.Part.MISTAKE


class PersonForm(PlainForm):
    """One person: a name from the register or typed, the part, and who a typed person is."""

    name = forms.CharField(
        required=False,
        max_length=160,
        label="Name",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "register", "data-register": ""}),
    )
    part = forms.ChoiceField(
        choices=[("", "Choose the part"), *PARTS],
        required=False,
        label="Part",
    )
    who = forms.ChoiceField(
        choices=[("", "On the register"), *((key, label) for key, (label, _, _) in WHO.items())],
        required=False,
        label="If not on the register: who is it?",
    )

    def as_typed(self) -> dict[str, Any]:
        """What stands in the row, not judged."""
        return {name: self[name].value() for name in self.fields}

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("name") and not any(letter.isalnum() for letter in answers["name"]):
            self.add_error("name", "Give the name")
        if answers.get("name") and not answers.get("part") and "part" not in self.errors:
            self.add_error("part", f"Choose the part that {answers['name']} had")
        if answers.get("part") and not answers.get("name") and "name" not in self.errors:
            self.add_error("name", "Give the name, or clear the part")
        return answers


class BasePeopleFormSet(forms.BaseFormSet):
    """The people of one report."""

    default_error_messages = {
        "missing_management_form": "This page was out of date. Check the people and send it again",
        "too_many_forms": "Name at most %(num)d people: say in words who else was there",
    }

    def named(self, school: School) -> list[Named]:
        """The people as the report takes them. Adds an error to each row that cannot be placed.

        Only people of this school and its sister schools are ever matched: a name from elsewhere is a name that
        is not on the register.
        """
        found: list[Named] = []
        for form in self.forms:
            if form.cleaned_data.get("name"):
                try:
                    found.append(named_by(form.cleaned_data, school, found))
                except ValidationError as error:
                    form.add_error("who" if error.code == "who" else "name", error)
        return found


def named_by(answers: dict[str, Any], school: School, so_far: Sequence[Named] = ()) -> Named:
    """Who is meant by a name, a part and who it is. An error says why it cannot be told."""
    person = on_register(answers["name"], school)  # whatever is said about who it is: nobody hides behind it
    if person:
        if any(named.person == person for named in so_far):
            raise ValidationError(f"{person.name} is named twice: one part each")
        _, _, works_here = WHO.get(answers["who"], ("", "", "")) if person.kind == Person.Kind.OTHER else ("", "", "")
        return Named(part=answers["part"], person=person, works_or_volunteers=works_here)
    if not answers["who"]:
        raise ValidationError(
            f"{answers['name']} is not on the register: say who it is, or choose a name from the list", code="who"
        )
    _, kind, works_here = WHO[answers["who"]]
    if len(answers["name"]) > 120:
        raise ValidationError("The name is longer than 120 characters: shorten it")
    return Named(part=answers["part"], name=plain(answers["name"]), kind=kind, works_or_volunteers=works_here)


def on_register(text: str, school: School) -> Person | None:
    """The one person the text means: a label that the list offers, or else a name that only one person has.

    What stands after a comma tells people of one name apart; it never hides somebody from the register.
    """
    said = plain(text)
    name = plain(said.partition(",")[0])
    same_name = _called(name, school)
    labelled = [person for person in same_name if said.casefold() in person.labels]
    if len(labelled or same_name) > 1:
        offered = "; ".join(person.long_label for person in same_name[:6])
        raise ValidationError(f"More than one person has this name. Write one of: {offered}")
    return next(iter(labelled or same_name), None)


def _called(name: str, school: School) -> list[Person]:
    """People of this name, or with a merged entry of it; if none, those here whose name differs in accents only."""
    if exact := BEARERS.records(Text(name), school.pk, school.federation_id):
        return exact
    here = Person.objects.current().filter(school=school)
    alike = [pk for pk, other in here.values_list("pk", "name") if folded(other) == folded(name)]
    return list(Person.objects.filter(pk__in=alike)) if alike else []


def _bearers(name: str, school: int, federation: int | None) -> QuerySet[Person]:
    bearing = Person.objects.alias(upper=Upper("name")).filter(upper=Upper(Value(name))).order_by()
    called = bearing.values("pk").union(bearing.exclude(merged_into=None).values("merged_into"))
    return Person.objects.nameable_at(School(pk=school, federation_id=federation)).filter(pk__in=called)


BEARERS = Statement(_bearers)

WORDS_WHILE_WAITING = (
    "Do not ask them yet: informing them waits until the Police or social care agree. "
    "If they came to you with it, write down what they said."
)


class WordsForm(RememberingForm):
    """What one person said about it; and what a pupil's parents said."""

    voice = LongText(
        label="In the person’s own words",
        help_text="What they said happened, how it was for them, and what they would like to happen. "
        "As they said it: not a summary.",
        rows=6,
        required=False,
    )
    parents_voice = LongText(
        label="In the parents’ own words",
        help_text="What the parents or carers said: when they were informed, or before, if they came to you with it.",
        rows=5,
        required=False,
    )

    def __init__(self, *args: Any, involvement: Involvement, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(involvement, name) for name in ("voice", "parents_voice")}
        super().__init__(*args, **kwargs)
        self.fields["voice"].label = f"In the words of {involvement}"
        if not involvement.are_parents_heard:
            del self.fields["parents_voice"]
        elif involvement.incident.parents_wait:
            self.fields["parents_voice"].help_text = WORDS_WHILE_WAITING

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        self.refuse_outdated()
        return answers


PeopleFormSet = forms.formset_factory(
    PersonForm, formset=BasePeopleFormSet, extra=0, min_num=1, max_num=40, absolute_max=60, validate_max=True
)


class AddPersonForm(PersonForm):
    """One more person of an incident that was reported before."""

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        for name, missing in (("name", "Give the name"), ("part", "Choose the part that this person had")):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = missing
        self.fields["name"].help_text = "Start typing; choose a name of the register if it is there."

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if not self.errors:
            try:
                answers["named"] = named_by(answers, self.school)
            except ValidationError as error:
                self.add_error("who" if error.code == "who" else "name", error)
        return answers


NAMED_FOR_GOOD = (
    "A decision on the allegation covers this person, who stays named here. Named by mistake, they count nowhere: in "
    "no figure, in no chronology, and in no file but their own, if they ask what is kept about them."
)


class ChangePersonForm(RememberingForm):
    """What is known of one person of an incident. Only a typed name is asked who it is.

    `may_be_mistake`: a decision names them for good, and who uses the form may say that it was by mistake.
    """

    part = forms.ChoiceField(choices=PARTS, label="Which part did this person have?", widget=forms.RadioSelect)
    on_register = forms.CharField(
        label="Which name of the register is this?",
        help_text="If you know now who it is: start typing, and choose the name.",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "register", "data-register": ""}),
    )
    works_or_volunteers = forms.ChoiceField(
        choices=Involvement.WorksHere.choices,
        label="Does this person work or volunteer here?",
        help_text="Yes, or not sure: if it is alleged against this person, the incident is restricted.",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether this person works or volunteers here"},
    )
    reason = forms.CharField(
        label="Why is it changed?", max_length=300, error_messages={"required": "Say why it is changed"}
    )

    def __init__(self, *args: Any, involvement: Involvement, may_be_mistake: bool, **kwargs: Any) -> None:
        self.involvement = involvement
        kwargs["initial"] = {name: getattr(involvement, name) for name in ("part", "works_or_volunteers")}
        super().__init__(*args, **kwargs)
        if may_be_mistake:
            part = self.fields["part"]
            part.choices = [*PARTS, (MISTAKE, MISTAKE.label)]  # type: ignore[attr-defined]
            part.help_text = NAMED_FOR_GOOD
        if involvement.person:
            del self.fields["on_register"]
        if involvement.person or involvement.is_pupil:
            del self.fields["works_or_volunteers"]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("on_register"):
            try:
                answers["person"] = on_register(answers["on_register"], self.involvement.incident.school)
            except ValidationError as error:
                self.add_error("on_register", error)
            else:
                if answers["person"] is None:
                    self.add_error("on_register", "This name is not on the register: choose one from the list")
        if not self.refuse_outdated() and not self.errors and not set(self.changed_data) - {"reason"}:
            self.add_error(None, "Nothing is changed yet: change what is wrong, then save")
        return answers

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that the page changed, with what they become."""
        columns = {name: self.cleaned_data[name] for name in self.changed_data if name not in ("reason", "on_register")}
        return columns | ({"person": self.cleaned_data["person"]} if self.cleaned_data.get("person") else {})
