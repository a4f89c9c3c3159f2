"""A few of the schools that `make attack` tries; and the attack itself finds what is wrong when a guard is gone."""

from functools import cache

import pytest

from reports.disclosure import suppression, system
from reports.disclosure.differencing import Beside
from tests.attack import worlds
from tests.attack.changes import Changes
from tests.attack.insider import Insider
from tests.attack.knowledge import Knowledge
from tests.attack.optimum import chosen, fewest, some_table
from tests.attack.worlds import world

pytestmark = pytest.mark.once
AS_FEW, MORE, WITHOUT_SMALL, IMPOSSIBLE = 3, 2, 16, 7  # seeds of small tables
SCHOOL, REPLACED, TERMS = 0, 5, 9  # seeds: a school where little happened; replaced; with reports of its terms
FEDERATION = 2  # its report comes after those of its schools
CHANGED = 5  # seed: a few changed between reports of the parts and of the whole
made_once = cache(world)


@pytest.mark.parametrize("seed", [SCHOOL, FEDERATION, REPLACED, TERMS])
def test_nothing_that_is_withheld_can_be_worked_out(seed):
    made = made_once(seed)

    assert made.released
    assert Knowledge(made).secrets
    assert Knowledge(made).pinned(whole=seed == SCHOOL) == []


def test_the_attack_finds_a_table_without_complementary_suppression(monkeypatch):
    def only_small(flows, limit):
        return {flow.key for flow in flows if flow.is_small(limit)}

    monkeypatch.setattr(suppression, "withheld", only_small)

    assert Knowledge(world(SCHOOL)).pinned()


@pytest.mark.parametrize("school", [1, 2])
def test_who_knows_one_school_of_a_federation_works_out_nothing_of_the_other(school):
    known = Insider(made_once(FEDERATION), school)

    assert known.secrets
    assert known.pinned() == []


def test_the_attack_finds_what_who_knows_one_school_works_out_where_nothing_is_fitted_to_that(monkeypatch):
    monkeypatch.setattr(worlds, "insiders_of", lambda reports, held: [])

    assert Insider(world(FEDERATION), 1).pinned()


@pytest.mark.parametrize("seed", [FEDERATION, TERMS])
def test_the_attack_finds_reports_that_are_not_fitted_to_each_other(monkeypatch, seed):
    monkeypatch.setattr(Beside, "fitted", lambda self, table, with_before: table)

    assert Knowledge(world(seed)).pinned()


def test_what_changed_between_the_parts_and_the_whole_is_not_told_and_the_attack_finds_it_where_it_is(monkeypatch):
    story, shape = "a federation after its schools", "below the limit"
    made = world(CHANGED, story, shape)
    monkeypatch.setattr(system, "values_of_change", lambda *counts: None)

    assert made.released[-1]["tables"]["terms"]["total"][0] is None
    assert Changes(made).told() == []
    assert Changes(world(CHANGED, story, shape)).told()


def test_the_attack_finds_a_percentage_that_tells_a_withheld_number():
    made = world(80, story="one school", shape="dense")
    [report] = made.released
    knowledge = Knowledge(made)
    assert knowledge.pinned() == []

    knowledge.share(report, "places", frozenset({"playground"}), 4)  # of 139 incidents

    assert knowledge.pinned()


@pytest.mark.parametrize("seed", [AS_FEW, MORE, WITHOUT_SMALL])
def test_little_more_is_withheld_than_must_be(seed):
    table = some_table(seed)

    assert chosen(table, 5) <= 1.5 * fewest(table, 5)


def test_what_cannot_be_protected_is_not_shown():
    table = some_table(IMPOSSIBLE)

    assert (chosen(table, 5), fewest(table, 5)) == (None, None)
