"""The chain of custody: everything that ever happened to a file, in its order, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from core import pdf

if TYPE_CHECKING:
    from people.models import User

    from .models import Evidence, Incident

STYLESHEET = "css/chain-of-custody.css"


@dataclass(frozen=True, slots=True)
class Link:
    """One thing that happened to a file."""

    at: datetime
    who: str
    what: str


Chains = list[tuple["Evidence", list[Link]]]


def chain_of(evidence: "Evidence") -> list[Link]:
    """Who attached it, opened it, handed it over, withdrew it, had it destroyed: the oldest first."""
    links = [Link(evidence.attached_at, str(evidence.attached_by), "Attached it")]
    links += [
        Link(viewing.at, str(viewing.user), f"Opened {viewing.get_copy_display()}")
        for viewing in evidence.viewings.all()
    ]
    for handing in evidence.handings.all():
        known_by = f", their reference {handing.reference}" if handing.reference else ""
        links.append(Link(handing.at, str(handing.by), f"Handed it to {handing.to}{known_by}: {handing.how}"))
    if evidence.withdrawn_at:
        why = f"Withdrew it: {evidence.withdrawn_because}"
        links.append(Link(evidence.withdrawn_at, str(evidence.withdrawn_by), why))
    if hasattr(evidence, "destruction"):
        asked = evidence.destruction
        told = f"Asked for its destruction, as the Police instruct ({asked.police_reference}): {asked.reason}"
        links.append(Link(asked.asked_at, str(asked.asked_by), told))
        if asked.confirmed_at:
            links.append(Link(asked.confirmed_at, str(asked.confirmed_by), "Confirmed it: the file is gone"))
    return sorted(links, key=lambda link: link.at)


def pdf_of(incident: "Incident", chains: Chains, *, by: "User", at: datetime) -> bytes:
    context = {"incident": incident, "chains": chains, "by": by, "at": at}
    return pdf.render(render_to_string("incidents/chain_print.html", context), STYLESHEET)
