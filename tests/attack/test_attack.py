"""Every table of 300 made-up schools, read as a governor reads it: no withheld count is pinned down."""

from itertools import combinations, product

import pytest

from reports.disclosure.differencing import insiders_of

from . import worlds
from .changes import Changes
from .insider import Insider
from .knowledge import Knowledge
from .worlds import CORRECTED, SHAPES, said_of, world

WORLDS = range(300)
# Where two totals bound a small count from below that no report shows: at least 2 or 3 of up to 9.
BOUNDED = {47, 179, 224}
THREE = 78  # its schools have reports of all three, then of one


def insiders(made):
    """Who leads one school of several, and who leads two of three."""
    schools = [school.pk for school in made.schools]
    return [own for size in range(1, len(schools)) for own in combinations(schools, size)]


@pytest.mark.parametrize("seed", WORLDS)
def test_nothing_that_is_withheld_can_be_worked_out(seed):
    made = world(seed)

    known = Knowledge(made)

    assert known.pinned(whole=seed % 5 == 0) == [], said_of(seed)
    for own in insiders(made):
        assert Insider(made, *own).pinned() == [], (said_of(seed), own)
    if seed % 5 == 0 or seed in BOUNDED:
        assert known.known_to_be_small() == [], said_of(seed)


# Five reports of much that happened take minutes each.
LONG = "a federation after the terms of its schools"
QUICK = [(seed, story) for seed, story in product(range(len(SHAPES)), CORRECTED) if story != LONG or seed % 3 == 0]


@pytest.mark.parametrize(("seed", "story"), QUICK)
def test_what_changed_between_the_parts_and_the_whole_is_not_told(seed, story):
    made = world(seed, story, SHAPES[seed])

    assert Changes(made).told() == []


def test_the_attack_finds_what_who_leads_two_schools_of_three_works_out_where_nothing_is_fitted_to_that(monkeypatch):
    monkeypatch.setattr(worlds, "insiders_of", lambda reports, held: insiders_of(reports))

    made = world(THREE)

    assert {own: bool(Insider(made, *own).pinned()) for own in insiders(made) if len(own) == 2} == {
        (1, 2): True, (1, 3): True, (2, 3): True,
    }  # fmt: skip
