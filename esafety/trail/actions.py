"""Taking the list out: with a reason, as every export, and written down as one."""

from django.db import transaction

from core.access import Refused
from core.spreadsheets import csv_file
from people.models import User

from ..models import TrailExport
from .access import TrailAccess
from .forms import TrailFilter
from .queries import links_for
from .telling import told

MOST = 10_000  # lines of a file
COLUMNS = ("When", "Who", "What", "Details")


@transaction.atomic
def take_out(asked: TrailFilter, *, by: User, reason: str) -> bytes:
    """What the list shows, newest first, as CSV. Nothing is cut off: what is too much is refused."""
    TrailAccess.require(by, "export")
    links = list(asked.of(links_for(by)).order_by("-at", "-pk")[: MOST + 1])
    if not links:
        raise Refused("Nothing fits what you asked for: choose another person, another kind or other days.")
    if len(links) > MOST:
        raise Refused(f"A file may hold {MOST:,} lines at most: choose fewer days, one kind or one person.")
    TrailExport.objects.create(user=by, rows=len(links), query=asked.in_words, reason=reason)
    return csv_file(COLUMNS, told(links, by))
