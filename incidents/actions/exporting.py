"""Taking a list out of the log: a right of its own, a reason, and a record of what was taken."""

from django.db import transaction

from core.access import Refused
from core.spreadsheets import csv_file
from people.models import User

from .. import debriefs, exporting
from ..access import IncidentAccess
from ..models import Export
from ..querysets import IncidentQuerySet


@transaction.atomic
def take_out_list(
    incidents: IncidentQuerySet, *, by: User, file_format: str, filters: str, reason: str, with_names: bool
) -> bytes:
    """The file, of the newest rows that the user's right covers."""
    IncidentAccess.require(by, "export")
    rows = exporting.rows_of(incidents.exportable_by(by))
    if not rows:
        raise Refused("There is nothing here that you may take out: remove a filter.")
    Export.keep(rows, by=by, format=file_format, query=filters, with_names=with_names, reason=reason)
    return exporting.file_of(rows, file_format, with_names=with_names)


@transaction.atomic
def take_out_debriefs(incidents: IncidentQuerySet, *, by: User, filters: str, reason: str) -> bytes:
    """What incidents taught as a file, of what the user's right covers."""
    IncidentAccess.require(by, "export")
    lines = debriefs.lines_of(incidents.exportable_by(by)[: exporting.MOST])
    if not lines:
        raise Refused("There is nothing here that you may take out: choose another period.")
    taken = [line.incident for line in lines]
    Export.keep(taken, by=by, format=Export.Format.CSV, query=f"Debriefs: {filters}", reason=reason)
    return csv_file(debriefs.COLUMNS, [line.cells for line in lines])
