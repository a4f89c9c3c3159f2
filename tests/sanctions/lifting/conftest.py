"""A sanction that goes on, and whoever may lift it."""

import pytest

from people.roles import Role
from sanctions.actions import decide
from sanctions.choice import Choice

from .days import today


@pytest.fixture
def technician(appoint, school):
    return appoint(Role.TECHNICIAN, school, "Tech Nician")


@pytest.fixture
def sanction(open_actions, coordinator, action):
    """`sanction(ends=3, to=technician)`: a further sanction, begun ten days ago."""

    def make(ends=3, to=None, by=coordinator, began=-10):
        choice = Choice(
            open_actions,
            done=True,
            action=action("further"),
            done_on=today(began),
            ends_on=None if ends is None else today(ends),
            to_lift_by=to,
            instead_of=open_actions.sanctions.first(),
        )
        return decide(open_actions.incident, [choice], by=by)[0]

    return make
