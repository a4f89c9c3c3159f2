"""What the pages share that show all of an incident."""

from core.views import Scoped
from incidents.full_incident import for_page, with_parts
from incidents.models import Incident


class FullIncident(Scoped):
    """The incident with its people, its chronology and everything else that hangs on it."""

    model = Incident

    def get_queryset(self):
        return for_page(super().get_queryset())

    def get_record(self):
        return with_parts(super().get_record(), self.request.user)
