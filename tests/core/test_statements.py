"""A statement that is written once says of any keys and days what the question itself says of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from core.statements import Statement, Text
from core.statements import several as several_keys
from people.calendar import midnight
from people.models import Membership, Notice, User
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


def test_a_text_is_put_in_as_it_is(several):
    names, written = ("Ann", "Bo", "100% 'Ann'", ""), set()

    def named(name, role):
        written.add(name)
        return Membership.objects.filter(user__name=name, role=role).values_list("user__name")

    statement = Statement(named)

    assert [statement.rows(Text(name), Role.STAFF) for name in names] == [[("Ann",)], [("Bo",)], [], []]
    assert len(written) == 1  # for all of them


def test_what_was_found_before_is_found_anew(several, school):
    statement = Statement(held)
    before = statement.records(school.pk, TODAY)
    User.objects.filter(name="Ann").update(name="Zoe")

    assert [one.user.name for one in statement.records(school.pk, TODAY)] == ["Bo", "Zoe"]
    assert [one.user.name for one in before] == ["Ann", "Bo"]


def notices(users, moment, word):
    """The notices of several users before a moment, with a word beside them."""
    return Notice.objects.filter(user__in=users, at__lt=moment).order_by("user").values_list("user", Value(word))


def test_several_keys_moments_and_words(several):
    ann, bo, cy = User.objects.filter(name__in=("Ann", "Bo", "Cy")).order_by("name").values_list("pk", flat=True)
    Notice.objects.all().delete()
    for user, hour in ((ann, 8), (bo, 9), (cy, 10)):
        Notice.objects.create(user_id=user, label="Told", key=str(user), at=datetime(2026, 11, 23, hour, tzinfo=UTC))
    statement, half_past_nine = Statement(notices), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

    for users in ((ann, cy), (cy, bo), (bo,), (ann, bo, cy), (cy,), ()):
        for moment in (half_past_nine, half_past_nine - timedelta(hours=1)):
            for word in ("one", "other"):
                expected = [(key, word) for key in sorted(users) if key in ((ann, bo) if moment.hour == 9 else (ann,))]
                assert statement.rows(users, moment, word) == expected
                assert statement.rows(several_keys(users), moment, word) == expected


def test_what_day_it_is_is_asked_anew(several):
    begun = Statement(lambda: Membership.objects.filter(starts_on__lte=clock.today()).values_list("pk"))
    first = Membership.objects.order_by("starts_on").first()

    for days, there in ((-1, False), (0, True), (-1, False)):
        with clock.set_to(midnight(first.starts_on) + timedelta(days=days, hours=12)):
            assert ((first.pk,) in begun.rows()) is there


@pytest.mark.parametrize("now", [clock.now, timezone.now], ids=["ours", "of a library"])
def test_what_depends_on_the_moment_is_not_kept(several, now):
    lately = Statement(lambda: Notice.objects.filter(at__gt=now() - timedelta(hours=1)).values_list("pk"))

    with pytest.raises(RuntimeError, match="depends on the moment"):
        lately.rows()
