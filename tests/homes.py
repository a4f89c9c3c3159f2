"""What one app shows on somebody's home page."""

from core.home import found_of


def blocks_of(home, user):
    """The blocks of this app, `incidents.home` for one, where its traces are."""
    return home.blocks(user, found_of(user, home.traces(user)))
