"""Which schools a policy covers, since when and until when."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.views import DetailPage, Scoped, TransitionPage

from .. import queries
from ..access import PolicyAccess
from ..forms import CoverForm, EndCoverageForm
from ..models import Policy


class PolicyPage(Scoped):
    """The policy that the address names, if the user reads it."""

    model = Policy
    slug_field = slug_url_kwarg = "slug"


class PolicySchools(PolicyPage, DetailPage):
    access = PolicyAccess
    template_name = "policies/schools.html"
    context_object_name = "policy"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            coverages=queries.coverages(self.subject, self.request.user),
            latest=self.subject.versions.readable_by(self.request.user).first(),
            **kwargs,
        )


class CoverSchool(PolicyPage, TransitionPage):
    """One more school."""

    access = PolicyAccess
    action = "cover"
    form_class = CoverForm
    template_name = "policies/cover.html"
    success_message = "The school is added."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "policy": self.subject}

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.get_success_url(), **kwargs)

    def perform(self, form):
        self.subject.add_school(by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return reverse("policies:schools", args=[self.subject.slug])


class EndCoverage(PolicyPage, TransitionPage):
    """The last day on which the policy covers a school."""

    access = PolicyAccess
    action = "end_coverage"
    form_class = EndCoverageForm
    template_name = "policies/end_coverage.html"
    success_message = "The last day has been saved. After it the standard set applies there until another policy does."

    def get_record(self):
        return get_object_or_404(
            super().get_record().coverages.select_related("school", "policy"), pk=self.kwargs["coverage"]
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(back=self.get_success_url(), **kwargs)

    def perform(self, form):
        self.subject.end(by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return reverse("policies:schools", args=[self.kwargs["slug"]])
