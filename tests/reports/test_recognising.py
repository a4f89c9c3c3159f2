"""Which passages of a text are pointed out because they might identify somebody."""

import pytest

from reports.recognising import warnings_of


def passages(text, school):
    return [each.passage for each in warnings_of(text, [school.pk])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It began on 12 March.", ["12 March"]),
        ("It began on 03/04/2026 at 3pm.", ["03/04/2026", "3pm"]),
        ("It happened last Tuesday.", ["last Tuesday"]),
        ("Two pupils of class 5B.", ["class 5B", "Two pupils"]),
        ("In Year 6, in Reception.", ["Year 6", "Reception"]),
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


def test_names_of_other_schools_are_not_known(other_school, pupil):
    assert passages(f"{pupil.name} told us.", other_school) == []
