"""How small numbers are protected, in plain words."""

from django.views.generic import TemplateView

from core.views import Page
from reports.access import ReportAccess
from reports.saying import TOO_FEW
from reports.tables import WITHHELD


class Method(Page, TemplateView):
    """For whoever reads reports. `example`: place, what was counted, too little withheld, and as it is published.

    `too_few`: what a report says where nothing is left to be shown.
    """

    access = ReportAccess
    action = "read_list"
    template_name = "reports/method.html"
    extra_context = {
        "example": (
            ("In school", 30, 30, 30),
            ("At home or elsewhere", 11, 11, WITHHELD),
            ("On a trip", 3, WITHHELD, WITHHELD),
        ),
        "too_few": TOO_FEW,
    }
