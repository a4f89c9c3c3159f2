"""A list of the log as a file.

What somebody wrote is never in it, and names only where they are asked for: a file is read by whoever finds it.
"""

from collections.abc import Sequence
from typing import Any

from core.spreadsheets import csv_file, xlsx_file

from .listing import for_export
from .models import Export, Incident
from .models.involvement import TAKING_PART
from .querysets import IncidentQuerySet

MOST = 10_000  # rows; a year of a large trust fits
CODED = (
    "Reference", "School", "Reported", "Happened", "What it was", "Area of risk", "Branch", "Safeguarding",
    "About an adult who works here", "Place", "Device", "Pupils", "Year groups", "Adults", "Status", "Handler",
    "Waiting too long", "Finding", "Closed",
)  # fmt: skip
NAMES = ("Alleged or found instigators", "Targets", "Witnesses")


def rows_of(incidents: IncidentQuerySet) -> list[Incident]:
    """The newest of them, with what a row holds."""
    return list(for_export(incidents)[:MOST])


def file_of(incidents: Sequence[Incident], file_format: str, *, with_names: bool) -> bytes:
    head = [*CODED, *(NAMES if with_names else ())]
    cells = [[*_coded(incident), *(_names(incident) if with_names else ())] for incident in incidents]
    return xlsx_file("Incidents", head, cells) if file_format == Export.Format.XLSX else csv_file(head, cells)


def _coded(incident: Incident) -> list[Any]:
    people = [involvement for involvement in incident.involvements.all() if involvement.counts]
    pupils = [involvement for involvement in people if involvement.is_pupil]
    return [
        incident.reference,
        incident.school.name,
        incident.reported_at,
        incident.happened_in_words.rstrip("."),
        incident.kind_chosen.label,
        incident.get_four_c_display(),
        incident.get_branch_display(),
        _yes_or_no(incident.safeguarding),
        _yes_or_no(incident.is_about_somebody_here),
        incident.get_place_display(),
        incident.get_device_display(),
        len(pupils),
        ", ".join(pupil.year_group for pupil in pupils if pupil.year_group),
        len(people) - len(pupils),
        incident.get_status_display(),
        incident.handler or "",
        _yes_or_no(incident.is_late),
        incident.get_finding_display(),
        incident.closed_at or "",
    ]


def _names(incident: Incident) -> list[str]:
    involved = incident.involvements.all()
    return ["\n".join(one.display_name for one in involved if one.part == part) for part in TAKING_PART]


def _yes_or_no(flag: bool) -> str:
    return "Yes" if flag else "No"
