"""Terms by which a report that is out was counted stay as they are.

Moved, they would let governors subtract what was counted by the old days from what is counted by the new ones: the few
incidents of the days between would be left, with their kind and place.

| what is out | what stays |
|---|---|
| a report of the year, or of several schools | names and first days of all terms |
| a report of one term | the names, its first day, and that of the next term |
| the same, with figures of the year before that it counted itself | in both years |
"""

from people.actions.terms import Wanted
from people.calendar import AcademicYear
from people.models import School

from .neighbours import Shown, out_of, term_of


def why_terms_stay(school: School, year: AcademicYear, wanted: Wanted) -> str:
    """Why these terms of the school cannot be changed so; empty where they can."""
    renamed = any(term.name != name for term, name, _ in wanted)
    # The first term begins with the year, whatever its first day: no figure depends on it.
    moved = {at for at, (term, _, starts_on) in enumerate(wanted) if at and term.starts_on != starts_on}
    if not renamed and not moved:
        return ""
    for each in out_of(school, year.start):
        if renamed or moved & _edges(each, wanted):
            return (
                f"The report of {each.report.period_in_words} was counted by these terms and has been read, so their "
                f"{'names' if renamed else 'days'} cannot be changed any more."
            )
    return ""


def _edges(out: Shown, wanted: Wanted) -> set[int]:
    """Places of the terms whose first days its figures depend on."""
    names = [term.name.casefold() for term, _, _ in wanted]
    term = term_of(out.report)
    if len(out.report.school_ids) > 1 or term not in names:
        return set(range(len(names)))
    return {names.index(term), names.index(term) + 1}
