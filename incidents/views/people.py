"""The people of an incident: added, changed, taken out."""

from django.urls import reverse
from django.utils.functional import cached_property

from core.forms import ReasonForm
from core.views import DetailPage
from incidents import actions
from incidents.access import IncidentAccess
from incidents.forms import AddPersonForm, ChangePersonForm, WordsForm
from incidents.queries import involved

from .full_incident import FullIncident
from .verbs import Verb


class InvolvedPeople(FullIncident, DetailPage):
    """Everybody who is a part of it, each with what may be changed."""

    access = IncidentAccess
    action = "change_people"
    template_name = "incidents/involved.html"

    def get_queryset(self):
        decided = ("sanctions", "searches", "allegation_decisions")  # who is decided on is not taken out
        return super().get_queryset().prefetch_related(*(f"involvements__{what}" for what in decided))

    def get_context_data(self, **kwargs):
        return super().get_context_data(incident=self.object, **kwargs)


class PersonVerb(Verb, abstract=True):
    """One person of one incident."""

    action = "change_people"

    @cached_property
    def involvement(self):
        return involved(self.subject, self.kwargs["pk"])

    def get_success_url(self):
        """Back to the people; to the log, for somebody whom the change took the reading from."""
        if not self.get_queryset().filter(pk=self.subject.pk).exists():
            return reverse("incidents:log")
        return reverse("incidents:people", args=[self.subject.reference])


class AddPerson(PersonVerb):
    form_class = AddPersonForm
    template_name = "incidents/add_person.html"
    title = "Add somebody"
    button = "Add this person"
    lead = "If you add an alleged instigator who works or volunteers here, the incident is restricted at once."
    success_message = "The person is added."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"school": self.subject.school}

    def perform(self, form):
        actions.add_person(self.subject, form.cleaned_data["named"], by=self.request.user)


class ChangePerson(PersonVerb):
    form_class = ChangePersonForm
    template_name = "incidents/change_person.html"
    button = "Save the change"
    success_message = "It has been changed. The chronology says what it was."

    @property
    def title(self):
        return f"Change what is known of {self.involvement}"

    def get_form_kwargs(self):
        decides = IncidentAccess.allows(self.request.user, "change_decided", self.subject)
        named = {"involvement": self.involvement, "may_be_mistake": decides and self.involvement.is_decided_on}
        return super().get_form_kwargs() | named

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        actions.change_person(self.involvement, by=self.request.user, reason=reason, **form.changes)


class RecordWords(PersonVerb):
    """What the person said about it, and what the parents did."""

    action = "record_words"
    form_class = WordsForm
    template_name = "incidents/words.html"
    button = "Save their words"
    lead = "Everybody who reads the incident reads them. The chronology says that they were written down, not what."
    success_message = "It is saved."

    @property
    def title(self):
        return f"What {self.involvement} said"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"involvement": self.involvement}

    def perform(self, form):
        self.involvement.record_words(by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return f"{self.subject.get_absolute_url()}#words"


class RemovePerson(PersonVerb):
    form_class = ReasonForm
    button = "Take this person out"
    lead = "For somebody who was named by mistake. The chronology says that they were here."
    success_message = "The person has been taken out."

    @property
    def title(self):
        return f"Take {self.involvement} out"

    def get_form(self, form_class=None):
        _ = self.involvement  # not there (any more): not found
        return super().get_form(form_class)

    def perform(self, form):
        actions.remove_person(self.involvement, by=self.request.user, **form.cleaned_data)
