"""An investigation: where it stands, and its verbs."""

from django import forms
from django.http import Http404
from django.utils import timezone

from core import clock
from core.forms import ReasonForm
from core.views import DetailPage, TransitionPage
from incidents import actions
from incidents.access import IncidentAccess, InvestigationAccess
from incidents.forms import (
    AddCorrectionForm,
    ChangeReviewForm,
    ComputerForm,
    ConcludeForm,
    ReviewersForm,
    SiteReviewForm,
    StartForm,
)
from incidents.models import Incident, Investigation
from incidents.models.investigation.reviewing import record_review
from incidents.progress import procedure, signing_lane
from incidents.queries import may_review, may_stand_in

from .verbs import Verb

MEANT = "investigation"  # which one of its incident a page showed


class InvestigationPage(DetailPage):
    """Where it stands, what is next, the rows; the earlier ones below. Without one: how it is started."""

    model = Incident
    access = IncidentAccess
    template_name = "incidents/investigation.html"

    def get_context_data(self, **kwargs):
        investigations = list(self.object.investigations.for_page().prefetch_related("incident__referrals"))
        investigation = investigations[0] if investigations else None
        return super().get_context_data(
            incident=self.object,
            investigation=investigation,
            earlier=investigations[1:],
            lane=signing_lane(investigation) if investigation else [],
            points=procedure(investigation) if investigation else [],
            **kwargs,
        )

    def get_queryset(self):
        return super().get_queryset().select_related("school").prefetch_related("investigations", "involvements")


class StartInvestigation(Verb):
    action = "start_investigation"
    form_class = StartForm
    title = "Start an investigation"
    button = "Start the investigation"
    lead = "Two senior people review together, on one computer. Each address or device that they look at is recorded."
    success_message = "The investigation has begun. Record each address or device that you look at."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | who_may_be_named(self.subject, self.request.user)

    def perform(self, form):
        actions.start_investigation(self.subject, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return self.subject.investigations.first().get_absolute_url()


def who_may_be_named(incident, user):
    holders = may_review(incident)
    governors = may_stand_in(incident) if len(holders) < 2 else []
    return {"holders": holders, "governors": governors, "user": user}


def investigation_of(found, number):
    """Of these of one incident the one of this number, counted from the first; without one, the last."""
    of_number = list(found.order_by("started_at", "pk"))[number - 1 : number] if number else found[:1]
    record = next(iter(of_number), None)
    if record is None:
        raise Http404
    return record


class MeantField(forms.CharField):
    """Which one the page showed: nobody's answer, and so never a change."""

    def has_changed(self, initial, data):
        return False


class InvestigationVerb(TransitionPage, abstract=True):
    """A verb on an investigation of an incident: the last one, or the one of the number in the address.

    What is sent is meant for the one that the page showed, also where a colleague has begun another since.
    """

    model = Investigation
    access = InvestigationAccess
    template_name = "incidents/investigation_verb.html"
    title = ""
    button = ""
    lead = ""

    def get_record(self):
        found = self.get_queryset().for_page().filter(incident__reference=self.kwargs["reference"])
        meant = self.request.POST.get(MEANT, "")[:18]  # no key has more digits
        if meant.isdecimal():
            return investigation_of(found.filter(pk=meant), None)
        return investigation_of(found, self.kwargs.get("number"))

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields[MEANT] = MeantField(widget=forms.HiddenInput, required=False, initial=self.subject.pk)
        return form

    def form_valid(self, form):
        form.cleaned_data.pop(MEANT)
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(investigation=self.subject, incident=self.subject.incident, **kwargs)


class AddSiteReview(InvestigationVerb):
    action = "review_site"
    form_class = SiteReviewForm
    title = "Record what was reviewed"
    button = "Record it"
    lead = "One address or one device at a time, as soon as you have looked at it."
    success_message = "It is in the record."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"investigation": self.subject}

    def get_initial(self):
        now = timezone.localtime(clock.now())
        place = self.subject.place_of(self.request.user)
        return {"date": now.date(), "time": now.time(), "place": place}

    def perform(self, form):
        record_review(self.subject, by=self.request.user, **form.cleaned_data)


