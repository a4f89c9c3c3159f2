"""Which incidents belong together."""

from django.http import Http404
from django.utils.functional import cached_property

from core.forms import ReasonForm
from incidents.forms import RelateForm
from incidents.queries import may_be_related, related_to

from .verbs import Verb


class Relate(Verb):
    action = "relate"
    form_class = RelateForm
    template_name = "incidents/relate.html"
    title = "Relate it to another incident"
    button = "Relate them"
    lead = "Both pages show it, to whoever may read the other one."
    success_message = "The two incidents are related."

    def get_initial(self):
        return {"other": self.request.GET.get("with", "").replace("\0", "")[:10]}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject, "readable": self.get_queryset()}

    def get_context_data(self, **kwargs):
        suggested = may_be_related(self.subject, self.get_queryset())
        return super().get_context_data(suggested=suggested, **kwargs)


class Unrelate(Verb):
    action = "relate"
    form_class = ReasonForm
    button = "They do not belong together"
    success_message = "The two incidents are no longer related."

    @cached_property
    def other(self):
        related = related_to(self.subject, self.get_queryset())
        found = [other for relation, other in related if relation.pk == self.kwargs["relation"]]
        if not found:
            raise Http404
        return found[0]

    @property
    def title(self):
        return f"Say that {self.other} does not belong here"

    def get_form(self, form_class=None):
        _ = self.other  # not there, or not readable: not found
        return super().get_form(form_class)

    def perform(self, form):
        self.subject.unrelate(by=self.request.user, other=self.other, **form.cleaned_data)
