"""Access requests: recording one, deciding on each incident, having the file made and taking it."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from compliance import actions
from compliance.access import RequestAccess
from compliance.chapters import chapter_read_by
from compliance.forms import AnsweredForm, DecideForm, RequestForm
from compliance.models import AccessRequest, AnswerFile, DataSubject
from core.files import attachment
from core.forms import PlainForm, ReasonForm
from core.views import DetailPage, ListPage, TransitionPage
from incidents.views.printing import MOST_TICKS
from people.proving import lately_proved


class Requests(ListPage):
    model = AccessRequest
    access = RequestAccess
    action = "read_list"
    template_name = "compliance/requests.html"
    paginate_by = 50

    def get_queryset(self):
        return super().get_queryset().select_related("person", "school")

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_record=RequestAccess.allows(self.request.user, "record"), **kwargs)


class WhoseRequest(ListPage):
    """Whose request it is: found by their name."""

    model = DataSubject
    access = RequestAccess
    action = "record"
    template_name = "compliance/choose_person.html"
    paginate_by = 25

    def get_queryset(self):
        people, text = super().get_queryset(), self.typed
        return people.matching(text).select_related("school") if text else people.none()

    @property
    def typed(self):
        return self.request.GET.get("q", "").replace("\0", "").strip()[:100]

    def get_context_data(self, **kwargs):
        return super().get_context_data(q=self.typed, **kwargs)


class RequestPage(DetailPage):
    model = AccessRequest
    slug_field = slug_url_kwarg = "pk"
    access = RequestAccess
    template_name = "compliance/request.html"

    def get_queryset(self):
        return super().get_queryset().select_related("person", "school", "by")

    def get_context_data(self, **kwargs):
        user, request = self.request.user, self.subject
        decided = {each.incident_id: each for each in request.decisions.with_state().select_related("by")}
        parts = [(part, decided.get(part.incident_id)) for part in request.parts_for(user)]
        files = AnswerFile.objects.readable_by(user).filter(request=request).prefetch_related("takings__user")
        undecided = {part.incident_id for part, decision in parts if decision is None or not decision.holds}
        return super().get_context_data(parts=parts, open_parts=len(undecided), files=files, **kwargs)


class RequestVerb(TransitionPage, abstract=True):
    model = AccessRequest
    slug_field = slug_url_kwarg = "pk"
    access = RequestAccess
    template_name = "compliance/request_verb.html"
    title = button = lead = ""

    def get_queryset(self):
        return super().get_queryset().select_related("person", "school")

    def get_context_data(self, **kwargs):
        about = f"{self.subject.person}, {self.subject.school}"
        return super().get_context_data(about=about, back=self.subject.get_absolute_url(), **kwargs)


class RecordRequest(RequestVerb):
    model = DataSubject  # type: ignore[assignment]
    action = "record"
    form_class = RequestForm
    title = "Record an access request"
    button = "Record the request"
    success_message = "The request has been recorded. Decide for each incident what is handed over."

    def get_queryset(self):
        return super(RequestVerb, self).get_queryset().select_related("school")

    def perform(self, form):
        self.made = AccessRequest.record(self.subject, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        about, back = str(self.subject.label), reverse("compliance:requests")
        return super(RequestVerb, self).get_context_data(about=about, back=back, **kwargs)

    def get_success_url(self):
        return self.made.get_absolute_url()


class ExtendRequest(RequestVerb):
    action = "extend"
    form_class = ReasonForm
    title = "Extend it by two months"
    button = "Extend it"
    lead = "Only where it is complex. Tell whoever asks within the first month, and why."
    success_message = "It is due two months later."


class DecidePart(RequestVerb):
    """On one incident: beside the decision stand the names that are replaced in it, each of which may stay."""

    action = "decide"
    form_class = DecideForm
    title = "What is handed over"
    button = "Save the decision"
    template_name = "compliance/decide_part.html"
    success_message = "The decision is saved."

    def get_subject(self):
        request = super().get_subject()
        self.part = request.parts_for(self.request.user).filter(incident=self.kwargs["incident"]).first()
        if self.part is None:
            raise Http404
        return request

    @cached_property
    def decision(self):
        return self.subject.decisions.with_state().filter(incident=self.part.incident).first()

    @cached_property
    def as_written(self):
        if self.request.method == "POST":
            return frozenset(self.request.POST.getlist("as_written")[:MOST_TICKS])
        return self.decision.left_as_written if self.decision and self.decision.holds else frozenset()

    @cached_property
    def chapter(self):
        return chapter_read_by(self.request.user, self.part, self.as_written)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"found": self.chapter.seen}

    def get_initial(self):
        decision = self.decision
        return {"left_out": decision.left_out or "no", "note": decision.note} if decision else {}

    def perform(self, form):
        self.subject.decide(
            self.part.incident,
            by=self.request.user,
            seen=self.chapter.seen,
            as_written=self.chapter.replaced.ticked,
            **form.cleaned_data,
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        about = f"{self.part.incident.reference}, {self.part.incident.kind_chosen.label}"
        shown = {"preview": self.chapter.replaced, "as_written": self.as_written, "decision": self.decision}
        return context | shown | {"about": about}


class MakeAnswer(RequestVerb):
    action = "make"
    form_class = PlainForm
    title = "Have the file made"
    button = "Make the file"
    lead = (
        "Everything that you may read about this person: the register and its history, agreements, incidents that are "
        "handed over. The names of others are replaced. It is deleted after 30 days."
    )
    success_message = "The file is being made. Look at this page again in a minute."

    def perform(self, form):
        actions.ask_for_answer(self.subject, by=self.request.user)


class AnswerRequest(RequestVerb):
    action = "answer"
    form_class = AnsweredForm
    title = "Record that it was answered"
    button = "Record the answer"
    success_message = "The request is answered."


class FileVerb(TransitionPage, abstract=True):
    model = AnswerFile
    slug_field = slug_url_kwarg = "pk"
    access = RequestAccess
    template_name = "compliance/request_verb.html"
    form_class = PlainForm
    title = button = lead = ""

    def get_queryset(self):
        return super().get_queryset().select_related("request__person", "request__school")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            about=self.subject.request.person, back=self.subject.get_absolute_url(), **kwargs
        )


@lately_proved
class ApproveAnswer(FileVerb):
    action = "approve"
    title = "Approve the file"
    button = "Approve the file"
    lead = "You have decided on every incident in it. Read the file once you have taken it, before you hand it over."
    success_message = "The file has been approved, and can be downloaded."


@lately_proved
class TakeAnswer(FileVerb):
    """The file itself; that it was taken is kept."""

    action = "download"
    title = "Take the file"
    button = "Download the file"
    lead = "It is recorded that you took it, here and in the list of exports. Keep no copy once it is handed over."

    def form_valid(self, form):
        content = actions.take_answer(self.subject, by=self.request.user)
        if content is None:
            raise Http404
        return attachment(content, f"access-request-{self.subject.request_id}.zip", "application/zip")
