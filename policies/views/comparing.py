"""Two versions of a policy, side by side."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.views import DetailPage

from .. import queries
from ..access import PolicyAccess
from ..forms import ComparingForm
from ..models import Policy
from .versions import VersionPage


def comparing(one, other):
    """The address where two versions are compared: the later one names it."""
    earlier, later = sorted((one, other), key=lambda version: version.number)
    return reverse("policies:compare", args=[later.policy.slug, later.number, earlier.number])


class CompareVersions(VersionPage, DetailPage):
    access = PolicyAccess
    template_name = "policies/compare.html"
    context_object_name = "version"

    def get(self, request, *args, **kwargs):
        versions = self.subject.policy.versions.readable_by(self.request.user)
        other = get_object_or_404(versions, number=self.kwargs["other"])
        if other.number >= self.subject.number:
            return HttpResponseRedirect(comparing(self.subject, other) if other != self.subject else self._choosing())
        comparison = queries.compare(other, self.subject)
        self.object = self.subject
        context = self.get_context_data(
            comparison=comparison,
            told=queries.what_changed(comparison),
            form=ComparingForm(versions, initial={"earlier": other.number, "later": self.subject.number}),
        )
        return self.render_to_response(context)

    def _choosing(self):
        return reverse("policies:choose-versions", args=[self.subject.policy.slug])


class ChooseVersions(DetailPage):
    """Which two versions to compare: the form sends here, and leads on to the page that compares them."""

    model = Policy
    access = PolicyAccess
    slug_field = slug_url_kwarg = "slug"
    template_name = "policies/choose_versions.html"
    context_object_name = "policy"

    def get(self, request, *args, **kwargs):
        versions = list(self.subject.versions.readable_by(self.request.user).select_related("policy"))
        latest = dict(zip(("later", "earlier"), (version.number for version in versions), strict=False))
        form = ComparingForm(versions, request.GET or None, initial=latest)
        if form.is_valid():
            return HttpResponseRedirect(comparing(*form.chosen))
        self.object = self.subject
        return self.render_to_response(self.get_context_data(form=form, has_two=len(versions) > 1))
