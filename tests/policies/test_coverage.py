"""Periods of coverage never overlap: the database holds it, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from policies.models import Coverage, Policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def covering(school):
    """`covering(start, end)`: a period of a policy of its own, written behind the model's back."""

    def make(starts_on: date, ends_on: date | None = None, at=school) -> Coverage:
        policy = Policy.objects.create(title="Policy", slug=f"policy-{Policy.objects.count()}")
        [made] = Coverage.objects.bulk_create(
            [Coverage(policy=policy, kind=policy.kind, school=at, starts_on=starts_on, ends_on=ends_on)]
        )
        return made

    return make


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2025, 6, 1), date(2026, 1, 1)),
        (date(2026, 12, 31), None),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (date(2025, 1, 1), None),
    ],
)
def test_an_overlapping_period_is_refused(covering, starts_on, ends_on):
    covering(date(2026, 1, 1), date(2026, 12, 31))

    with pytest.raises(IntegrityError), transaction.atomic():
        covering(starts_on, ends_on)


def test_periods_may_follow_each_other(covering):
    covering(date(2026, 1, 1), date(2026, 12, 31))
    covering(date(2025, 1, 1), date(2025, 12, 31))
    covering(date(2027, 1, 1))

    assert Coverage.objects.count() == 3


def test_other_schools_have_periods_of_their_own(covering, other_school):
    covering(date(2026, 1, 1))
    covering(date(2026, 1, 1), at=other_school)

    assert Coverage.objects.count() == 2


def test_two_overlapping_periods_in_one_insert_are_refused(school):
    policy = Policy.objects.create(title="Policy", slug="policy")
    twice = [
        Coverage(
            policy=policy, kind=policy.kind, school=school, starts_on=date(2026, month, 1), ends_on=date(2026, 6, 1)
        )
        for month in (1, 2)
    ]

    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.bulk_create(twice)


def test_a_period_cannot_be_moved_over_another(covering):
    covering(date(2026, 1, 1), date(2026, 12, 31))
    later = covering(date(2027, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.filter(pk=later.pk).update(starts_on=date(2026, 12, 31))


def test_a_period_may_be_ended(covering):
    period = covering(date(2026, 1, 1))

    Coverage.objects.filter(pk=period.pk).update(ends_on=date(2026, 6, 1))

    assert Coverage.objects.get().ends_on == date(2026, 6, 1)
