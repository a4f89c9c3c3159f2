"""Closing an incident and looking back at it: what is learnt may be noted for the next draft of the policy."""

from django.db import transaction

from core.access import Refused
from people.models import User
from policies.models import DraftNote

from ..models import Incident
from ..models.blanks import why_not_without_names
from ..proposals import Proposal, version_today


@transaction.atomic
def close(incident: Incident, *, by: User, proposal: Proposal | None = None, **said: str) -> None:
    """Close it, with what was learnt. Who was added to it while that was written is not named in it either."""
    incident.close(by=by, **said)
    if proposal:
        _propose(incident, proposal, by=by)


@transaction.atomic
def debrief(incident: Incident, *, by: User, proposal: Proposal | None = None, **said: str) -> None:
    """Look back at it once more, after it was closed."""
    incident.record_debrief(by=by, **said)
    if proposal:
        _propose(incident, proposal, by=by)


def _propose(incident: Incident, proposal: Proposal, *, by: User) -> None:
    """A note for those who write the policy, who may not read the incident: it names nobody in it."""
    for why in why_not_without_names({"proposal": proposal.text}, incident).values():
        raise Refused(f"{why}.")
    version = version_today(incident)
    if incident.policy_notes.filter(text=proposal.text, key=proposal.about.key).exists():
        raise Refused("This is already noted for the next draft.")
    note = DraftNote.write(version.policy, by=by, about=proposal.about, text=proposal.text)
    incident.policy_notes.add(note)
    incident.note(f"Noted for the next draft of {version.policy}. {note}", by=by, verb="record_debrief")
