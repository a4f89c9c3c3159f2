"""The verbs on one incident, a page each."""

from django.urls import reverse
from django.utils import timezone

from core import clock
from core.forms import ReasonForm
from core.own_words import BEGIN_EMPTY
from core.views import TransitionPage
from incidents.access import IncidentAccess, PhraseAccess
from incidents.actions import reopen
from incidents.forms import (
    AnswerForm,
    CompleteForm,
    EntryForm,
    NotReferForm,
    ReferForm,
    ReviewForm,
    RowForm,
    TakeOverForm,
    WithdrawForm,
)
from incidents.models import Incident
from incidents.progress import agency_asked_for
from incidents.queries import rows_in_force


class Verb(TransitionPage, abstract=True):
    """A form beside what was reported."""

    model = Incident
    access = IncidentAccess
    template_name = "incidents/verb.html"
    title = ""
    button = ""
    lead = ""

    def get_queryset(self):
        return super().get_queryset().select_related("school", "reported_by", "user_action")

    def get_context_data(self, **kwargs):
        people = self.subject.involvements.select_related("person")
        return super().get_context_data(incident=self.subject, people=people, **kwargs)

    def get_success_url(self):
        """Back to the incident; to the log, for somebody who does not read it any more."""
        still = self.get_queryset().filter(pk=self.subject.pk).exists()
        return super().get_success_url() if still else reverse("incidents:log")


class Review(Verb):
    action = "review"
    form_class = ReviewForm
    template_name = "incidents/review.html"
    title = "Review this incident"
    success_message = "The review has begun. Next: which misuse it was, and what follows."

    def get_form_kwargs(self):
        self.version, self.rows = rows_in_force(self.subject)
        return super().get_form_kwargs() | {"incident": self.subject, "rows": self.rows}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        chosen = context["form"]["user_action"].value()
        return context | {"version": self.version, "groups": grouped(self.rows), "chosen": chosen}


def grouped(rows):
    """Rows of the policy under three headings: what the school decides, what it never accepts, what is illegal."""
    headings = {
        "The school decides": [],
        "Never acceptable": [],
        "Illegal: stop, and tell someone now": [],
    }
    open_choice, never, illegal = headings.values()
    for row in rows:
        (illegal if row.illegal else never if row.fixed_id or len(row.locks.all()) > 1 else open_choice).append(row)
    return [(heading, listed) for heading, listed in headings.items() if listed]


class ChooseRow(Review):
    action = "choose_row"
    form_class = RowForm  # type: ignore[assignment]
    title = "Choose another row of the policy"
    success_message = "The policy row has been changed."


class TakeOver(Verb):
    action = "take_over"
    form_class = TakeOverForm
    title = "Take over this incident"
    button = "Take it over"
    lead = "Colleagues see that it is you who handles it, and ask you about it."
    success_message = "You are its handler now."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject, "user": self.request.user}


class AddEntry(Verb):
    action = "add_entry"
    form_class = EntryForm
    title = "Add an entry"
    template_name = "incidents/entry.html"
    button = "Add the entry"
    success_message = "The entry is in the chronology."

    def get_context_data(self, **kwargs):
        school = self.subject.school
        may_keep = PhraseAccess.allows(self.request.user, "keep", school)
        return super().get_context_data(phrases=school.phrases.all(), may_keep=may_keep, **kwargs)


class OfAnAgency(Verb, abstract=True):
    """The form begins with an agency: the one that the link names, else the one that is asked for next."""

    @property
    def agency(self):
        return self.request.GET.get("agency") or agency_asked_for(self.subject)


class NotifyAuthorities(OfAnAgency):
    action = "notify_authorities"
    begin_empty = (*BEGIN_EMPTY, "spoke_to")
    form_class = ReferForm
    title = "Refer this incident"
    button = "Record the referral"
    lead = "Ring first, then record it here. From here on nobody investigates until the authorities answer."
    success_message = "The referral is recorded. Nobody investigates until the authorities answer."

    def get_initial(self):
        now = timezone.localtime(clock.now())
        return {
            "date": now.date(),
            "device_kept": self.subject.device_kept,
            "agency": self.agency,
            "way_in": self.subject.likely_way_in,
        }


class DecideNotToRefer(OfAnAgency):
    action = "decide_not_to_refer"
    form_class = NotReferForm
    title = "Decide not to refer"
    button = "Record the decision"
    lead = "A decision not to refer is a decision: it is kept with its reason."
    success_message = "The decision is recorded."

    def get_initial(self):
        return {"agency": self.agency}


class RecordAnswer(Verb):
    action = "record_answer"
    begin_empty = (*BEGIN_EMPTY, "answer_text")
    form_class = AnswerForm
    title = "Record the answer of the authorities"
    button = "Record their answer"
    success_message = "It is recorded."

    def get_initial(self):
        return {"date": timezone.localdate(clock.now())}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject, "user": self.request.user}


class Complete(Verb):
    action = "complete"
    form_class = CompleteForm
    template_name = "incidents/complete.html"
    title = "Complete this report"
    button = "Complete the report"
    lead = "It was noted quickly. Say where and when it happened, as far as it is known."
    success_message = "The report is complete."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject}

    def perform(self, form):
        self.subject.complete(by=self.request.user, **form.changes(form.cleaned_data))


class Withdraw(Verb):
    action = "withdraw"
    form_class = WithdrawForm
    title = "Withdraw this incident"
    button = "Withdraw the incident"
    lead = "For what was reported in error, or twice. It stays readable, and counts in no figure."
    success_message = "The incident is withdrawn."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject, "readable": self.get_queryset()}


class Reopen(Verb):
    action = "reopen"
    form_class = ReasonForm
    title = "Reopen this incident"
    button = "Reopen the incident"
    lead = "The earlier finding stays in the history."
    success_message = "The incident is under review again."

    def perform(self, form):
        reopen(self.subject, by=self.request.user, **form.cleaned_data)
