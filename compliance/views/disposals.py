"""What is due to go, holding it back, and the two people who decide."""

from django.urls import reverse

from compliance import actions, queries
from compliance.access import RetentionAccess
from compliance.erasing import what_goes, what_goes_of
from compliance.forms import AskForm, HoldForm
from compliance.models import DataSubject, Disposal, Hold
from compliance.rules import Rule, due_of, due_of_entry
from core.forms import PlainForm, ReasonForm
from core.views import DetailPage, ListPage, TransitionPage
from incidents.models import Incident, Relation
from people.models import Person

QUEUE = "compliance:retention"


class Retention(ListPage):
    """What is due, what waits for a second person, what is on legal hold, and the certificates."""

    model = Disposal
    access = RetentionAccess
    action = "read_queue"
    template_name = "compliance/retention.html"
    paginate_by = 50

    def get_queryset(self):
        return super().get_queryset().select_related("incident", "person", "school", "asked_by", "confirmed_by")

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            incidents=queries.incidents_due(user),
            entries=queries.entries_due(user),
            holds=Hold.objects.readable_by(user).in_force().select_related("incident", "person", "by"),
            rules=[rule.label for rule in Rule],
            **kwargs,
        )


class DisposalPage(DetailPage):
    """What is asked for; afterwards the certificate."""

    model = Disposal
    slug_field = slug_url_kwarg = "pk"
    access = RetentionAccess
    template_name = "compliance/disposal.html"

    def get_queryset(self):
        return super().get_queryset().select_related("incident", "person", "school", "asked_by", "confirmed_by")

    def get_context_data(self, **kwargs):
        return super().get_context_data(goes=_goes(self.subject), held=self.subject.held_because(), **kwargs)


def _goes(disposal):
    """How many rows of which tables; nothing once they are erased.

    Not its ties to other incidents: their number would tell of one that the reader may not know.
    """
    if disposal.done_at:
        return []
    record = disposal.incident or disposal.person
    keys = what_goes(record) if disposal.incident else what_goes_of(record)
    return sorted(
        (model._meta.verbose_name_plural, len(rows)) for model, rows in keys.items() if rows and model is not Relation
    )


class RetentionVerb(TransitionPage, abstract=True):
    access = RetentionAccess
    slug_field = slug_url_kwarg = "pk"
    template_name = "compliance/retention_verb.html"
    title = button = lead = ""

    def get_success_url(self):
        return reverse(QUEUE)

    def get_context_data(self, **kwargs):
        return super().get_context_data(about=str(self.subject), back=self.back(), **kwargs)

    def back(self):
        return reverse(QUEUE)


class AskDisposal(RetentionVerb):
    """Of the record of an incident."""

    model = Incident
    slug_field = slug_url_kwarg = "reference"
    action = "ask_incident"
    form_class = AskForm
    title = "Ask for this record to be erased"
    button = "Ask for it to be erased"
    lead = (
        "Every name and every text goes, from the record and its history, and every stored file. Kind, dates, finding "
        "and other codes stay for the figures. A second person confirms it first. It cannot be undone."
    )
    success_message = "It has been asked for. It is erased once a second person confirms it."

    def get_queryset(self):
        return super().get_queryset().select_related("school")

    def perform(self, form):
        reason = form.cleaned_data["reason"]
        self.disposal = Disposal.ask(self.subject, self.due(), by=self.request.user, reason=reason)

    def due(self):
        return due_of(self.subject)

    def get_success_url(self):
        return self.disposal.get_absolute_url()


class AskEntryDisposal(AskDisposal):
    """Of an entry of the register."""

    model = Person  # type: ignore[assignment]
    scope = "managed_by"
    slug_field = slug_url_kwarg = "pk"
    action = "ask_entry"
    title = "Ask for this entry of the register to be erased"
    lead = (
        "Name, date of birth, class and number go, from the entry and its history, and the names under what they "
        "signed. A second person confirms it first. It cannot be undone."
    )

    def due(self):
        return due_of_entry(self.subject)


class HoldIncident(RetentionVerb):
    model = Incident
    slug_field = slug_url_kwarg = "reference"
    action = "hold_incident"
    form_class = HoldForm
    title = "Place this record on legal hold"
    button = "Place it on hold"
    lead = "It is kept, even after its time is over, until the hold is lifted."
    success_message = "It is on legal hold: nothing of it will be erased."

    def get_queryset(self):
        return super().get_queryset().select_related("school")

    def perform(self, form):
        Hold.on(self.subject, by=self.request.user, **form.cleaned_data)

    def back(self):
        return self.subject.get_absolute_url()

    def get_success_url(self):
        return self.back()


class HoldEntry(HoldIncident):
    """Everything about somebody: for the safeguarding lead as well, who neither keeps the register nor erases."""

    model = DataSubject  # type: ignore[assignment]
    slug_field = slug_url_kwarg = "pk"
    action = "hold_entry"
    title = "Place everything about this person on legal hold"
    lead = "Their entry on the register and every incident that they are part of are kept until the hold is lifted."

    def back(self):
        return reverse("sanctions:chronology", args=[self.subject.pk])


class LiftHold(RetentionVerb):
    model = Hold
    action = "lift"
    form_class = ReasonForm
    title = "Lift the legal hold"
    button = "Lift the hold"
    success_message = "The legal hold has been lifted."

    def get_queryset(self):
        return super().get_queryset().select_related("incident__school", "person")


class DisposalVerb(RetentionVerb, abstract=True):
    model = Disposal

    def get_queryset(self):
        return super().get_queryset().select_related("incident__school", "person", "school", "asked_by")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"about": self.subject.of}

    def back(self):
        return self.subject.get_absolute_url()

    def get_success_url(self):
        return self.back()


class ConfirmDisposal(DisposalVerb):
    action = "confirm"
    form_class = PlainForm
    title = "Confirm that this is erased"
    button = "Confirm and erase"
    lead = "You are the second of two people. It cannot be undone; only a backup that is still kept has it."
    success_message = "It has been confirmed, and is being erased."

    def perform(self, form):
        actions.confirm(self.subject, by=self.request.user)


class CallOffDisposal(DisposalVerb):
    action = "call_off"
    form_class = ReasonForm
    title = "Keep it after all"
    button = "Keep it"
    success_message = "It stays."
