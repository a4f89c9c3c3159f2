"""Loading the demonstration again gives the same demonstration."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from core import clock
from esafety.demonstration.loading import load
from esafety.demonstration.planning import plan
from incidents.models import Entry, Involvement
from people.calendar import AcademicYear
from people.models import Person

pytestmark = pytest.mark.once


def what_happened(now: datetime) -> list[tuple]:
    """Load this year's special incidents, and take them back. Told without references and submission keys."""
    with transaction.atomic():
        with clock.set_to(now):
            load(years=1, scale=0, say=lambda line: None)
        told = [
            *Person.objects.order_by("pk").values_list("name", "class_name", "date_of_birth"),
            *Involvement.objects.order_by("pk").values_list(
                "incident__kind",
                "incident__reported_at",
                "incident__description",
                "incident__reported_by__name",
                "person__name",
                "part",
                "parents",
            ),
            *Entry.objects.order_by("pk").values_list("at", "by__name", "verb"),
        ]
        transaction.set_rollback(True)
    return told


@pytest.mark.thorough
def test_it_is_the_same_every_time(db):
    now = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)

    assert what_happened(now) == what_happened(now)


@pytest.mark.thorough
@pytest.mark.parametrize("today", [(2026, 9, 1), (2027, 8, 15)], ids=["1 September", "summer"])
def test_it_can_be_loaded_on_any_day(db, today):
    assert what_happened(datetime(*today, 7, 0, tzinfo=UTC))


def test_the_same_is_planned_for_a_school_whatever_was_planned_before():
    school, year = {"code": "ALD", "weekly": 3}, AcademicYear(2025)

    first = plan(school, year.first_day, year.last_day, [year], 1)
    again = plan(school, year.first_day, year.last_day, [year], 1)

    assert first == again
    assert len(first) > 100
