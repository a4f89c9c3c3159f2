"""Whether the policies of the reader's schools stand up to the guidance."""

from core.views import ListPage

from .. import checks
from ..access import PolicyAccess
from ..models import Policy


class Checks(ListPage):
    model = Policy
    access = PolicyAccess
    action = "check"
    template_name = "policies/checks.html"
    context_object_name = "reports"

    def get_queryset(self):
        return checks.reports(self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(open=sum(len(report.found) for report in self.object_list), **kwargs)
