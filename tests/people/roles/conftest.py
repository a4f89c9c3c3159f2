"""All of it happens on one day, at nine."""

from datetime import timedelta

import pytest

from core import clock
from people.calendar import midnight
from people.roles import Role

from .held import TODAY


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.set_to(midnight(TODAY) + timedelta(hours=9)):
        yield


@pytest.fixture
def colleague(appoint, school):
    return appoint(Role.STAFF, school, "Cole Colleague")
