"""What was erased is in no file of the database after the night that follows."""

import pytest
from django.db import connection

from core.database.forgetting import forget_what_is_gone
from people.models import Person, School

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Xavqzimodo Wyrzykovsky"
WORDS = (b"xavqzimodo", b"wyrzykovsky")
INDEX = "person_name_beginnings"


@pytest.fixture
def school():
    return School.objects.create(name="Ashdown Primary School", code="ASH")


@pytest.fixture
def gone(school):
    """The name of a person of the register, who has another by now."""
    others = (Person(school=school, kind="pupil", name=f"Child {number}") for number in range(500))
    Person.objects.bulk_create([*others, Person(school=school, kind="pupil", name=NAME)])
    Person.objects.filter(name=NAME).update(name="Erased")


def in_file_of(relation):
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [relation])
        content = bytes(cursor.fetchone()[0]).lower()
    return [word for word in WORDS if word in content]


@pytest.mark.postgresql
def test_no_index_of_words_has_it_on_postgresql_nor_its_table(gone):
    assert in_file_of(INDEX)

    forget_what_is_gone()

    assert in_file_of(INDEX) == in_file_of("people_person") == []


@pytest.mark.postgresql
def test_a_rebuilding_that_was_cut_off_leaves_nothing_for_good(gone):
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX cut_off_ccnew ON people_person USING gin (name_beginnings(name))")
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'cut_off_ccnew'::regclass")

    forget_what_is_gone()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = 'cut_off_ccnew'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass", [INDEX])
        assert cursor.fetchone() == (True,)


@pytest.mark.sqlite
def test_no_page_is_kept_for_what_is_gone_on_sqlite():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE for_a_while (text)")
        cursor.executemany("INSERT INTO for_a_while VALUES (%s)", [(NAME * 50,)] * 100)
        cursor.execute("DROP TABLE for_a_while")
        assert pages_of_nothing(cursor) > 0

        forget_what_is_gone()

        assert pages_of_nothing(cursor) == 0


def pages_of_nothing(cursor):
    cursor.execute("PRAGMA freelist_count")
    return cursor.fetchone()[0]
