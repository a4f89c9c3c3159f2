"""On the home of who looks after files: that some are missing or damaged."""

from django.urls import reverse

from core.home import Block, Item, Traces, Urgency
from core.words import counted
from people.models import User

from ..access import EvidenceAccess
from ..models import Evidence


def traces(user: User) -> Traces:
    if not EvidenceAccess.allows(user, "look_after_files"):
        return {}
    return {"stored-files": Evidence.objects.damaged_for(user)}


def stored_files(user: User) -> list[Block]:
    """One line, with nothing of what the files are."""
    count = Evidence.objects.damaged_for(user).count()
    if not count:
        return []
    page = reverse("incidents:stored-files")
    text = f"{counted(count, 'file')} of evidence {'is' if count == 1 else 'are'} missing or damaged"
    item = Item("Stored files", page, text, note="Bring them back from a backup.", verb="See which")
    return [Block("stored-files", "Stored files", Urgency.DANGER, count, [item], url=page)]
