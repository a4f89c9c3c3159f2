"""Where the tables in force are."""

import pytest

from people.models import School
from people.roles import Role


def test_each_of_my_schools_is_listed_with_its_tables(version, teacher, stranger, signed_in):
    mine, theirs = signed_in(teacher).get("/sanctions/"), signed_in(stranger).get("/sanctions/")

    assert "Sanctions for pupils" in mine.content.decode()
    assert "Ashdown Primary" in mine.content.decode()
    assert "Ashdown Primary" not in theirs.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_tables_are_listed_in_a_constant_number_of_queries(
    appoint, federation, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        School.objects.create(name=f"School {number}", code=f"S{chr(65 + number)}", federation=federation)
    browser = signed_in(appoint(Role.COORDINATOR, federation))

    with django_assert_num_queries(9):
        page = browser.get("/sanctions/")

    assert len(page.context["in_force"]) == count
