"""A school with a head, a senior leader and a breach."""

from datetime import timedelta

import pytest

from compliance.models import Breach
from core import clock
from people.roles import Role


@pytest.fixture
def senior_leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Sena Senior")


@pytest.fixture
def breach(school, coordinator):
    """Found out two hours ago."""
    found = clock.now() - timedelta(hours=2)
    return Breach.record(by=coordinator, school=school, what="A list of marks went to all parents.", found_at=found)
