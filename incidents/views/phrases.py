"""The frequent phrases of one's schools."""

from django.urls import reverse_lazy

from core.access import Refused
from core.views import FormPage, TransitionPage
from incidents import actions
from incidents.access import PhraseAccess
from incidents.access.phrases import KEEPERS
from incidents.forms import NothingForm, PhraseForm
from incidents.models import Phrase


class Phrases(FormPage):
    """The list, and one more."""

    access = PhraseAccess
    action = "read"
    form_class = PhraseForm
    template_name = "incidents/phrases.html"
    success_url = reverse_lazy("phrases:list")
    success_message = "The sentence is kept. It is offered where entries are written."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "roles": KEEPERS}

    def get_context_data(self, **kwargs):
        return super().get_context_data(phrases=Phrase.objects.kept_by(self.request.user), **kwargs)

    def form_valid(self, form):
        try:
            actions.keep_phrase(form.cleaned_data["school"], form.cleaned_data["text"], by=self.request.user)
        except Refused as refused:
            form.add_error("text", str(refused))
            return self.form_invalid(form)
        return super().form_valid(form)


class RemovePhrase(TransitionPage):
    model = Phrase
    scope = "kept_by"
    slug_field = slug_url_kwarg = "pk"
    access = PhraseAccess
    action = "remove"
    form_class = NothingForm
    template_name = "incidents/remove_phrase.html"
    success_message = "The sentence has been removed. Entries that were written with it stay as they are."

    def get_success_url(self):
        return str(reverse_lazy("phrases:list"))
