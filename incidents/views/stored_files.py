"""Stored files of evidence that are not as they were: by their names in the store, without anything of an incident."""

from core.views import ListPage
from incidents.access import EvidenceAccess
from incidents.models import Evidence


class StoredFiles(ListPage):
    """What was found missing or damaged in the night, for those who bring it back."""

    model = Evidence
    scope = "damaged_for"
    access = EvidenceAccess
    action = "look_after_files"
    template_name = "incidents/stored_files.html"

    def get_queryset(self):
        return super().get_queryset().order_by("damaged_at", "pk")
