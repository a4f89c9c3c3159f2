"""The register's search: names of one's own and sister schools, and of nobody else."""

from datetime import date

import pytest

from core import clock
from people.models import Person
from people.roles import Role

pytestmark = pytest.mark.both

URL = "/people/search/"


@pytest.fixture
def search(signed_in):
    """`search(user, q=…)`: the labels that are offered."""

    def labels(user, **asked):
        response = signed_in(user).get(URL, asked)
        assert response.status_code == 200
        return response.json()["labels"]

    return labels


@pytest.fixture
def add_pupil():
    def add(school, name, **fields):
        return Person.objects.create(
            **{"school": school, "kind": "pupil", "name": name, "class_name": "5 Oak"} | fields
        )

    return add


def test_a_pupil_of_ones_own_school_is_found_by_part_of_the_name(search, teacher, pupil):
    assert search(teacher, q="pup") == ["Pip Pupil, 5 Oak"]


def test_or_by_name_and_class(search, teacher, pupil, other_pupil):
    assert search(teacher, q="oak pip") == ["Pip Pupil, 5 Oak"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zoe", "Zoë O’Brien"),
        ("ZOË", "Zoe O’Brien"),
        ("o'brien", "Zoe O’Brien"),
        ("o’b", "Zoe O'Brien"),
        ("lukasz", "Łukasz Żak"),
        ("7.ä", "Al"),
    ],
)
def test_or_without_the_accents_and_signs_of_the_name(search, teacher, school, add_pupil, text, name):
    added = add_pupil(school, name, class_name="7.A")

    assert search(teacher, q=text) == [added.label]


def test_another_schools_pupils_are_not_found(search, teacher, add_pupil, other_school):
    stranger = add_pupil(other_school, "Faye Foreign")

    assert Person.objects.current().get(name__icontains="foreign") == stranger
    assert search(teacher, q="foreign") == []
    assert search(teacher, q="foreign", school=other_school.pk) == []


def test_a_sister_schools_pupils_are(search, appoint, sister_schools, add_pupil):
    here, sister = sister_schools
    add_pupil(sister, "Sid Sister")

    assert search(appoint(Role.STAFF, here), q="sid") == ["Sid Sister, 5 Oak"]


def test_who_works_at_two_schools_may_choose_one(search, appoint, school, other_school, add_pupil):
    user = appoint(Role.STAFF, school)
    appoint(Role.STAFF, other_school, user=user)
    add_pupil(school, "Sam Here")
    add_pupil(other_school, "Sam There")

    assert search(user, q="sam") == ["Sam Here, 5 Oak", "Sam There, 5 Oak"]
    assert search(user, q="sam", school=other_school.pk) == ["Sam There, 5 Oak"]


def test_who_has_left_is_not_offered(search, teacher, add_pupil, school):
    add_pupil(school, "Lena Left", left_on=clock.today())

    assert search(teacher, q="lena") == []


@pytest.mark.parametrize("typed", ["", "p", " p ", "\0p", "   "])
def test_fewer_than_two_letters_find_nothing(search, teacher, pupil, typed):
    assert search(teacher, q=typed) == []


@pytest.mark.parametrize(
    "typed", ["%%", "__", "%u%", "P_p", "\\%", "*" * 3, "'; --", ",,", '""', "([", "^pip", "p.p", "[a-z]]", "pip|x"]
)
def test_wildcards_and_quotes_are_letters_like_others(search, teacher, pupil, typed):
    assert search(teacher, q=typed) == []


@pytest.mark.parametrize("typed", ["pi\0p", "Pi\0\0p pupil", "\u202epip"])
def test_what_nobody_sees_is_left_out(search, teacher, pupil, typed):
    assert search(teacher, q=typed) == ["Pip Pupil, 5 Oak"]


@pytest.mark.parametrize("typed", ["x" * 100_000, "a b " * 10_000, "🙂🙂", "שלום"])
def test_nothing_that_is_typed_breaks_it(search, teacher, pupil, typed):
    assert search(teacher, q=typed) == []


@pytest.mark.parametrize("chosen", ["x", "-1", "9" * 40, "\0", "²"])
def test_a_school_that_is_none_is_not_asked_for(search, teacher, pupil, chosen):
    assert search(teacher, q="pip", school=chosen) == ["Pip Pupil, 5 Oak"]


def test_at_most_twelve_are_offered(search, teacher, add_pupil, school):
    for number in range(14):
        add_pupil(school, f"Twin {number:02}")

    assert search(teacher, q="twin") == [f"Twin {number:02}, 5 Oak" for number in range(12)]


def test_two_of_one_name_and_class_are_told_apart(search, teacher, add_pupil, school):
    add_pupil(school, "Sam Same", date_of_birth=date(2016, 2, 3))
    second = add_pupil(school, "Sam Same")

    assert search(teacher, q="same") == ["Sam Same, 5 Oak, born 3 February 2016", f"Sam Same, 5 Oak, {second.pk}"]


def test_the_register_is_not_for_governors(signed_in, governor, chair, pupil):
    responses = [signed_in(user).get(URL, {"q": "pip"}) for user in (governor, chair)]

    assert [response.status_code for response in responses] == [403, 403]
    assert all("The register is for those who work in the school." in r.content.decode() for r in responses)


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_is_found(
    signed_in, teacher, add_pupil, school, pupils, django_assert_num_queries
):
    for number in range(pupils):
        add_pupil(school, f"Twin {number}")
    browser = signed_in(teacher)

    with django_assert_num_queries(5):
        labels = browser.get(URL, {"q": "twin"}).json()["labels"]

    assert len(labels) == pupils
