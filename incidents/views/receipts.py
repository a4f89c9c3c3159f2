"""What the reporter keeps: the receipts, corrections to one's own report, and completing a quick one."""

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property

from core.keyset import page
from core.views import DetailPage, ListPage, TransitionPage
from incidents.access import IncidentAccess
from incidents.forms import CompleteForm, CorrectionForm
from incidents.models import Draft, Incident
from incidents.original_report import as_reported
from incidents.queries import who_helps


class Receipts(ListPage):
    """What the user reported, and how it stands in one of three words; and what was begun and not sent."""

    model = Incident
    scope = "receipts_of"
    access = IncidentAccess
    action = "report"
    template_name = "incidents/receipts.html"

    def get_context_data(self, **kwargs):
        receipts = page(self.object_list, "reported_at", self.request.GET.get("before", ""), 25)
        return super().get_context_data(page=receipts, drafts=Draft.objects.of(self.request.user), **kwargs)


class Receipt(DetailPage):
    """The reference, what the reporter said, what happens next, whom to ring. Nothing that others added."""

    model = Incident
    scope = "receipts_of"
    access = IncidentAccess
    action = "keep_receipt"
    template_name = "incidents/receipt.html"

    def get_queryset(self):
        return super().get_queryset().select_related("school", "reported_by")

    def get(self, request, *args, **kwargs):
        """Who comes from the form is told that it is sent: the address says so, and no session is written for it."""
        if "sent" in request.GET:
            messages.success(request, f"Your report has been sent. It is {self.subject.reference}.")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        incident = self.object
        if incident.accuses_reporter:
            return super().get_context_data(**kwargs)
        said = as_reported(incident)
        return super().get_context_data(said=said, people=who_helps(incident, said.incident), **kwargs)


class OwnVerb(TransitionPage, abstract=True):
    """Something the reporter may do with what they reported, beside what they said."""

    model = Incident
    scope = "receipts_of"
    access = IncidentAccess
    template_name = "incidents/own_verb.html"
    title = ""
    button = ""
    lead = ""

    @cached_property
    def said(self):
        return None if self.subject.accuses_reporter else as_reported(self.subject)

    def get_context_data(self, **kwargs):
        return super().get_context_data(said=self.said, back=self.get_success_url(), **kwargs)

    def get_success_url(self):
        return reverse("incidents:receipt", args=[self.subject.reference])


class CorrectOwn(OwnVerb):
    action = "correct_own"
    form_class = CorrectionForm
    title = "Add a correction"
    button = "Add the correction"
    lead = "What you reported stays as it was sent. Your correction is added to it, and shown to those who handle it."
    success_message = "Your correction has been added, and is shown to those who handle it."


class CompleteOwn(OwnVerb):
    action = "complete"
    form_class = CompleteForm
    title = "Complete your report"
    button = "Complete the report"
    lead = "Where and when it happened, and what you have done so far. Your best guess will do."
    success_message = "Your report is complete. Thank you."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject, "said": self.said and self.said.incident}

    def perform(self, form):
        self.subject.complete(by=self.request.user, **form.changes(form.cleaned_data))
