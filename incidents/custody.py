"""The chain of custody: everything that ever happened to a file, in its order, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from core import pdf
from core.history import changes

from .models import Destruction, Entry, Evidence, Incident

if TYPE_CHECKING:
    from people.models import User

STYLESHEET = "css/chain-of-custody.css"


@dataclass(frozen=True, slots=True)
class Link:
    """One thing that happened to a file."""

    at: datetime
    who: str
    what: str


Chains = list[tuple[Evidence, list[Link]]]


def chains_of(incident: Incident, files: Iterable[Evidence]) -> Chains:
    """Files of one incident, each with who attached, opened, handed over, withdrew or destroyed it: the oldest first.

    What no field keeps is in the histories and in the chronology. They are read once for all the files.
    """
    chains = [(evidence, list(_kept(evidence))) for evidence in files]
    if not chains:
        return []
    past = list(_of_the_past([evidence.pk for evidence, _ in chains]))
    quarantines, refused = list(_quarantines(incident)), list(_refused(incident))
    for evidence, links in chains:
        links += [link for key, link in past if key == evidence.pk]
        links += [link for entry, link in refused if evidence.attached_at < link.at and _is_of(entry, evidence)]
        ended = max(link.at for link in links) if evidence.is_destroyed else None
        links += [link for link in quarantines if evidence.attached_at < link.at and (ended is None or link.at < ended)]
        links.sort(key=lambda link: link.at)
    return chains


def _kept(evidence: Evidence) -> Iterator[Link]:
    """What is read from the file and its lines."""
    yield Link(evidence.attached_at, str(evidence.attached_by), "Attached it")
    for viewing in evidence.viewings.all():
        yield Link(viewing.at, str(viewing.user), f"Opened {viewing.get_copy_display()}")
    for handing in evidence.handings.all():
        known_by = f", their reference {handing.reference}" if handing.reference else ""
        yield Link(handing.at, str(handing.by), f"Handed it to {handing.to}{known_by}: {handing.how}")
    if evidence.withdrawn_at:
        yield Link(evidence.withdrawn_at, str(evidence.withdrawn_by), f"Withdrew it: {evidence.withdrawn_because}")
    if hasattr(evidence, "destruction"):
        asked = evidence.destruction
        yield _asked(asked)
        if asked.confirmed_at:
            yield Link(asked.confirmed_at, str(asked.confirmed_by), "Confirmed it: the file is gone")
    if evidence.disposed_at:
        yield Link(evidence.disposed_at, "The system", "Destroyed it at the end of its time: the file is gone")


def _asked(asked: Destruction) -> Link:
    told = f"Asked for its destruction, as the Police instruct ({asked.police_reference}): {asked.reason}"
    return Link(asked.asked_at, str(asked.asked_by), told)


def _of_the_past(keys: list[int]) -> Iterator[tuple[int, Link]]:
    """What was found of the stored files and what was called off, each with the key of its file."""
    versions = list(Evidence.history.filter(id__in=keys))
    for change in changes(versions, fields=["damaged_at"]):
        is_whole = change.new == "nothing"
        found = (
            "Found it whole again where it is stored" if is_whole else "Found it missing or damaged where it is stored"
        )
        yield change.key, Link(change.at, change.who, found)
    for change in changes(versions, fields=["key_id"]):
        yield change.key, Link(change.at, change.who, "Encrypted it with another key")
    for gone in Destruction.history.filter(evidence__in=keys, history_type="-").select_related("asked_by"):
        yield gone.evidence_id, _asked(gone)
        called_off = f"Called its destruction off: {gone.history_change_reason}"
        yield gone.evidence_id, Link(gone.history_date, gone.history_user_name, called_off)


def _quarantines(incident: Incident) -> Iterator[Link]:
    """From when until when nobody could open a file of the incident, however that came about."""
    for change in changes(Incident.history.filter(id=incident.pk), fields=["images_of_children"]):
        stopped = change.new == "yes"
        said = (
            "Quarantined it: images of children may be part of it" if stopped else "Released it: no images of children"
        )
        yield Link(change.at, change.who, f"{said}. {change.reason}".strip())


def _refused(incident: Incident) -> Iterator[tuple[Entry, Link]]:
    """Openings that were refused, since what is stored was not what was attached."""
    for entry in Entry.objects.filter(incident=incident, verb="evidence_damaged").select_related("by"):
        yield entry, Link(entry.at, str(entry.by), f"Was not given it. {entry.text}")


def _is_of(entry: Entry, evidence: Evidence) -> bool:
    """An entry names its file by the fingerprint; one of before, by the title alone."""
    named = entry.text.startswith(f"Evidence “{evidence}” could not be opened")
    return named and ("SHA-256" not in entry.text or evidence.sha256 in entry.text)


def pdf_of(incident: Incident, chains: Chains, *, by: "User", at: datetime) -> bytes:
    context = {"incident": incident, "chains": chains, "by": by, "at": at}
    return pdf.render(render_to_string("incidents/chain_print.html", context), STYLESHEET)
