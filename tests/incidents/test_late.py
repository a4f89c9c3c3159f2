"""What waits too long is the same whether an incident says it of itself or the database of all."""

from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from core import clock
from incidents.forms import LogFilter
from incidents.models import Incident
from incidents.states import Status
from incidents.waiting import late
from people.models import School

LONDON = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 3, 27, 12, tzinfo=LONDON)  # the clocks change on the Sunday
SETTINGS = ((0, 0), (1, 20), (3, 5))


@pytest.fixture
def settled(log_incident, school, coordinator):
    """An incident of each of these statuses and branches, reported at each of many moments; in three settings."""
    schools = [school, School.objects.create(name="B", code="BB"), School.objects.create(name="C", code="CC")]
    for one, (review_within, close_within) in zip(schools, SETTINGS, strict=True):
        one.review_within, one.close_within = review_within, close_within
        one.save()
    template = log_incident(occurred_at=None)
    ages = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 27, 28, 29, 30, 31)
    hours = (0, 23)
    kinds = [(Status.REPORTED, "illegal"), *product((Status.REPORTED, Status.UNDER_REVIEW), ["unsuitable"])]
    kinds += [(Status.CLOSED, "unsuitable"), (Status.WITH_AUTHORITIES, "illegal")]
    rows = []
    for number, (one, age, hour, (status, branch)) in enumerate(product(schools, ages, hours, kinds)):
        day = (FRIDAY - timedelta(days=age)).replace(hour=hour)
        closed = {"finding": "unfounded", "rationale": "x", "closed_by": coordinator, "closed_at": day}
        rows.append(
            Incident(
                school=one,
                reference=f"{one.code}-{number:05}",
                submission=f"00000000-0000-0000-0000-{number:012}",
                reported_by=template.reported_by,
                reported_at=day,
                place="home",
                device="unknown",
                kind="bypass",
                status=status,
                branch=branch,
                **(closed if status == Status.CLOSED else {}),
            )
        )
    Incident.objects.bulk_create(rows)
    return schools


@pytest.mark.parametrize("days", range(9))
def test_the_database_and_the_incident_agree(settled, days):
    with clock.set_to(FRIDAY + timedelta(days=days)):
        found = set(Incident.objects.filter(late(settled)))

        assert found == {incident for incident in Incident.objects.select_related("school") if incident.is_late}
        assert 0 < len(found) < Incident.objects.count()


def test_the_log_shows_what_waits_too_long(log_incident, coordinator):
    with clock.set_to(clock.now() - timedelta(days=30)):
        waiting, closed = log_incident(), log_incident()
        closed.withdraw(by=coordinator, reason="Twice.")
    log_incident()

    shown = LogFilter(QueryDict("late=on"), user=coordinator).applied_to(Incident.objects.readable_by(coordinator))

    assert list(shown) == [waiting]
