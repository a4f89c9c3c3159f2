"""Drafts: a report as it was typed so far, kept on the server for the one who types it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.views.generic import View

from core.dates import time_in_words
from core.forms import PlainForm
from core.show_again import NEVER, written
from core.views import FormPage, Page
from incidents.access import IncidentAccess
from incidents.models import Draft
from incidents.models.drafts import says_something

BUTTONS = ("add", "remove", "keep")  # of the form: they are not answers


def keep_draft(typed, user, *, quick):
    """The draft of a form that was sent; None where its key is none, or it cannot be kept."""
    try:
        submission = UUID(str(typed.get("submission", "")))
    except ValueError:
        return None
    without = (*NEVER, *BUTTONS) if quick else (*NEVER, *BUTTONS, "quick")
    return Draft.keep(written(typed, without=without), of=user, submission=submission)


def own_draft(user, submission):
    """A draft of this user by its key. Anybody else's does not exist."""
    try:
        return get_object_or_404(Draft.objects.of(user), submission=UUID(submission))
    except ValueError:
        raise Http404 from None


class KeepDraft(Page, View):
    """Where the page of a report sends what was typed, every few seconds and when it is left."""

    access = IncidentAccess
    action = "report"

    def get(self, request):
        return HttpResponseRedirect(reverse("incidents:report"))

    def post(self, request):
        draft = keep_draft(request.POST, request.user, quick="quick" in request.POST)
        kept = time_in_words(draft.saved_at) if draft else ""
        return JsonResponse({"kept": kept, "empty": not says_something(request.POST.urlencode())})


class DiscardDraft(FormPage):
    """Asks once. What is discarded is gone: nothing was reported by it."""

    access = IncidentAccess
    action = "report"
    form_class = PlainForm
    template_name = "incidents/discard.html"
    success_url = reverse_lazy("incidents:receipts")

    def get_context_data(self, **kwargs):
        return super().get_context_data(draft=self.draft(), **kwargs)

    def form_valid(self, form):
        self.draft().delete()
        messages.success(self.request, "The draft is discarded.")
        return super().form_valid(form)

    def draft(self):
        return own_draft(self.request.user, str(self.kwargs["submission"]))
