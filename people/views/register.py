"""The register: the list, one entry, and what happens to it."""

from typing import ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from core import clock
from core.access import Access, Refused
from core.forms import ReasonForm
from core.views import DetailPage, FormPage, ListPage, Scoped, TransitionPage
from people import actions, queries
from people.access import RegisterAccess
from people.forms.register import (
    AddForm,
    ComeBackForm,
    EntryForm,
    LeaveForm,
    MergeForm,
    MoveForm,
    RegisterFilter,
    key_of,
)
from people.models import Person

PAGE = 50


class Register(ListPage):
    """Everybody on the registers that the user manages, by surname."""

    model = Person
    scope = "managed_by"
    access = RegisterAccess
    action = "manage"
    template_name = "people/register/list.html"
    paginate_by = PAGE

    @cached_property
    def filter(self):
        return RegisterFilter(self.request.GET or {"left": ""}, user=self.request.user)

    def get_queryset(self):
        self.filter.is_valid()
        return queries.on_register(super().get_queryset(), self.filter.cleaned_data)

    def get_context_data(self, **kwargs):
        asked = any(self.filter.cleaned_data.values())
        return super().get_context_data(filter=self.filter, asked=asked, today=clock.today(), **kwargs)


class AddPerson(FormPage):
    """Somebody who is in no file."""

    access = RegisterAccess
    action = "manage"
    form_class = AddForm
    template_name = "people/register/add.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        try:
            person = actions.add_to_register(by=self.request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        self.success_message = f"{person.name} is on the register."
        self.success_url = person.get_absolute_url()
        return super().form_valid(form)


class OfThePerson(Scoped):
    """A page of one entry."""

    model = Person
    scope = "managed_by"
    access: ClassVar[type[Access]] = RegisterAccess
    slug_field = slug_url_kwarg = "pk"

    def get_queryset(self):
        return super().get_queryset().select_related("school__federation", "user", "merged_into")


class PersonPage(OfThePerson, DetailPage):
    action = "read"
    template_name = "people/register/person.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            person=self.subject,
            duplicates=self.subject.duplicates.select_related("school"),
            told=queries.told_of(self.subject),
            **kwargs,
        )


class Verb(OfThePerson, TransitionPage, abstract=True):
    """Something that happens to one entry."""

    template_name = "people/register/verb.html"
    title = button = lead = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.subject, **kwargs)


class CorrectPerson(Verb):
    action = "correct"
    form_class = EntryForm
    title, button = "Correct the entry", "Save the entry"
    success_message = "The entry is corrected."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kind": self.subject.kind}

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in EntryForm.base_fields}


class PersonLeaves(Verb):
    action = "leave"
    form_class = LeaveForm
    title, button = "Leaves the school", "Mark as left"
    lead = "Incidents that name this person stay as they are. The entry is kept."
    success_message = "The last day is on the register."

    def get_initial(self):
        return {"left_on": clock.today()}


class PersonComesBack(Verb):
    action = "come_back"
    form_class = ComeBackForm
    title, button = "Back on the register", "Put back on the register"
    success_message = "Back on the register."

    def get_initial(self):
        return {"year_group": self.subject.year_group, "class_name": self.subject.class_name}


class PersonMoves(Verb):
    action = "move"
    form_class = MoveForm
    title, button = "Moves to a sister school", "Move to that register"
    lead = "The entry goes to the other register with its history. Incidents stay with the school that logged them."
    success_message = "The entry is on the other school’s register now."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"person": self.subject}

    def get_success_url(self):
        return reverse("people:register")  # the entry may be somebody else's to manage now


class FindDuplicate(OfThePerson, DetailPage):
    """Who else may be the same person."""

    scope = "merged_by"
    action = "merge"
    template_name = "people/register/find_duplicate.html"

    def get_context_data(self, **kwargs):
        text = self.request.GET.get("q", "")[:80].replace("\0", "")
        if text.strip():
            found = queries.possible_duplicates(self.get_queryset(), self.subject, text)
        else:
            found = queries.similar_entries(self.get_queryset(), self.subject)
        return super().get_context_data(person=self.subject, found=found, text=text, **kwargs)


class MergePeople(Verb):
    """Two entries side by side, and which of them stays."""

    scope = "merged_by"
    action = "merge"
    form_class = MergeForm
    template_name = "people/register/merge.html"
    title, button = "Two entries of one person", "Merge the entries"
    success_message = "The two entries are one. It can be undone on the page of the entry that stays."

    @cached_property
    def other(self):
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["other"])

    def get_form_kwargs(self):
        stays = self.subject.fuller(self.other)
        initial = {"stays": str(stays.pk) if stays else None}
        return super().get_form_kwargs() | {"person": self.subject, "other": self.other, "initial": initial}

    def get_context_data(self, **kwargs):
        here, there = self.subject, self.other
        lacking = [(here, here.lacks(there)), (there, there.lacks(here))]
        return super().get_context_data(other=there, both=(here, there), lacking=lacking, **kwargs)

    def get_success_url(self):
        return where_to_after(self.request.user, self.subject)

    def perform(self, form):
        here, there = self.subject, self.other
        stays, goes = (here, there) if key_of(form.cleaned_data["stays"]) == here.pk else (there, here)
        goes.merge(by=self.request.user, into=stays, reason=form.cleaned_data["reason"])
        self.subject = stays


class UnmergePeople(Verb):
    scope = "merged_by"
    action = "unmerge"
    form_class = ReasonForm
    title, button = "Undo the merging", "Make them two entries again"
    success_message = "They are two entries again."

    def get_success_url(self):
        return where_to_after(self.request.user, self.subject)


def where_to_after(user, person):
    """The page of the entry; the chair of governors, who merges but does not read the register, goes home."""
    return person.get_absolute_url() if RegisterAccess.allows(user, "read", person) else reverse("home")
