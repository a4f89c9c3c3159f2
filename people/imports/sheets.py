"""CSV that goes out: a file to start from, and the lines to mend."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Protocol

from core.spreadsheets import csv_file
from people.models import Who

from .plans import Plan
from .rows import Row

SAMPLES = {
    Who.PUPILS: (
        ["Admission number", "Last name", "First name", "Year group", "Class", "Date of birth"],
        ["001234", "Pupil", "Pip", "5", "5 Oak", "18/11/2015"],
        ["001235", "Example", "Quinn", "R", "Acorns", "02/03/2021"],
    ),
    Who.STAFF: (
        ["Staff number", "Last name", "First name", "E-mail address"],
        ["S001", "Teacher", "Tess", "tess.teacher@school.example"],
        ["S002", "Helper", "Hugo", ""],
    ),
}


class Bad(Protocol):
    """A line that is not brought in: one of a plan, or one that was kept."""

    @property
    def line(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def reason(self) -> str: ...


def sample(who: Who) -> bytes:
    """Headings that are understood without matching, and two invented people."""
    headings, *people = SAMPLES[who]
    return csv_file(headings, people)


def planned(plan: Plan) -> bytes:
    """Every line of a file with what would become of it, in the order of the file."""
    fates: list[tuple[Row, str]] = [(row, "New") for row in plan.new]
    for known, fate in ((plan.changed, "Changed"), (plan.returned, "Returned"), (plan.unchanged, "As it is")):
        fates += [(each.row, fate) for each in known]
    fates += [(doubt.row, f"Doubtful: {doubt.reason}") for doubt in plan.doubtful]
    lines = [
        [row.line, row.name, fate, row.year_group, row.class_name, row.date_of_birth or "", row.mis_id, row.email]
        for row, fate in fates
    ]
    lines += [[bad.line, bad.name, bad.reason, "", "", "", bad.mis_id, ""] for bad in plan.refused]
    headings = ["Line", "Name", "What would be done", "Year group", "Class", "Born", "Number", "E-mail"]
    return csv_file(headings, sorted(lines, key=itemgetter(0)))


def problems(found: Iterable[Bad]) -> bytes:
    """Line, name, and what to mend."""
    return csv_file(["Line", "Name", "What to correct"], ([bad.line, bad.name, bad.reason] for bad in found))
