"""What one app shows on somebody's home page."""

from core.home import asked_at_once


def blocks_of(home, user):
    """The blocks of this app, `incidents.home` for one, where its traces are."""
    traces = home.traces(user)
    return home.blocks(user, frozenset(filter(None, asked_at_once(user, traces).get())) if traces else frozenset())
