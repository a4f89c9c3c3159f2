"""Closing an incident and looking back at it: what is learnt may be noted for the next draft of the policy."""

from collections.abc import Mapping

from django.db import transaction

from core.access import Refused
from people.models import User
from policies.models import DraftNote

from ..models import Incident
from ..names.blanks import why_not_without_names
from ..proposals import Proposal, version_today


@transaction.atomic
def close(incident: Incident, *, by: User, proposal: Proposal | None = None, **said: str) -> None:
    """Close it, with what was learnt. Who was added to it while that was written is not named in it either."""
    incident.lock()
    _require_no_names(incident, proposal, said)
    incident.close(by=by, **said)
    if proposal:
        _propose(incident, proposal, by=by)


@transaction.atomic
def debrief(incident: Incident, *, by: User, proposal: Proposal | None = None, **said: str) -> None:
    """Look back at it once more, after it was closed."""
    incident.record_debrief(by=by, **said)
    _require_no_names(incident, proposal, said)  # after it: what was read before its lock tells it what others wrote
    if proposal:
        _propose(incident, proposal, by=by)


def _require_no_names(incident: Incident, proposal: Proposal | None, said: Mapping[str, str]) -> None:
    """What the e-safety group and the writers of the policy read names nobody in it: the finding may."""
    texts = {name: said.get(name, "") for name in ("debrief", "what_changed")}
    for why in why_not_without_names(texts | {"proposal": proposal.text if proposal else ""}, incident).values():
        raise Refused(f"{why}.")


def _propose(incident: Incident, proposal: Proposal, *, by: User) -> None:
    version = version_today(incident)
    if incident.policy_notes.filter(text=proposal.text, key=proposal.about.key).exists():
        raise Refused("This is noted for the next draft already.")
    note = DraftNote.write(version.policy, by=by, about=proposal.about, text=proposal.text)
    incident.policy_notes.add(note)
    incident.note(f"Noted for the next draft of {version.policy}. {note}", by=by, verb="record_debrief")
