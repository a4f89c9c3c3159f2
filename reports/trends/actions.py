"""Taking figures out: the right of exports, a reason, and the record of what was taken."""

from django.db import transaction

from core.access import Refused
from incidents.exporting import MOST
from incidents.models import Export
from people.models import User

from . import exporting, pictures
from .access import TrendsAccess
from .figures import Figures, Way
from .queries import incidents_of
from .selection import Selection


def figures_to_take(key: str, asked: Selection, user: User) -> Figures | None:
    """The figures of this key, counted over what the user may take out; None where there are no such figures."""
    if key not in pictures.OF_FIGURE:
        return None
    covered = incidents_of(user, asked).exportable_by(user)
    return pictures.OF_FIGURE[key](covered, Way(asked, may_read_log=False)).named(key)


@transaction.atomic
def take_out(key: str, asked: Selection, *, by: User, file_format: str, reason: str) -> bytes:
    """The file. It is kept, as every export is, with the incidents that it counts."""
    TrendsAccess.require(by, "export")
    figures = figures_to_take(key, asked, by)
    if figures is None or figures.is_empty:
        raise Refused("There is nothing here that you may take out: choose another period.")
    covered = incidents_of(by, asked).exportable_by(by)
    counted = list(covered.only("pk")[: MOST + 1])
    if len(counted) > MOST:
        raise Refused(f"A file may count {MOST:,} incidents at most: choose a shorter period, or one school.")
    Export.keep(counted, by=by, format=file_format, query=f"Figures, {figures.title}: {asked.in_words}", reason=reason)
    return exporting.file_of(figures, file_format)
