"""What needs this user today."""

from core.home import Block
from people.models import User


def blocks(user: User) -> list[Block]:
    return []
