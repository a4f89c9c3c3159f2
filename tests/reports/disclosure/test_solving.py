"""What the search for numbers that a reader may still believe takes into account."""

import pytest

from reports.disclosure.solving import Sum, Target, further_withheld
from reports.disclosure.suppression import CannotProtect

pytestmark = pytest.mark.once


def counts(*names):
    return frozenset((name,) for name in names)


def secret(name, true, values=range(1, 5)):
    return Target(counts(name), values, true)


def shown(names, number, key=None, less=()):
    return Sum(counts(*names), number, number, key, counts(*less))


def test_a_figure_is_withheld_where_it_gives_a_count_away():
    sums = [shown("ab", 20), shown("b", 17, key="figure")]

    assert further_withheld(sums, [secret("a", 3)]) == {"figure"}


@pytest.mark.parametrize("rows", ["bcd", "dcb", "cbd"])
def test_of_figures_that_help_alike_the_last_is_withheld(rows):
    """Which it is follows from its place, not from its size."""
    sums = [shown("abcd", 60), *(shown(row, 19, key=row) for row in rows)]

    assert further_withheld(sums, [secret("a", 3)]) == {rows[-1]}


def test_what_is_published_already_is_not_withheld_any_more():
    with pytest.raises(CannotProtect):
        further_withheld([shown("ab", 20), shown("b", 17)], [secret("a", 3)])


def test_each_number_up_to_the_limit_must_stay_possible():
    at_most_three = Sum(counts("a"), 0, 3)

    with pytest.raises(CannotProtect):
        further_withheld([at_most_three], [secret("a", 3)])


def test_a_mark_says_that_there_is_one():
    with pytest.raises(CannotProtect):
        further_withheld([Sum(counts("a"), 1, None)], [secret("a", 2, values=range(5))])


def test_a_figure_that_is_withheld_is_known_not_to_be_zero():
    sums = [shown("ab", 4), shown("b", 2, key="figure")]  # were b withheld, it could not be 0, nor a 4

    with pytest.raises(CannotProtect):
        further_withheld(sums, [secret("a", 2)])


def test_but_what_is_known_of_it_besides_may_be_all_of_it():
    sums = [shown("a", 3), shown("ab", 6, key="figure"), shown("bc", 4)]  # b may be 0 there, since a is 3

    assert further_withheld(sums, [secret("c", 1)]) == {"figure"}


def test_counts_are_whole():
    """`a` can be 2 and 4, and by halves 3: it is twice a count."""
    sums = [shown("bc", 4), shown("cd", 4), shown("bd", 0, less="a")]

    with pytest.raises(CannotProtect):
        further_withheld(sums, [secret("a", 2, values=range(2, 5))])


def test_what_is_taken_off_counts_too():
    sums = [shown("a", 0, less="b"), shown("b", 3)]

    with pytest.raises(CannotProtect):
        further_withheld(sums, [secret("a", 3)])


def test_what_follows_from_published_figures_is_known_before_anything_is_searched_for():
    sums = [shown("ab", 0), shown("bcd", 9), shown("d", 6)]  # so a and b are none, and c is 3

    with pytest.raises(CannotProtect):
        further_withheld(sums, [secret("c", 3)])
