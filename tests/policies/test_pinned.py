"""What the standard set holds fast to protect children, by whatever way somebody tries to lose it."""

import pytest

from core.access import Refused
from policies.actions import start_policy, structure
from policies.models import Decision, Lock, Matrix, Row
from policies.queries import standard_table


@pytest.fixture
def without_extremism(school, administrator) -> Matrix:
    """The table of a policy that is older than the row about extremism."""
    version = start_policy(title="E-safety policy", schools=[school], by=administrator, sources=["worked-example"])
    table = version.matrices.get(kind=Matrix.Kind.USER_ACTIONS)
    table.all_rows.get(key="extremism").delete_as(administrator, "As before 2020")
    return table


@pytest.fixture
def fine(administrator):
    """`fine(table)`: a column of the school's own that means acceptable."""

    def add(table: Matrix):
        return structure.add_column(table, "use", by=administrator, label="Fine", short="", meaning="acceptable")

    return add


def test_a_row_put_back_is_locked_for_a_column_of_the_schools_own(without_extremism, fine, administrator):
    column, source = fine(without_extremism), standard_table("user_actions")

    row = structure.put_back(without_extremism, "row", "extremism", source=source, by=administrator)

    with pytest.raises(Refused, match="can never be “Fine”"):
        without_extremism.decide(Row.objects.get(pk=row.pk), column, by=administrator)


def test_a_pinned_row_that_is_missing_stands_in_the_way(without_extremism, administrator):
    source = standard_table("user_actions")
    sentence = f"every school keeps “{source.all_rows.get(key='extremism')}”"
    assert [each for each in without_extremism.obstacles() if sentence in str(each)]

    structure.put_back(without_extremism, "row", "extremism", source=source, by=administrator)

    assert not [each for each in without_extremism.obstacles() if sentence in str(each)]


def test_a_decision_against_the_standard_set_stands_in_the_way_even_where_nothing_is_locked(user_actions, fine):
    column = fine(user_actions)
    row = user_actions.all_rows.get(key="extremism")
    Lock.objects.filter(row=row).delete()
    Decision.objects.update_or_create(row=row, group=column.group, defaults={"column": column})

    said = f"{user_actions}: no school may decide so about “{row}”: decide otherwise."
    assert said in map(str, user_actions.obstacles())


def test_a_row_that_is_no_longer_fixed_is_held_to_what_it_was_fixed_on(user_actions, part):
    row, column = part(user_actions, "pornography", "acceptable")
    user_actions.all_rows.filter(pk=row.pk).update(fixed=None)
    row.decisions.update(column=column)

    said = f"{user_actions}: no school may decide so about “{row}”: decide otherwise."
    assert said in map(str, user_actions.obstacles())


@pytest.mark.parametrize("lost", [{"no_files": False}, {"police_case": ""}])
def test_a_row_that_lost_a_flag_stands_in_the_way(lost, user_actions):
    row = user_actions.all_rows.filter(no_files=True).exclude(police_case="").first()
    user_actions.all_rows.filter(pk=row.pk).update(**lost)

    said = f"{user_actions}: what the standard set says to protect children is off in “{row}”."
    assert said in map(str, user_actions.obstacles())


def test_a_table_that_is_added_empty_has_the_rows_that_every_school_keeps(draft, administrator):
    table = draft.matrices.get(kind="pupil_sanctions")
    structure.remove_table(table, by=administrator)

    added = structure.add_table(draft, by=administrator, source=standard_table("pupil_sanctions"), with_rows=False)

    assert list(added.all_rows.values_list("key", "position")) == [("P1", 0)]
    assert not [each for each in added.obstacles() if "every school keeps" in str(each)]


def test_a_row_that_every_school_keeps_is_not_called_otherwise(user_actions, administrator):
    row = user_actions.all_rows.get(key="csam")
    said = {"by": administrator, "place": f"heading.{row.group.key}"}

    with pytest.raises(Refused, match="keeps these words"):
        structure.change_row(user_actions, "csam", label="Homework", **said)
    structure.change_row(user_actions, "csam", label=f"{row.label}, whoever made them", **said)

    assert user_actions.all_rows.get(key="csam").label.endswith("whoever made them")


@pytest.mark.parametrize("name", [{"label": "Acceptable", "short": "No"}, {"label": "No", "short": "acceptable"}])
def test_a_column_does_not_bear_the_name_of_another_meaning(name, user_actions, administrator):
    with pytest.raises(Refused, match="is what the program calls another decision"):
        structure.change_column(user_actions, "use", "illegal", by=administrator, meaning="illegal", **name)
    with pytest.raises(Refused, match="is what the program calls another decision"):
        structure.add_column(user_actions, "use", by=administrator, meaning="unacceptable", **name)
