"""Who was involved: rows of a name and a part, matched with the register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from core.forms import PlainForm
from incidents.models import Involvement
from incidents.statement import Named
from people.models import Person, School
from people.names import folded, plain

# What a typed person may be → (kind, works or volunteers here)
WHO = {
    "pupil": ("A pupil or another child", Person.Kind.PUPIL, ""),
    "works": ("An adult who works or volunteers here", Person.Kind.STAFF, Involvement.WorksHere.YES),
    "unsure": ("An adult who may work or volunteer here", Person.Kind.OTHER, Involvement.WorksHere.UNSURE),
    "other": ("An adult who does not work or volunteer here", Person.Kind.OTHER, Involvement.WorksHere.NO),
}
PARTS = [
    (Involvement.Part.INSTIGATOR, "Alleged instigator"),
    (Involvement.Part.TARGET, "Target"),
    (Involvement.Part.WITNESS, "Witness"),
]


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
                    found.append(self._named(form.cleaned_data, school, found))
                except ValidationError as error:
                    form.add_error("who" if error.code == "who" else "name", error)
        return found

    @staticmethod
    def _named(answers: dict[str, Any], school: School, so_far: list[Named]) -> Named:
        person = on_register(answers["name"], school)  # whatever is said about who it is: nobody hides behind it
        if person:
            if any(named.person == person for named in so_far):
                raise ValidationError(f"{person.name} is named twice: one part each")
            return Named(part=answers["part"], person=person)
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
    called = Q(name__iexact=name) | Q(duplicates__name__iexact=name)
    exact = list(Person.objects.nameable_at(school).filter(called).distinct())
    if exact:
        return exact
    here = Person.objects.current().filter(school=school)
    alike = [pk for pk, other in here.values_list("pk", "name") if folded(other) == folded(name)]
    return list(Person.objects.filter(pk__in=alike)) if alike else []


PeopleFormSet = forms.formset_factory(
    PersonForm, formset=BasePeopleFormSet, extra=0, min_num=1, max_num=40, absolute_max=60, validate_max=True
)
