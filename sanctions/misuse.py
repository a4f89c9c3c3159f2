"""Which misuse was found, as a page carries it: so that saving never undoes unseen what a colleague found."""

from collections.abc import Iterable

from incidents.models import Involvement
from policies.models import Row

NONE = "none"


def as_said(rows: Iterable[Row]) -> str:
    """The keys of these rows in their order; that there are none is an answer too."""
    return " ".join(str(key) for key in sorted(row.pk for row in rows)) or NONE


def said_so_far(involvement: Involvement) -> str:
    """What is on record, in the same form; empty where nobody has said it yet."""
    rows = [misuse.row for misuse in involvement.misuses.select_related("row")]
    return as_said(rows) if rows or involvement.no_misuse else ""


def said_meanwhile(involvement: Involvement) -> str:
    """What somebody is told whose page showed something else."""
    found = "; ".join(misuse.row.label for misuse in involvement.misuses.select_related("row"))
    return f"A colleague said meanwhile which misuse it was: {found or 'none of the sanctions table'}."
