"""A statement that is written once says of any keys and days what the question itself says of them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q, Value
from django.test.utils import CaptureQueriesContext

from core.statements import Statement
from people.models import Membership, User
from people.roles import Role

TODAY = date(2026, 11, 23)


def held(school, day):
    """Memberships of a school on a day with their user, and a word beside them."""
    begun = Membership.objects.filter(school=school, starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))
    return begun.select_related("user").annotate(word=Value("held")).order_by("user__name", "pk")


@pytest.fixture
def several(appoint, school, other_school):
    for place, name in ((school, "Ann"), (school, "Bo"), (other_school, "Cy")):
        appoint(Role.STAFF, place, name)
    Membership.objects.update(starts_on=TODAY - timedelta(days=9))
    Membership.objects.filter(user__name="Bo").update(ends_on=TODAY)


def test_records_are_those_of_the_question_with_what_it_selects(several, school, other_school):
    statement = Statement(held)

    for place in (school, other_school, school):
        for day in (TODAY, TODAY + timedelta(days=1), TODAY - timedelta(days=10), TODAY):
            with CaptureQueriesContext(connection) as asked:
                found = [(one.pk, one.user.name, one.word) for one in statement.records(place.pk, day)]
            assert found == [(one.pk, one.user.name, one.word) for one in held(place.pk, day)]
            assert len(asked) == 1
    assert [one.user.name for one in statement.records(school.pk, TODAY)] == ["Ann", "Bo"]


def test_rows_are_its_values(several, school):
    statement = Statement(lambda place, day: held(place, day).values_list("user__name"))

    assert statement.rows(school.pk, TODAY) == [("Ann",), ("Bo",)]
    assert statement.rows(school.pk, TODAY + timedelta(days=1)) == [("Ann",)]


def test_what_was_found_before_is_found_anew(several, school):
    statement = Statement(held)
    before = statement.records(school.pk, TODAY)
    User.objects.filter(name="Ann").update(name="Zoe")

    assert [one.user.name for one in statement.records(school.pk, TODAY)] == ["Bo", "Zoe"]
    assert [one.user.name for one in before] == ["Ann", "Bo"]
