"""The register of data breaches."""

from django.utils import timezone

from compliance.access import BreachAccess
from compliance.access.breaches import KEEPS_BREACHES
from compliance.forms import AssessForm, BreachForm, RegulatorForm, ToldForm
from compliance.models import Breach
from core.forms import PlainForm, ReasonForm
from core.views import DetailPage, FormPage, ListPage, TransitionPage
from incidents.models import Incident
from people.models import School
from people.roles import roles_of


class Breaches(ListPage):
    model = Breach
    access = BreachAccess
    action = "read_list"
    template_name = "compliance/breaches.html"
    paginate_by = 50

    def get_queryset(self):
        return super().get_queryset().select_related("school", "incident")

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_record=BreachAccess.allows(self.request.user, "record"), **kwargs)


class BreachPage(DetailPage):
    model = Breach
    slug_field = slug_url_kwarg = "pk"
    access = BreachAccess
    template_name = "compliance/breach.html"

    def get_queryset(self):
        return super().get_queryset().select_related("school", "incident", "recorded_by", "closed_by")

    def get_context_data(self, **kwargs):
        past = self.subject.history.order_by("-history_date", "-history_id")[:50]
        return super().get_context_data(breach=self.subject, past=past, **kwargs)


class RecordBreach(FormPage):
    access = BreachAccess
    action = "record"
    form_class = BreachForm
    template_name = "compliance/record_breach.html"
    success_message = "The breach is in the register. Next: assess the risk."

    def get_form_kwargs(self):
        mine = roles_of(self.request.user).schools(*KEEPS_BREACHES)
        return super().get_form_kwargs() | {"schools": School.objects.filter(pk__in=mine).order_by("name")}

    def form_valid(self, form):
        self.breach = Breach.record(by=self.request.user, **form.said)
        return super().form_valid(form)

    def get_success_url(self):
        return self.breach.get_absolute_url()


class OpenBreach(TransitionPage):
    """From an incident that may be one."""

    model = Incident
    access = BreachAccess
    action = "open_breach"
    form_class = BreachForm
    template_name = "compliance/open_breach.html"
    success_message = "The breach is in the register. Next: assess the risk."

    def get_queryset(self):
        return super().get_queryset().select_related("school", "breach")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"schools": [self.subject.school]}

    def get_initial(self):
        found = timezone.localtime(self.subject.reported_at)
        return {"found_on": found.date(), "found_time": found.time()}

    def perform(self, form):
        said = {name: answer for name, answer in form.said.items() if name != "school"}
        self.breach = Breach.open_from(self.subject, by=self.request.user, **said)

    def get_success_url(self):
        return self.breach.get_absolute_url()


class BreachVerb(TransitionPage, abstract=True):
    model = Breach
    slug_field = slug_url_kwarg = "pk"
    access = BreachAccess
    template_name = "compliance/breach_verb.html"
    title = button = lead = ""

    def get_queryset(self):
        return super().get_queryset().select_related("school")


class AssessBreach(BreachVerb):
    action = "assess"
    form_class = AssessForm
    title = "Assess the risk"
    button = "Save the assessment"
    success_message = "The assessment is saved."

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in ("affected", "risk", "risk_reason", "measures")}


class TellRegulator(BreachVerb):
    action = "tell_regulator"
    form_class = RegulatorForm
    title = "Tell the regulator"
    button = "Save what was decided"
    lead = "Ring or write to the Information Commissioner’s Office yourself, then record it here."
    success_message = "It is recorded."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"breach": self.subject}

    def get_initial(self):
        breach = self.subject
        if not breach.is_decided:
            return {"told_by": self.request.user.name}
        at = timezone.localtime(breach.regulator_told_at) if breach.regulator_told_at else None
        return {
            "choice": "told" if at else "not_told",
            "told_on": at and at.date(),
            "told_time": at and at.time(),
            "told_by": breach.regulator_told_by,
            "reference": breach.regulator_reference,
            "reason": breach.regulator_reason,
        }

    def perform(self, form):
        self.subject.tell_regulator(by=self.request.user, **form.said)


class TellPeople(BreachVerb):
    action = "tell_people"
    form_class = ToldForm
    title = "Tell the people"
    button = "Save what was decided"
    success_message = "It is recorded."

    def get_initial(self):
        breach = self.subject
        choice = "" if not breach.people_said else "told" if breach.people_told_on else "not_told"
        return {"choice": choice, "told_on": breach.people_told_on, "said": breach.people_said}

    def perform(self, form):
        self.subject.tell_people(by=self.request.user, **form.answers)


class CloseBreach(BreachVerb):
    action = "close"
    form_class = PlainForm
    title = "Close this breach"
    button = "Close the breach"
    lead = "It stays in the register."
    success_message = "The breach is closed."


class ReopenBreach(BreachVerb):
    action = "reopen"
    form_class = ReasonForm
    title = "Reopen this breach"
    button = "Reopen the breach"
    success_message = "The breach is open again."
