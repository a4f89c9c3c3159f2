"""Files as evidence: the list and attaching, one file, its copies, its end; and the chain of custody."""

from typing import ClassVar

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header

from core import clock
from core.access import Access
from core.files import PDF, attachment
from core.forms import ReasonForm
from core.uploads import NotTakenError
from core.views import DetailPage, Page, Scoped, TransitionPage
from incidents import actions
from incidents.access import DestructionAccess, EvidenceAccess, IncidentAccess
from incidents.custody import chains_of, pdf_of
from incidents.evidence.storage import NotStoredError
from incidents.forms import AttachForm, DestructionForm, HandingForm
from incidents.models import Destruction, Evidence, Incident
from people.forms import ConfirmingForm
from people.proving import lately_proved

from .proving import Proved
from .verbs import Verb

NOTHING_RUNS = {"default-src": [NONE], "sandbox": True}


def of_page(evidence):
    """With everything that a page about files shows of them."""
    return evidence.select_related(
        "attached_by", "withdrawn_by", "destruction__asked_by", "destruction__confirmed_by"
    ).prefetch_related("viewings__user", "handings__by")


class EvidenceList(DetailPage):
    """What is attached to an incident, and the way to attach more."""

    model = Incident
    access = IncidentAccess
    template_name = "incidents/evidence.html"

    def get_queryset(self):
        return super().get_queryset().select_related("school")

    def get_context_data(self, **kwargs):
        incident = self.object
        why_not = IncidentAccess.refusal(self.request.user, "attach_evidence", incident)
        return super().get_context_data(
            incident=incident, evidence=of_page(incident.evidence), why_not=why_not, **kwargs
        )


class AttachEvidence(Verb):
    action = "attach_evidence"
    form_class = AttachForm
    template_name = "incidents/evidence_attach.html"
    success_message = "It has been attached: encrypted, with its fingerprint."
    title = "Attach evidence"

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except (NotTakenError, NotStoredError) as refused:
            form.add_error("file", str(refused))
            return self.form_invalid(form)

    def perform(self, form):
        said = form.cleaned_data
        actions.attach(
            self.subject,
            said["file"],
            by=self.request.user,
            name=said["file"].name,
            title=said["title"],
            shows=said["shows"],
        )

    def get_success_url(self):
        return reverse("incidents:evidence", args=[self.subject.reference])


class MarkImages(Verb):
    action = "mark_images"
    form_class = ReasonForm
    title = "Say that images of children may be part of it"
    button = "Stop all files"
    lead = (
        "From then on no file is attached, and nobody opens what is there, the head included. "
        "Only the head (or the chair, about the head) can clear it."
    )
    success_message = "No file is attached or opened any more. Tell the safeguarding lead and the Police, if not done."


class OneFile(Scoped, Page, abstract=True):
    """A file of an incident that the user reads."""

    model = Evidence
    access: ClassVar[type[Access]] = EvidenceAccess
    slug_field, slug_url_kwarg = "pk", "evidence"

    def get_queryset(self):
        files = super().get_queryset().filter(incident__reference=self.kwargs["reference"])
        return of_page(files.select_related("incident__school", "incident__reported_by", "incident__user_action"))


class EvidencePage(OneFile, DetailPage):
    """The facts, the picture where it is asked for, and everything that happened to the file."""

    template_name = "incidents/evidence_item.html"

    def get_context_data(self, **kwargs):
        [(_, chain)] = chains_of(self.object.incident, [self.object])
        return super().get_context_data(
            incident=self.object.incident,
            chain=chain,
            shows_picture=self.object.is_picture and self.request.GET.get("picture") == "1",
            **kwargs,
        )


@method_decorator(csp_replace(NOTHING_RUNS), name="dispatch")
class EvidenceFile(OneFile, DetailPage):
    """The file itself: to save, never to run, and never guessed at. Whoever opens it is written down."""

    action = "open"
    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        evidence, copy = self.subject, self.kwargs["copy"]
        if copy not in Evidence.Copy or (copy == Evidence.Copy.SHOWN and not evidence.is_picture):
            raise Http404
        shown = copy == Evidence.Copy.SHOWN
        pieces = evidence.open(by=request.user, copy=copy)
        return StreamingHttpResponse(
            pieces,
            content_type=evidence.content_type if shown else "application/octet-stream",
            headers={
                "Content-Disposition": content_disposition_header(True, evidence.download_name(copy)),
                "Content-Length": evidence.shown_size if shown else evidence.size,
                "Cache-Control": "no-store, private",
                "X-Content-Type-Options": "nosniff",
                "Cross-Origin-Resource-Policy": "same-origin",
            },
        )


