"""How often the tables were followed, on screen and as a file."""

from django.views.generic import TemplateView

from core.files import CSV, attachment
from core.spreadsheets import csv_file
from core.views import Page
from incidents.forms import PeriodForm
from sanctions.access import SanctionsAccess
from sanctions.consistency import followed

COLUMNS = (
    "Table", "Kind of misuse", "Incidents", "Recommended: done", "Recommended: not done", "Followed, per cent",
    "If appropriate: done", "If appropriate: not done", "Done, though not recommended", "Still to decide",
)  # fmt: skip


class Consistency(Page, TemplateView):
    access = SanctionsAccess
    action = "read_consistency"
    template_name = "sanctions/consistency.html"

    def get_context_data(self, **kwargs):
        form = PeriodForm(self.request.GET, user=self.request.user)
        return super().get_context_data(form=form, lines=followed(form.incidents), **kwargs)


class ConsistencyFile(Consistency):
    """The counts alone: what somebody wrote leaves the log by an export only, which is recorded."""

    def get(self, request, *args, **kwargs):
        form = PeriodForm(request.GET, user=request.user)
        rows = [
            [
                line.table, line.label, line.incidents, line.done, line.not_done,
                "" if line.percent is None else line.percent, line.fitting, line.not_fitting, line.beyond, line.open,
            ]
            for line in followed(form.incidents)
        ]  # fmt: skip
        return attachment(csv_file(COLUMNS, rows), "sanctions-tables-followed.csv", CSV)
