"""A school's approved policies for everybody: no sign-in, nothing about anybody, the same for every reader."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.files import PDF, inline
from people.models import School

from .. import printing, queries
from ..documents import Document

KEPT = 300  # seconds: how long a page may still be seen elsewhere once it is switched off
AGAIN = 5  # seconds until a browser asks again for a document that is being drawn


@method_decorator(login_not_required, name="dispatch")
class PublicPage(TemplateView):
    """What the school whose code is in the address has published; nothing where it publishes nothing."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        # Whoever is signed in may be given a new session cookie with it, which no shared cache may keep.
        if response.status_code == HTTPStatus.OK and not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=KEPT)
        return response

    @cached_property
    def school(self):
        return get_object_or_404(School, code=self.kwargs["code"].upper(), shows_policies=True)

    @cached_property
    def published(self):
        return queries.published(self.school)

    @cached_property
    def version(self):
        for version in self.published:
            if version.policy.slug == self.kwargs["slug"]:
                return version
        raise Http404

    def get_context_data(self, **kwargs):
        return super().get_context_data(school=self.school, **kwargs)


class PublicPolicies(PublicPage):
    template_name = "policies/public/list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(versions=self.published, **kwargs)


class PublicPolicy(PublicPage):
    template_name = "policies/public/policy.html"

    def get_context_data(self, **kwargs):
        [standing] = queries.standings([self.version])
        return super().get_context_data(
            version=self.version,
            standing=standing,
            document=Document(self.version),
            review=queries.review_in_words(self.version.review_due),
            public=True,
            **kwargs,
        )


class PublicPdf(PublicPage):
    """Drawn once: it takes seconds, and anybody may ask for it. Whoever asks meanwhile is asked to wait."""

    template_name = "policies/public/being_drawn.html"

    def get(self, request, *args, **kwargs):
        site = request.build_absolute_uri("/").rstrip("/")
        pdf = printing.public_pdf_of(self.version, self.school, site=site)
        if pdf is None:
            wait = {"Retry-After": AGAIN, "Refresh": AGAIN}
            return self.render_to_response(self.get_context_data(version=self.version), status=503, headers=wait)
        return inline(pdf, f"{self.version.policy.slug}.pdf", PDF)
