"""Every table of 300 made-up schools, read as a governor reads it: no withheld count is pinned down."""

import pytest

from .knowledge import Knowledge
from .worlds import said_of, world

WORLDS = range(300)


@pytest.mark.parametrize("seed", WORLDS)
def test_nothing_that_is_withheld_can_be_worked_out(seed):
    made = world(seed)

    found = Knowledge(made).pinned(whole=seed % 5 == 0)

    assert found == [], said_of(seed)
