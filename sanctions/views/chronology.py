"""Every incident that one person is part of, as far as the reader may read it."""

from django.views.generic import TemplateView

from core.views import Page
from incidents.access import IncidentAccess
from sanctions.chronology import chronicled_person, chronology_of


class PersonChronology(Page, TemplateView):
    access = IncidentAccess
    action = "read_log"
    template_name = "sanctions/chronology.html"

    def get_subject(self):
        return chronicled_person(self.kwargs["pk"], self.request.user)

    def get_context_data(self, **kwargs):
        chronology = chronology_of(self.subject, self.request.user)
        return super().get_context_data(person=self.subject, chronology=chronology, **kwargs)
