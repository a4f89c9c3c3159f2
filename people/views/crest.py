"""The crest of a school: the picture, another one, none."""

from django.urls import reverse

from core.forms import PlainForm
from people.forms import CrestForm
from people.models import Crest

from .settings import SchoolVerb


class OfCrest(SchoolVerb, abstract=True):
    def get_context_data(self, **kwargs):
        return super().get_context_data(crest=Crest.objects.of(self.subject), **kwargs)

    def get_success_url(self):
        return reverse("settings:crest", args=[self.subject.code])


class PutUpCrest(OfCrest):
    form_class = CrestForm
    template_name = "settings/crest.html"
    success_message = "The crest is saved. It is on drafts at once, and on every report that is released from now on."

    def perform(self, form):
        Crest.put_up(self.subject, form.cleaned_data["picture"], by=self.request.user)


class TakeDownCrest(OfCrest):
    action = "take_down_crest"
    form_class = PlainForm
    template_name = "settings/take_down_crest.html"
    success_message = "The crest is taken down. Drafts and new reports show the name of the school alone."

    def perform(self, form):
        Crest.take_down(self.subject, by=self.request.user)
