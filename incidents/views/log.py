"""The log: what the user may read, newest first."""

from django.utils.functional import cached_property

from core.keyset import page
from core.views import ListPage
from incidents.access import IncidentAccess
from incidents.forms import LogFilter
from incidents.forms.log import READY
from incidents.listing import by_status, for_log, of_all
from incidents.models import Incident
from incidents.querysets import look_up
from incidents.search import mark_found

ROWS = 25


class Log(ListPage):
    model = Incident
    access = IncidentAccess
    action = "read_log"
    template_name = "incidents/log.html"

    def get_queryset(self):
        look_up(self.request.user)
        return super().get_queryset()

    @cached_property
    def filter(self):
        return LogFilter(self.request.GET, user=self.request.user)

    def get_context_data(self, **kwargs):
        incidents = self.filter.of_every_status(self.object_list)
        counts = by_status(incidents, self.request.user, self.filter.statuses)
        status = self.filter.on.get("status")
        total = of_all(counts)
        shown = page(for_log(self.filter.of_status(incidents)), "reported_at", self.request.GET.get("before", ""), ROWS)
        if self.filter.terms:
            mark_found(shown.rows, self.filter.terms)
        return super().get_context_data(
            filter=self.filter,
            views=[*READY, *self.request.user.saved_views.values_list("name", "query")],
            counts=counts,
            total=total,
            shown_count=dict(counts).get(status, total),
            status=status,
            page=shown,
            may_assign=any(row.is_open for row in shown.rows)
            and IncidentAccess.allows(self.request.user, "assign_several"),
            may_export=IncidentAccess.allows(self.request.user, "export"),
            **kwargs,
        )
