"""What changed, told in words: paired in memory, read in one query."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from core.history import changes, in_words
from incidents.models import Involvement
from people.models import Person, School, Term, User

START = datetime(2099, 11, 19, 9, 0, tzinfo=UTC)  # after whatever the fixtures made


@pytest.fixture
def editor(db):
    return User.objects.create_user("editor@test.example", "Eve Editor")


def rewrite(record, by, reason="", minutes=1, **values):
    """Change the record a few minutes after the start."""
    with clock.set_to(START + timedelta(minutes=minutes)):
        for field, value in values.items():
            setattr(record, field, value)
        record.save_as(by, reason)


def told(rows, *fields, **kwargs):
    return [(change.field, change.old, change.new) for change in changes(rows, fields=fields, **kwargs)]


def test_a_change_says_who_what_when_and_why(school, editor):
    rewrite(school, editor, "The governors decided it", review_within=3)

    [change] = changes(school.history.all(), fields=["review_within"])

    assert change.at == START + timedelta(minutes=1)
    assert change.who == "Eve Editor"
    assert (change.field, change.old, change.new) == ("review within (school days)", "“1”", "“3”")
    assert change.reason == "The governors decided it"


def test_the_newest_comes_first(school, editor):
    rewrite(school, editor, name="Second", minutes=1)
    rewrite(school, editor, name="Third", minutes=2)

    assert told(school.history.all(), "name") == [
        ("name", "“Second”", "“Third”"),
        ("name", "“Ashdown Primary”", "“Second”"),
    ]


def test_each_record_is_compared_with_itself_alone(school, other_school, editor):
    rewrite(school, editor, name="Ashdown", minutes=1)
    rewrite(other_school, editor, name="Birchwood", minutes=2)
    rewrite(school, editor, urn="123456", minutes=3)

    found = changes(School.history.all(), fields=["name", "urn"], subject=lambda row: row.code)

    assert [(change.subject, change.field, change.new) for change in found] == [
        ("ASH", "unique reference number", "“123456”"),
        ("BIR", "name", "“Birchwood”"),
        ("ASH", "name", "“Ashdown”"),
    ]


def test_only_what_is_asked_for_is_told(school, editor):
    rewrite(school, editor, name="Ashdown", urn="123456")

    assert told(school.history.all(), "urn") == [("unique reference number", "nothing", "“123456”")]


def test_saving_without_a_change_is_no_change(school, editor):
    rewrite(school, editor)

    assert school.history.count() == 2
    assert told(school.history.all(), "name", "urn") == []


def test_a_yes_or_no_is_told_as_one(school, editor):
    rewrite(school, editor, second_approver=False)

    assert told(school.history.all(), "second_approver") == [
        ("policies need a second person to approve", "yes", "no"),
    ]


def test_a_choice_is_told_by_its_label(school, editor):
    rewrite(school, editor, wording=School.Wording.ONLINE_SAFETY)

    assert told(school.history.all(), "wording") == [("wording", "e-safety", "online safety")]


def test_a_date_is_told_as_it_is_said(school, editor):
    term = Term.objects.create(school=school, name="Autumn", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 31))

    rewrite(term, editor, ends_on=date(2026, 12, 18))

    assert told(term.history.all(), "ends_on") == [("ends on", "31 December 2026", "18 December 2026")]


def test_a_moment_is_told_in_the_schools_own_time():
    field = User._meta.get_field("date_joined")

    assert in_words(field, datetime(2026, 7, 1, 12, 0, tzinfo=UTC)) == "1 Jul 2026, 1:00pm"


@pytest.mark.parametrize("empty", [None, ""])
def test_what_was_empty_is_told_as_nothing(empty):
    assert in_words(School._meta.get_field("urn"), empty) == "nothing"


def test_zero_and_no_are_not_nothing():
    assert in_words(School._meta.get_field("review_within"), 0) == "“0”"
    assert in_words(School._meta.get_field("second_approver"), False) == "no"


def test_a_label_that_is_gone_from_the_program_is_told_as_it_was_stored():
    assert in_words(Person._meta.get_field("kind"), "ghost") == "ghost"


def test_what_nobody_did_was_done_by_the_system(school):
    rewrite(school, None, name="Ashdown")

    [change] = changes(school.history.all(), fields=["name"])

    assert change.who == "The system"


def test_a_name_is_kept_with_the_change_when_the_account_is_renamed(school, editor):
    rewrite(school, editor, name="Ashdown")

    editor.name = "Eve Married"
    editor.save()

    [change] = changes(school.history.all(), fields=["name"])
    assert change.who == "Eve Editor"


def test_a_change_is_dated_by_the_clock(school, editor):
    rewrite(school, editor, name="Ashdown", minutes=7)

    assert school.history.first().history_date == START + timedelta(minutes=7)


@pytest.mark.parametrize("versions", [1, 3])
def test_any_number_of_versions_costs_one_query(school, other_school, editor, versions, django_assert_num_queries):
    for minute in range(versions):
        rewrite(school, editor, name=f"Name {minute}", minutes=minute)
        rewrite(other_school, editor, name=f"Name {minute}", minutes=minute)

    with django_assert_num_queries(1):
        found = changes(School.history.all(), fields=["name"])

    assert len(found) == 2 * versions


def test_a_record_that_was_only_made_has_no_changes(incident):
    involved = Involvement.history.filter(incident_id=incident.pk)

    assert involved.count() == 1
    assert changes(involved, fields=["part", "voice"]) == []
