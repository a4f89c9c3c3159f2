"""A section of the standard text that a draft lacks: put back, or left out for a reason."""

from django.http import Http404
from django.urls import reverse

from core.forms import PlainForm
from core.views import TransitionPage

from ..access import PolicyAccess
from ..forms import ReasonForm
from ..models import Omission, Section
from ..standard_text import E_SAFETY, sections_of
from .versions import VersionPage


class StandardSectionPage(VersionPage, TransitionPage, abstract=True):
    """A version, and the section of the standard text that the address names."""

    access = PolicyAccess
    action = "edit"
    template_name = "policies/version_verb.html"

    def get_record(self):
        version = super().get_record()
        offered = sections_of(E_SAFETY) if version.policy.kind == E_SAFETY else ()
        self.section = next((each for each in offered if each.key == self.kwargs["key"]), None)
        if self.section is None:
            raise Http404
        return version

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.get_success_url(), **kwargs)

    def get_success_url(self):
        return reverse("policies:submit", args=[self.subject.policy.slug, self.subject.number])


class PutBackSection(StandardSectionPage):
    form_class = PlainForm
    button = "Put the section back"
    lead = "It comes back as a new policy has it, and can then be edited."

    @property
    def title(self):
        return f"Put “{self.section}” back"

    @property
    def success_message(self):
        return f"“{self.section}” is in the policy again."

    def perform(self, form):
        Section.put_back(self.subject, self.section.key, by=self.request.user)


class LeaveOutSection(StandardSectionPage):
    form_class = ReasonForm
    button = "Leave the section out"
    lead = "Say why this is not part of your policy. The board reads it before it approves the version."

    @property
    def title(self):
        return f"Leave “{self.section}” out"

    @property
    def success_message(self):
        return f"“{self.section}” is not part of this policy, and the page of the version says why."

    def perform(self, form):
        Omission.explain(self.subject, self.section.key, by=self.request.user, **form.cleaned_data)
