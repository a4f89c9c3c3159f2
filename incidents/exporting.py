"""Taking a list out of the log: a right of its own, a reason, and a record of what was taken.

What somebody wrote is never in it, and names only where they are asked for: a file is read by whoever finds it.
"""

from typing import Any

from django.db import transaction

from core import clock
from core.access import Refused
from core.spreadsheets import csv_file, xlsx_file
from people.models import User

from .access import IncidentAccess
from .listing import for_export
from .models import Export, Incident, Involvement
from .querysets import IncidentQuerySet

MOST = 10_000  # rows; a year of a large trust fits
CODED = (
    "Reference", "School", "Reported", "Happened", "What it was", "Area of risk", "Branch", "Safeguarding",
    "About an adult who works here", "Place", "Device", "Pupils", "Year groups", "Adults", "Status", "Handler",
    "Waiting too long", "Finding", "Closed",
)  # fmt: skip
NAMES = ("Alleged or found instigators", "Targets", "Witnesses")


@transaction.atomic
def take_out(
    incidents: IncidentQuerySet, *, by: User, file_format: str, filters: str, reason: str, with_names: bool
) -> bytes:
    """The file, of the newest rows that the user's right covers. That it was taken is kept with it."""
    IncidentAccess.require(by, "export")
    rows = list(for_export(incidents.exportable_by(by))[:MOST])
    if not rows:
        raise Refused("There is nothing here that you may take out: remove a filter.")
    export = Export.objects.create(
        user=by, at=clock.now(), format=file_format, query=filters, with_names=with_names, reason=reason, rows=len(rows)
    )
    export.incidents.add(*rows)
    head = [*CODED, *(NAMES if with_names else ())]
    cells = [[*_coded(incident), *(_names(incident) if with_names else ())] for incident in rows]
    return xlsx_file("Incidents", head, cells) if file_format == Export.Format.XLSX else csv_file(head, cells)


def _coded(incident: Incident) -> list[Any]:
    pupils = [involvement for involvement in incident.involvements.all() if involvement.is_pupil]
    return [
        incident.reference,
        incident.school.name,
        incident.reported_at,
        incident.happened_in_words.rstrip("."),
        incident.kind_chosen.label,
        incident.get_four_c_display(),
        incident.get_branch_display(),
        _yes_or_no(incident.safeguarding),
        _yes_or_no(incident.restricted),
        incident.get_place_display(),
        incident.get_device_display(),
        len(pupils),
        ", ".join(pupil.year_group for pupil in pupils if pupil.year_group),
        len(incident.involvements.all()) - len(pupils),
        incident.get_status_display(),
        incident.handler or "",
        _yes_or_no(incident.is_late),
        incident.get_finding_display(),
        incident.closed_at or "",
    ]


def _names(incident: Incident) -> list[str]:
    involved = incident.involvements.all()
    parts = (Involvement.Part.INSTIGATOR, Involvement.Part.TARGET, Involvement.Part.WITNESS)
    return ["\n".join(one.display_name for one in involved if one.part == part) for part in parts]


def _yes_or_no(flag: bool) -> str:
    return "Yes" if flag else "No"
