"""How small numbers are protected, in plain words."""

from django.views.generic import TemplateView

from core.views import Page
from reports.access import ReportAccess
from reports.tables import WITHHELD


class Method(Page, TemplateView):
    """For whoever reads reports. `example`: place, what was counted, too little withheld, and as it is published."""

    access = ReportAccess
    action = "read_list"
    template_name = "reports/method.html"
    extra_context = {
        "example": (
            ("In school", 30, 30, 30),
            ("At home or elsewhere", 11, 11, WITHHELD),
            ("On a trip", 3, WITHHELD, WITHHELD),
        )
    }
