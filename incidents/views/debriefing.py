"""Closing an incident, looking back at it, and the list of what incidents taught."""

from django.utils.functional import cached_property

from core import clock
from core.access import Refused
from core.files import CSV, attachment
from core.views import FormPage, ListPage
from incidents import actions, debriefs
from incidents.access import IncidentAccess
from incidents.forms import CloseForm, DebriefForm, PeriodForm, WhyForm
from incidents.models import Incident
from incidents.proposals import places_to_change
from people.proving import lately_proved

from .verbs import Verb


class LookBack(Verb, abstract=True):
    """A form that ends with what was learnt."""

    template_name = "incidents/debrief.html"

    def get_form_kwargs(self):
        places = places_to_change(self.subject)
        return super().get_form_kwargs() | {"incident": self.subject, "places": places}


class Close(LookBack):
    action = "close"
    form_class = CloseForm
    title = "Close this incident"
    button = "Close the incident"
    lead = "Nothing follows but a reopening by the head."
    success_message = "The incident is closed."

    def get_initial(self):
        """What was learnt before a reopening; and what the two who investigated judged, where they did.

        Their words can be put in others, and nothing is ticked.
        """
        known = {"debrief": self.subject.debrief, "what_changed": self.subject.what_changed}
        sealed = self.subject.investigations.filter(sealed_at__isnull=False).first()
        return known | ({"rationale": sealed.reasons, "outcome": sealed.conclusion} if sealed else {})

    def perform(self, form):
        actions.close(self.subject, by=self.request.user, **form.cleaned_data)


class Debrief(LookBack):
    action = "record_debrief"
    form_class = DebriefForm
    title = "Look back at this incident"
    button = "Save the debrief"
    lead = "What was learnt, and what is done differently since. The finding stays as it is."
    success_message = "The debrief is saved."

    def perform(self, form):
        actions.debrief(self.subject, by=self.request.user, **form.cleaned_data)


class Periodic:
    """About the incidents that were closed in the chosen period and taught something."""

    @cached_property
    def period(self):
        return PeriodForm(self.request.GET, user=self.request.user)

    @cached_property
    def taught(self):
        return debriefs.of(
            Incident.objects.readable_by(self.request.user), self.period.bounds, self.period.school_chosen
        )


class Debriefs(Periodic, ListPage):
    """What incidents taught, for the e-safety group: references, and no names."""

    model = Incident
    access = IncidentAccess
    action = "read_debriefs"
    template_name = "incidents/debriefs.html"
    paginate_by = 100

    def get_queryset(self):
        return self.taught

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.period, **kwargs)
        lines = debriefs.lines_of(context["object_list"])
        may_export = IncidentAccess.allows(self.request.user, "export")
        return context | {"lines": lines, "may_export": may_export}


@lately_proved
class ExportDebriefs(Periodic, FormPage):
    """The same list as a file, with its reason."""

    access = IncidentAccess
    action = "export"
    form_class = WhyForm
    template_name = "incidents/export_debriefs.html"

    def form_valid(self, form):
        try:
            reason = form.cleaned_data["reason"]
            by, filters = self.request.user, self.period.in_words
            file = actions.take_out_debriefs(self.taught, by=by, filters=filters, reason=reason)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return attachment(file, f"debriefs-{clock.today().isoformat()}.csv", CSV)

    def get_context_data(self, **kwargs):
        count = self.taught.exportable_by(self.request.user).count()
        return super().get_context_data(period=self.period, count=count, columns=debriefs.COLUMNS, **kwargs)
