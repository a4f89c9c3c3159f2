"""The log: what the user may read, newest first."""

from collections import Counter
from itertools import islice

from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.keyset import end_of, page_of
from core.statements import several
from core.views import Page
from incidents.access import IncidentAccess
from incidents.forms import LogFilter
from incidents.forms.log import READY
from incidents.listing import COUNTS, OWN_VIEWS, SHOWN, THESE, by_status, of_all, rows_of
from incidents.querysets import look_up
from incidents.search import mark_found
from incidents.states import Status


class Log(Page, TemplateView):
    access = IncidentAccess
    action = "read_log"
    template_name = "incidents/log.html"

    def dispatch(self, request, *args, **kwargs):
        look_up(request.user)  # first: the access rule would ask for the roles alone, a query more
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def filter(self):
        return LogFilter(self.request.GET, user=self.request.user)

    def get_context_data(self, **kwargs):
        user, asked = self.request.user, self.filter
        status, before = asked.on.get("status", ""), end_of(self.request.GET.get("before", ""))
        shown = page_of(self.rows(status, before), "reported_at", before, SHOWN)
        if asked.terms:
            mark_found(shown.rows, asked.terms)
        counts = by_status(self.numbers())
        total = of_all(counts)
        return super().get_context_data(
            filter=asked,
            views=[*READY, *OWN_VIEWS.rows(user.pk)],
            counts=counts,
            total=total,
            shown_count=dict(counts).get(status, total),
            status=status,
            page=shown,
            may_assign=any(row.is_open for row in shown.rows) and IncidentAccess.allows(user, "assign_several"),
            may_export=IncidentAccess.allows(user, "export"),
            **kwargs,
        )

    def rows(self, status, before):
        """Those of the page and one more; of what was searched for, those that are found first are known."""
        user, asked = self.request.user, self.filter
        conditions = asked.of_every_status
        if asked.found is None or before:
            return rows_of(user, conditions, status, before, keep=asked.is_plain)
        newest = (key for key, its_own in asked.found.items() if status in ("", its_own))
        return THESE.records(user, several(tuple(islice(newest, SHOWN + 1))))

    def numbers(self):
        """How many there are in each status; of what was searched for, it was read with what was found."""
        if self.filter.found is not None:
            found = Counter(self.filter.found.values())
            return [found[status] for status in Status]
        [numbers] = COUNTS.rows(self.request.user, self.filter.of_every_status, keep=self.filter.is_plain)
        return numbers
