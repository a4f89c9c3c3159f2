"""Every incident that one person is part of, as far as the reader may read it."""

from django.shortcuts import get_object_or_404

from core.views import DetailPage
from incidents.access import TransferAccess
from incidents.models import Transfer
from sanctions.access import SanctionsAccess
from sanctions.chronology import chronology_of
from sanctions.models import ChronicledPerson


class PersonChronology(DetailPage):
    model = ChronicledPerson
    access = SanctionsAccess
    action = "read_chronology"
    template_name = "sanctions/chronology.html"

    def get_record(self):
        found = self.get_queryset().select_related("school")
        return get_object_or_404(found.survivor_of(self.kwargs["pk"]))

    def get_context_data(self, **kwargs):
        chronology = chronology_of(self.subject, self.request.user)
        return super().get_context_data(
            person=self.subject,
            chronology=chronology,
            may_begin=TransferAccess.allows(self.request.user, "begin", self.subject),
            transfers=Transfer.objects.readable_by(self.request.user).filter(person=self.subject),
            **kwargs,
        )
