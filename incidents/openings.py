"""Who had an incident before them: its page, a file of its evidence, the record on paper, a list that was taken out."""

from datetime import datetime
from typing import NamedTuple

from audit.models import Opening
from people.models import User

from .models import Export, Incident, Viewing

MOST = 300  # of each kind, the newest


class Opened(NamedTuple):
    at: datetime
    who: str
    what: str


def note_opening(incident: Incident, *, by: User) -> None:
    """Write down that its page is opened; again only when some minutes have passed."""
    Opening.note(incident, school=incident.school_id, user=by.pk, user_name=str(by))


def openings_of(incident: Incident) -> list[Opened]:
    """The newest first. Each is kept once, where it happened; here they are read together."""
    pages = Opening.objects.filter(object=incident._meta.label_lower, object_id=incident.pk)
    files = Viewing.objects.filter(evidence__incident=incident).select_related("user", "evidence").order_by("-at")
    taken = Export.objects.filter(incidents=incident).select_related("user")
    found = [
        *(Opened(page.at, page.user_name, "Opened the incident") for page in pages[:MOST]),
        *(
            Opened(file.at, str(file.user), f"Opened evidence “{file.evidence}”: {file.get_copy_display()}")
            for file in files[:MOST]
        ),
        *(Opened(export.at, str(export.user), _what(export)) for export in taken[:MOST]),
    ]
    return sorted(found, key=lambda opened: opened.at, reverse=True)


def _what(export: Export) -> str:
    if export.format in Export.LISTS:
        return f"Took it out in a list ({export.get_format_display()})"
    return "Made it into a PDF"
