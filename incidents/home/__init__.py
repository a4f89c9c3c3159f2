"""What of the log needs this user today."""

from core.home import Block
from people.models import User
from people.roles import OPENS_RECORDS, roles_of

from ..access import IncidentAccess
from .asked import tasks, to_confirm, to_investigate
from .damage import stored_files
from .leaving import files_to_send
from .own import drafts, own_reports
from .queues import queues


def blocks(user: User) -> list[Block]:
    """What one is asked to do; the queues of those who handle incidents; for everybody who reports, what they reported.

    Who handles incidents has enough to read: their own receipts show only where one is open.
    """
    handles = roles_of(user).has(*OPENS_RECORDS)
    found = [
        *stored_files(user),
        *files_to_send(user),
        *to_confirm(user),
        *to_investigate(user),
        *tasks(user),
        *(queues(user) if handles else []),
    ]
    if IncidentAccess.allows(user, "report"):
        found += drafts(user)
        found += [block for block in own_reports(user) if block.count or not handles]
    return found
