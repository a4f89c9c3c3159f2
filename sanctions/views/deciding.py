"""Of one incident: which misuse it was, and the decisions on what follows."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils.functional import cached_property

from core.views import TransitionPage
from incidents.access import IncidentAccess
from incidents.kinds import kind_of
from incidents.models import Incident
from incidents.queries import involved
from incidents.views.full_incident import FullIncident
from policies.models import Matrix
from sanctions import actions
from sanctions.chronology import row_for_continued, warned_before
from sanctions.forms import DecisionsForm, MisuseForm
from sanctions.queries import actions_of
from sanctions.similar import similar_incidents


class ChooseMisuse(TransitionPage):
    """Which rows of the sanctions table apply to one person."""

    model = Incident
    access = IncidentAccess
    action = "choose_misuse"
    form_class = MisuseForm
    template_name = "sanctions/misuse.html"
    success_message = "Saved. Now decide on what the table recommends."

    @cached_property
    def involvement(self):
        return involved(self.subject, self.kwargs["pk"])

    @cached_property
    def table(self):
        table = actions.table_for(self.involvement)
        if table is None:
            raise Http404
        return table

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "involvement": self.involvement,
            "table": self.table,
            "suggested": self.suggested,
        }

    @property
    def suggested(self):
        """Keys of the rows that the reported kind suggests."""
        kind = kind_of(self.subject.kind)
        return kind.pupils if self.table.kind == Matrix.Kind.PUPIL_SANCTIONS else kind.staff

    def perform(self, form):
        rows = list(form.cleaned_data["rows"])
        actions.choose_misuse(self.involvement, rows, by=self.request.user, shown=form.now)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            incident=self.subject,
            people=self.subject.involvements.select_related("person"),
            involvement=self.involvement,
            table=self.table,
            suggested=[row.label for row in self.table.rows() if row.key in self.suggested],
            earlier=warned_before(self.involvement, self.request.user),
            continued=row_for_continued(self.table),
            **kwargs,
        )

    def get_success_url(self):
        return f"{self.subject.get_absolute_url()}#actions"


class Decide(FullIncident, TransitionPage):
    """All actions of one incident, decided together."""

    access = IncidentAccess
    action = "decide_actions"
    template_name = "sanctions/decide.html"
    success_message = "The decisions are saved."

    def get_form(self, form_class=None):
        data = self.request.POST if self.request.method == "POST" else None
        people = actions_of(self.subject)
        return DecisionsForm(data, people=people, by=self.request.user.name, lifters=self.subject.may_be_asked())

    def form_valid(self, form):
        if not (form.changed or form.enters_referrals):
            messages.info(self.request, "Nothing was decided: choose Done or Not done for an action.")
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)

    def perform(self, form):
        actions.decide(self.subject, form.changed, by=self.request.user)

    def get_context_data(self, **kwargs):
        people = self.subject.involvements.all()
        similar = similar_incidents(people, self.subject, self.request.user)
        return super().get_context_data(incident=self.subject, people=people, similar=similar, **kwargs)

    def get_success_url(self):
        return f"{self.subject.get_absolute_url()}#actions"
