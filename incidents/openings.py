"""Who had an incident before them: its page, a file of its evidence, the record on paper, a list that was taken out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from audit.models import Opening
from people.models import User

from .models import Export, Incident, Viewing

MOST = 300  # of each kind, the newest
ONLY_OPENED = "Opened it, and could read it no longer then"


class Opened(NamedTuple):
    at: datetime
    who: str
    what: str


def note_opening(incident: Incident, *, by: User) -> None:
    """Write down that its page is opened; again only when some minutes have passed."""
    goes_on = incident.looks.get(by.pk)
    Opening.note(incident, school=incident.school_id, user=by.pk, user_name=str(by), goes_on=goes_on)


def openings_of(incident: Incident) -> list[Opened]:
    """The newest first. Each is kept once, where it happened; here they are read together."""
    pages = _of_its_page(incident)
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


class EarlierReading(NamedTuple):
    """Somebody who could read it, or opened it, until it was restricted; and whether they still read it."""

    who: str
    how: str
    until: datetime
    opened: datetime | None  # its page, for the last time before that
    still_reads: bool


def earlier_readings(incident: Incident, readers: Iterable[User]) -> list[EarlierReading]:
    """Those who were listed as it was restricted, and after them who had only opened it. Two queries.

    `readers`: those who read it now. By account: two people may have one name.
    """
    earlier = list(incident.earlier_readers.select_related("user"))
    if not earlier:
        return []
    now = {user.pk for user in readers}
    opened: defaultdict[int, list[datetime]] = defaultdict(list)
    names: dict[int, str] = {}
    for user, name, at in _of_its_page(incident).values_list("user", "user_name", "at"):  # the newest first
        opened[user].append(at)
        names.setdefault(user, name)
    listed = [
        EarlierReading(
            str(one.user), one.get_how_display(), one.at, _before(one.at, opened[one.user_id]), one.user_id in now
        )
        for one in earlier
    ]
    restricted, known = max(one.at for one in earlier), {one.user_id for one in earlier}
    others = {user: _before(restricted, opened[user]) for user in names if user not in known}
    return listed + [
        EarlierReading(names[user], ONLY_OPENED, restricted, at, user in now) for user, at in others.items() if at
    ]


def _before(until: datetime, newest_first: Iterable[datetime]) -> datetime | None:
    return next((at for at in newest_first if at <= until), None)


def _of_its_page(incident: Incident) -> QuerySet[Opening]:
    return Opening.objects.filter(object=incident._meta.label_lower, object_id=incident.pk)


def _what(export: Export) -> str:
    if export.format in Export.LISTS:
        return f"Took it out in a list ({export.get_format_display()})"
    return "Made it into a PDF"
