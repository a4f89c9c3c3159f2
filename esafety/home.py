"""The home page: the blocks of every app, the most urgent first."""

from typing import TYPE_CHECKING

from core.home import Block
from incidents import home as incidents
from people import home as people
from policies import home as policies
from reports import home as reports
from sanctions import home as sanctions

if TYPE_CHECKING:
    from people.models import User


def blocks_for(user: "User") -> list[Block]:
    """Blocks that have something to say to this user."""
    apps = (incidents, sanctions, policies, reports, people)
    blocks = [block for app in apps for block in app.blocks(user)]
    return sorted(blocks, key=lambda block: block.urgency)
