"""Who is named in a text that is read beyond those who read the record."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from ..names.redaction import Known, Redaction
from .known_names import KnownNames, names_ever

if TYPE_CHECKING:
    from .incident import Incident

BLANK = "[name]"


class Blanks:
    """Puts a blank where somebody involved is named, by any name they bear or bore. Asked once for many incidents."""

    def __init__(self, incidents: "Collection[Incident]") -> None:
        self._names = names_ever(incidents)

    def without_names(self, text: str, incident: "Incident") -> str:
        return _redaction(self._names.get(incident.pk, ()))(text)


def why_not_without_names(texts: Mapping[str, str], incident: "Incident") -> dict[str, str]:
    """Of these texts, by what they are called, those that name somebody involved: what to do about it."""
    names = names_ever([incident]).get(incident.pk, set())
    found = {}
    for called, text in texts.items():
        redaction = _redaction(names)
        redaction(text)
        for written, _ in list(redaction.so_far.replaced)[:1]:
            found[called] = f"“{written}” is a name of somebody in this incident: write it without names"
    return found


def _redaction(names: Iterable[KnownNames]) -> Redaction:
    return Redaction(Known(borne.name, BLANK) for borne in names)
