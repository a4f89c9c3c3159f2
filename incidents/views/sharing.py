"""Who handles an incident, who reads it by name, who steps back from it; and its pictures."""

from django.http import Http404
from django.urls import reverse

from core.forms import ReasonForm
from core.own_words import BEGIN_EMPTY
from incidents import actions
from incidents.forms import HandOverForm, InterestForm, ReaderForm, SearchForm
from incidents.forms.sharing import OFFERED
from incidents.queries import may_be_readers, not_accused
from incidents.routing import DUTIES

from .verbs import Verb


class Assign(Verb):
    action = "assign"
    form_class = HandOverForm
    title = "Hand this incident over"
    button = "Hand it over"
    lead = "One person handles it, and everybody asks them about it. Others who may handle it still can."
    success_message = "It has been handed over, and the chronology says so."

    def get_form_kwargs(self):
        holders = not_accused(self.subject, *DUTIES[self.subject.route].handlers)
        others = [holder for holder in holders if holder.user_id != self.subject.handler_id]
        return super().get_form_kwargs() | {"holders": others, "incident": self.subject, "user": self.request.user}


class Readers(Verb):
    """Who reads it by name; and adding somebody, found by name among those who have a role at the school."""

    action = "add_reader"
    form_class = ReaderForm
    template_name = "incidents/readers.html"
    title = "Who reads it by name"
    success_message = "They may read it now: they find it in their list of incidents."

    def get_form_kwargs(self):
        self.search = SearchForm({"q": self.request.GET.get("q", "").replace("\0", "")[:80]})
        self.search.is_valid()
        self.found = may_be_readers(self.subject, self.search.cleaned_data.get("q", ""))
        return super().get_form_kwargs() | {"holders": self.found}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        readers = self.subject.readers.select_related("user", "by")
        return context | {"search": self.search, "found": len(self.found), "offered": OFFERED, "readers": readers}

    def get_success_url(self):
        return reverse("incidents:readers", args=[self.subject.reference])


class EndReader(Verb):
    action = "end_reader"
    form_class = ReasonForm
    button = "Remove this reader"
    lead = "They no longer find this incident. That they read it stays in the history."
    success_message = "They no longer read it."

    @property
    def title(self):
        return f"Remove {self.reader.user} from the readers"

    def get_form(self, form_class=None):
        self.reader = self.subject.readers.select_related("user").filter(pk=self.kwargs["reader"]).first()
        if self.reader is None:
            raise Http404
        return super().get_form(form_class)

    def perform(self, form):
        self.subject.end_reader(by=self.request.user, reader=self.reader, **form.cleaned_data)

    def get_success_url(self):
        return reverse("incidents:readers", args=[self.subject.reference])


class ClearImages(Verb):
    action = "clear_images"
    form_class = ReasonForm
    title = "Say that there are no images of children"
    button = "Clear the warning"
    lead = "While the warning stands, nobody attaches files. Clear it only when you know that there are no such images."
    success_message = "The warning is cleared."


class DeclareInterest(Verb):
    action = "declare_interest"
    begin_empty = (*BEGIN_EMPTY, "stays_because")
    form_class = InterestForm
    title = "Declare an interest"
    button = "Declare it"
    lead = "Somebody close to an incident hands it over, or says why not. Both are kept."
    success_message = "Your interest is in the chronology."

    def perform(self, form):
        actions.declare_interest(self.subject, by=self.request.user, **form.cleaned_data)
