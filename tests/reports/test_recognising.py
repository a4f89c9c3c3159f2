"""Which passages of a text are pointed out because they might identify somebody."""

import pytest

from people.models import Person
from people.roles import Role
from reports.recognising import warnings_of


def passages(text, school):
    return [each.passage for each in warnings_of([text], [school.pk])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It began on 12 March.", ["12 March"]),
        ("It began on 03/04/2026 at 3pm.", ["03/04/2026", "3pm"]),
        ("It happened last Tuesday.", ["last Tuesday"]),
        ("Two pupils of class 5B.", ["class 5B", "Two pupils"]),
        ("In Year 6, in Reception.", ["Year 6", "Reception"]),
        ("It went round Y6, and Yr 5.", ["Y6", "Yr 5"]),
        ("The only girl, a single pupil.", ["The only girl", "a single pupil"]),
        ("The deputy head rang them.", ["The deputy head"]),
        ("One member of staff said so.", ["One member of staff"]),
        ("Three incidents were like it.", ["Three incidents"]),
        ("Many pupils know what to do, and tell an adult they trust.", []),
        ("May we do better in the autumn term of 2026 to 2027?", []),
    ],
)
@pytest.mark.django_db
def test_days_classes_adults_and_small_numbers(school, text, found):
    assert sorted(passages(text, school)) == sorted(found)


def test_names_of_the_register_and_of_accounts_in_whole_and_in_part(school, pupil, teacher):
    given, family = pupil.name.split()

    assert set(passages(f"{given} told {teacher.name}.", school)) >= {given, teacher.name}
    assert passages(f"{family}s and other words", school) in ([family], [], [f"{family}s"])


@pytest.mark.parametrize("typed", ["Aa*rav*", "**A**arav", "Aa&#114;av", "[Aa](https://a.example/x)rav"])
def test_a_name_is_found_as_it_is_read(school, typed):
    Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Aarav Quill")

    assert "Aarav" in passages(f"{typed} told us.", school)


def test_a_class_is_known_by_its_name_on_the_register(school):
    Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Aarav Quill", class_name="Year 1 Hazel")

    assert passages("In Hazel, and in hazel class: a hazel stick, a class, a year.", school) == ["Hazel", "hazel class"]
    assert "1 Hazel" in " ".join(passages("It began in Year 1 Hazel.", school))


def test_accounts_of_its_federation_are_known(appoint, federation, sister_schools):
    governor = appoint(Role.GOVERNOR, federation, "Margaret Elphick")
    head = appoint(Role.HEADTEACHER, sister_schools[1], "Marcus Adeyinka-Holt")

    found = passages(f"{governor.name} told {head.name}", sister_schools[0])

    assert found == ["Marcus Adeyinka-Holt", "Margaret Elphick"]


def test_names_of_other_schools_are_not_known(other_school, pupil):
    assert passages(f"{pupil.name} told us.", other_school) == []
