"""Where the tables of a draft stand in its text."""

from collections.abc import Mapping

from django.db import transaction

from core.access import Refused
from people.models import User

from ..access import PolicyAccess
from ..models import Matrix, PolicyVersion, Section


@transaction.atomic
def place_tables(version: PolicyVersion, places: Mapping[Matrix, Section | None], *, by: User) -> None:
    """Let each table stand after the text of a section, or at the end: all of them or none.

    Refuses where somebody else moved one of them since its record was read.
    """
    version.lock()
    PolicyAccess.require(by, "edit", version)
    tables = version.matrices.in_bulk()
    sections = version.sections.in_bulk()
    for read, section in places.items():
        matrix = tables.get(read.pk)
        if matrix is None:
            raise Refused(f"Somebody else took the table “{read}” out of the draft. Nothing was saved.")
        if matrix.section_id != read.section_id:
            raise Refused(f"Somebody else has just moved the table “{matrix}”. Nothing was saved: save again.")
        if section and section.pk not in sections:
            raise Refused(f"Somebody else removed the section “{section}”. Nothing was saved.")
        matrix.section = section
        matrix.save_as(by, f"Stands after “{section}”" if section else "Stands at the end")
