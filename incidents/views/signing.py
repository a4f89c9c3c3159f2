"""Signing an investigation, and its record as a PDF."""

from core.files import PDF, attachment
from core.views import DetailPage
from incidents import actions, record_of_reviewing
from incidents.access import InvestigationAccess
from incidents.forms import PaperForm, SignForm
from incidents.models import Investigation
from people.proving import lately_proved

from .investigation import InvestigationVerb, investigation_of
from .proving import Proved


class Signing(Proved, InvestigationVerb, abstract=True):
    """The whole record above the form: one signs what one sees."""

    template_name = "incidents/investigation_sign.html"

    def get_initial(self):
        return {"shown": self.subject.fingerprint}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if context["form"].is_bound:  # what is signed next is what this page shows
            context["form"].say({"shown": self.subject.fingerprint})
        return context


class Sign(Signing):
    action = "sign"
    form_class = SignForm
    title = "Sign the record"
    button = "Sign the record"
    lead = "You sign as yourself that the two of you reviewed what is recorded here, and judge it so."
    success_message = "You have signed."

    def perform(self, form):
        actions.sign(self.subject, by=self.request.user, **form.cleaned_data)


class RecordSignature(Signing):
    action = "record_signature"
    form_class = PaperForm
    title = "Record a signature on paper"
    button = "Record the signature"
    lead = "The second reviewer has no account here. Print the record, have it signed, and keep the paper."
    success_message = "The signature on paper is recorded."

    def perform(self, form):
        actions.record_signature(self.subject, by=self.request.user, **form.cleaned_data)


@lately_proved
class InvestigationPdf(DetailPage):
    """The record of reviewing devices and internet sites. The last one of the incident, or the one of this number."""

    model = Investigation
    access = InvestigationAccess
    action = "print_record"

    def get_record(self):
        found = self.get_queryset().for_page().filter(incident__reference=self.kwargs["reference"])
        return investigation_of(found, self.kwargs.get("number"))

    def get(self, request, *args, **kwargs):
        incident = self.subject.incident
        file = record_of_reviewing.pdf_of(self.subject, by=request.user)
        actions.keep_part(incident, "The record of reviewing devices and internet sites", file, by=request.user)
        return attachment(file, f"{incident.reference}-record-of-reviewing.pdf", PDF)
