"""Little more is withheld than must be."""

import pytest

from .optimum import chosen, fewest, some_table

LIMIT = 5


@pytest.mark.parametrize("seed", range(60))
def test_at_most_one_and_a_half_times_as_many_cells_are_withheld_as_must_be(seed):
    table = some_table(seed)

    best, own = fewest(table, LIMIT), chosen(table, LIMIT)

    assert own is None if best is None else own is not None and own <= 1.5 * best
