"""What of the log needs this user today."""

from core.home import Block, Found, Traces
from people.models import User
from people.roles import OPENS_RECORDS, roles_of

from ..access import IncidentAccess
from ..waiting import told_since
from . import asked, damage, leaving, own
from .queues import queues


def traces(user: User) -> Traces:
    """Where there may be something to show."""
    return {
        **damage.traces(user),
        **leaving.traces(user),
        **asked.traces(user),
        **own.traces(user),
        **({"news": told_since(user)} if roles_of(user).has(*OPENS_RECORDS) else {}),
    }


def blocks(user: User, found: Found) -> list[Block]:
    """What one is asked to do; the queues of those who handle incidents; for everybody who reports, what they reported.

    Who handles incidents has enough to read: their own receipts show only where one is open.
    """
    handles = roles_of(user).has(*OPENS_RECORDS)
    shown = [
        *(damage.stored_files(user) if "stored-files" in found else []),
        *(leaving.files_to_send(user) if {"transfers", "pupils-left"} & found else []),
        *(asked.to_confirm(user) if "destructions" in found else []),
        *(asked.to_investigate(user) if "investigations" in found else []),
        *(asked.tasks(user) if "tasks" in found else []),
        *(queues(user, has_news="news" in found) if handles else []),
    ]
    if IncidentAccess.allows(user, "report"):
        shown += own.drafts(user) if "drafts" in found else []
        shown += [block for block in own.own_reports(user, found) if block.count or not handles]
    return shown