class OneSiteReview(InvestigationVerb, abstract=True):
    """About one row of it."""

    action = "review_site"

    def get_record(self):
        investigation = super().get_record()
        self.row = investigation.site_reviews.filter(pk=self.kwargs["row"]).first()
        if self.row is None:
            raise Http404
        self.row.investigation = investigation
        return investigation


class ChangeSiteReview(OneSiteReview):
    form_class = ChangeReviewForm
    template_name = "incidents/review_change.html"
    title = "Put right what was reviewed"
    button = "Save it"
    lead = "What it said before stays in the history."
    success_message = "It is put right."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"investigation": self.subject, "row": self.row}

    def get_initial(self):
        at = timezone.localtime(self.row.at).replace(second=0, microsecond=0)  # a form asks for minutes
        said = {name: getattr(self.row, name) for name in ("kind", "what", "place", "concern", "description")}
        return {"date": at.date(), "time": at.time(), **said}

    def perform(self, form):
        self.row.change(by=self.request.user, reason=form.cleaned_data["reason"], **form.changes)


class RemoveSiteReview(OneSiteReview):
    form_class = ReasonForm
    title = "Take a row out of the record"
    button = "Take it out"
    lead = "That it was there, and why it was taken out, stays in the history."
    success_message = "It is taken out."

    def perform(self, form):
        self.row.remove(by=self.request.user, **form.cleaned_data)


class ChangeComputer(InvestigationVerb):
    action = "change_computer"
    form_class = ComputerForm
    title = "Go on with another computer"
    button = "Change the computer"
    lead = "The rule is one computer throughout. Change it only for a reason: it stays in the record."
    success_message = "The computer has been changed, and the chronology says why."

    def get_initial(self):
        return {"computer": self.subject.computer, "computer_place": self.subject.computer_place}


class ReplaceReviewer(InvestigationVerb):
    action = "replace_reviewer"
    form_class = ReviewersForm
    title = "Name other reviewers"
    button = "Name them"
    lead = "What was reviewed by whom stays as it was. Anybody who could read it only to investigate no longer can."
    success_message = "They are named, and may read the incident."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | who_may_be_named(self.subject.incident, self.request.user)

    def get_initial(self):
        now = self.subject
        return {
            "first": now.first_reviewer_id,
            "second": now.second_reviewer_id,
            "governor": now.second_reviewer_id,
            "outside_name": "" if now.second_reviewer_id else now.second_name,
            "outside_position": "" if now.second_reviewer_id else now.second_position,
            "fallback_reason": now.fallback_reason,
        }

    def perform(self, form):
        actions.replace_reviewer(self.subject, by=self.request.user, **form.cleaned_data)


class Conclude(InvestigationVerb):
    action = "conclude"
    form_class = ConcludeForm
    title = "Conclude the investigation"
    button = "Conclude the investigation"
    lead = "The two of you judge whether the concern has substance. Then each of you signs."
    success_message = "It is concluded. Now each of the two signs."

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in ("finding", "reasons", "conclusion")}


class TakeUpAgain(InvestigationVerb):
    action = "take_up_again"
    form_class = ReasonForm
    title = "Take the investigation up again"
    button = "Take it up again"
    lead = "A signature that it has becomes void: it was on what is now to be changed."
    success_message = "It is under way again."


class StopInvestigation(InvestigationVerb):
    action = "stop"
    form_class = ReasonForm
    title = "Stop the investigation"
    button = "Stop the investigation"
    lead = "It ends without a judgement. What was reviewed stays in the record."
    success_message = "The investigation is stopped."


class AddCorrection(InvestigationVerb):
    action = "add_correction"
    form_class = AddCorrectionForm
    title = "Add a correction"
    button = "Add the correction"
    success_message = "The correction stands beside what it corrects."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"investigation": self.subject}

    def perform(self, form):
        actions.add_correction(self.subject, by=self.request.user, **form.cleaned_data)
