"""How often the tables were followed, on screen and as a file."""

from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core import clock
from core.access import Refused
from core.files import CSV, attachment
from core.views import FormPage, Page
from incidents.forms import PeriodForm, WhyForm
from people.proving import lately_proved
from sanctions.access import SanctionsAccess
from sanctions.actions import take_out_consistency
from sanctions.consistency import followed, to_take_out


class Periodic:
    """About the incidents that were reported in the chosen period."""

    @cached_property
    def period(self):
        return PeriodForm(self.request.GET, user=self.request.user)


class Consistency(Periodic, Page, TemplateView):
    access = SanctionsAccess
    action = "read_consistency"
    template_name = "sanctions/consistency.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            form=self.period,
            lines=followed(self.period.incidents),
            may_export=SanctionsAccess.allows(self.request.user, "export_consistency"),
            **kwargs,
        )


@lately_proved
class ExportConsistency(Periodic, FormPage):
    """The counts as a file, with its reason."""

    access = SanctionsAccess
    action = "export_consistency"
    form_class = WhyForm
    template_name = "sanctions/export_consistency.html"

    def form_valid(self, form):
        by, filters = self.request.user, self.period.in_words
        try:
            file = take_out_consistency(self.period.incidents, by=by, filters=filters, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return attachment(file, f"sanctions-tables-followed-{clock.today().isoformat()}.csv", CSV)

    def get_context_data(self, **kwargs):
        count = to_take_out(self.period.incidents, self.request.user).count()
        return super().get_context_data(period=self.period, count=count, **kwargs)
