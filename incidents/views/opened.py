"""Who has opened an incident, for those who may read it."""

from core.views import DetailPage
from incidents.access import IncidentAccess
from incidents.models import Incident
from incidents.openings import openings_of


class OpenedPage(DetailPage):
    model = Incident
    access = IncidentAccess
    template_name = "incidents/opened.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(incident=self.object, openings=openings_of(self.object), **kwargs)