class EvidenceVerb(OneFile, TransitionPage, abstract=True):
    """A verb on one file, on a page that looks like the verbs on its incident."""

    template_name = "incidents/evidence_verb.html"
    title = button = lead = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(incident=self.subject.incident, **kwargs)


class WithdrawEvidence(EvidenceVerb):
    action = "withdraw"
    form_class = ReasonForm
    title = "Withdraw this evidence"
    button = "Withdraw it"
    lead = "For what was attached in error. It is kept, but only the head (or the chair, about the head) opens it."
    success_message = "It is withdrawn."


class HandOverEvidence(EvidenceVerb):
    action = "hand_over"
    form_class = HandingForm
    title = "Record that it was handed over"
    button = "Record it"
    lead = "To the Police, for example. It becomes part of the chain of custody."
    success_message = "It is in the chain of custody."

    def get_initial(self):
        return {"date": clock.today(), "time": timezone.localtime(clock.now()).time()}


class AskDestruction(Proved, EvidenceVerb):
    action = "ask_destruction"
    form_class = DestructionForm
    title = "Have this evidence destroyed"
    button = "Ask for the destruction"
    lead = (
        "Only as the Police instruct. A senior leader confirms it (where there is none, the chair of governors); "
        "then the file is gone for good. Its fingerprint and the certificate stay."
    )
    success_message = (
        "The request is on the home page of the second person. The file is destroyed once they confirm it."
    )


class CallOffDestruction(EvidenceVerb):
    """The verb is on the destruction that was asked for; the page is the file's."""

    access = DestructionAccess
    action = "call_off"
    form_class = ReasonForm
    title = "Call the destruction off"
    button = "Call it off"
    lead = "The file stays as it is. That its destruction was asked for stays in the history."
    success_message = "It is called off."

    def get_subject(self):
        evidence = self.get_record()
        return get_object_or_404(Destruction.objects.select_related("evidence__incident__school"), evidence=evidence)

    def get_context_data(self, **kwargs):
        return TransitionPage.get_context_data(self, incident=self.subject.evidence.incident, **kwargs) | {
            "record": self.subject.evidence
        }

    def get_success_url(self):
        return self.subject.evidence.get_absolute_url()


class Certificate(OneFile, DetailPage):
    """That it was destroyed: by whom, when, and why. To print."""

    template_name = "incidents/certificate.html"

    def get_object(self, queryset=None):
        if not self.subject.is_destroyed or self.subject.disposed_at:
            raise Http404
        return self.subject.destruction

    def get_context_data(self, **kwargs):
        evidence = self.subject
        return super().get_context_data(
            destruction=self.object, evidence=evidence, incident=evidence.incident, back=evidence, **kwargs
        )


class ConfirmDestruction(Proved):
    """The second person's own page: what is to be destroyed, and nothing of the record; then the certificate."""

    model = Destruction
    scope = "to_confirm_by"
    slug_field = slug_url_kwarg = "pk"
    access = DestructionAccess
    action = "read"
    form_class = ConfirmingForm
    template_name = "incidents/destruction.html"
    success_message = "It has been destroyed. This page is the certificate."

    def get_queryset(self):
        return super().get_queryset().select_related("evidence__incident__school", "asked_by", "confirmed_by")

    def get_context_data(self, **kwargs):
        evidence = self.subject.evidence
        return super().get_context_data(
            destruction=self.subject, evidence=evidence, incident=evidence.incident, **kwargs
        )

    def perform(self, form):
        self.subject.confirm(by=self.request.user)


class Chain(DetailPage):
    """The chain of custody of everything that is attached to one incident."""

    model = Incident
    access = IncidentAccess
    template_name = "incidents/chain.html"

    def get_queryset(self):
        return super().get_queryset().select_related("school")

    @cached_property
    def chains(self):
        return chains_of(self.subject, of_page(self.subject.evidence))

    def get_context_data(self, **kwargs):
        return super().get_context_data(incident=self.subject, chains=self.chains, **kwargs)


@lately_proved
class ChainPdf(Chain):
    """The same on paper, with who printed it."""

    action = "print_chain"

    def get(self, request, *args, **kwargs):
        pdf = pdf_of(self.subject, self.chains, by=request.user, at=clock.now())
        actions.keep_part(self.subject, "The chain of custody", pdf, by=request.user)
        return attachment(pdf, f"{self.subject.reference}-chain-of-custody.pdf", PDF)
