"""What is withheld: small counts, and as many others as it takes to protect them. An attacker tries every table."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reports.disclosure.suppression import CannotProtect, Flow, withheld

from .attack import solutions


def row(*counts, band=None):
    """One column of a table, its total published."""
    return [Flow((str(at),), "source", "drain", count, band=at == band) for at, count in enumerate(counts)]


def table(counts):
    """Rows and columns with published or withheld totals: row total → cell → column total; grand total published."""
    flows = []
    for r, cells in enumerate(counts):
        flows.append(Flow(("row", str(r)), "source", f"r{r}", sum(cells)))
        flows.extend(Flow((str(r), str(c)), f"r{r}", f"c{c}", count) for c, count in enumerate(cells))
    columns = [sum(column) for column in zip(*counts, strict=True)]
    return [*flows, *(Flow(("column", str(c)), f"c{c}", "drain", count) for c, count in enumerate(columns))]


def places_of(flows, limit):
    return {flows.index(flow) for flow in flows if flow.key in withheld(flows, limit)}


def test_zero_stays_zero():
    assert withheld(row(0, 0, 12), 5) == set()


def test_one_small_count_takes_the_smallest_other_with_it():
    assert places_of(row(3, 40, 9, 12), 5) == {0, 2}


def test_two_small_counts_can_protect_each_other():
    assert places_of(row(2, 3, 40, 12), 5) == {0, 1}


def test_two_that_add_up_to_too_little_need_a_third():
    assert places_of(row(1, 1, 40, 12), 5) == {0, 1, 3}


def test_counts_that_nothing_else_can_protect_are_refused():
    with pytest.raises(CannotProtect):
        withheld(row(1, 1, 1, 1, 1), 5)


def test_a_count_alone_with_its_published_total_is_refused():
    with pytest.raises(CannotProtect):
        withheld(row(3), 5)


def test_a_band_hides_even_that_there_was_nothing():
    assert places_of(row(20, 30, 0, band=2), 5) == {0}


def test_what_is_published_already_is_not_withheld_any_more():
    flows = [Flow(("a",), "source", "drain", 3), Flow(("b",), "source", "drain", 9, shown=True)]

    with pytest.raises(CannotProtect):
        withheld(flows, 5)


def test_a_two_way_table_withholds_a_rectangle():
    flows = table([[3, 20, 20], [20, 20, 20], [20, 20, 20]])

    found = withheld(flows, 5)

    cells = {key for key in found if key[0] not in ("row", "column")}
    assert len(cells) == 4
    assert ("0", "0") in cells


# The attack: every table of whole numbers that agrees with what was published.

tried = settings(deadline=None, max_examples=300)  # each example tries many tables


def attack(flows, limit, most):
    """Assert that each small count can still be anything from 1 (a band: 0) to limit - 1."""
    hidden = withheld(flows, limit)
    open_ = {flow.key: range(limit) if flow.band else range(1, most + 1) for flow in flows}
    open_ = {flow.key: open_[flow.key] for flow in flows if flow.band or flow.key in hidden}
    known = {flow.key: flow.count for flow in flows if flow.key not in open_}
    found = list(solutions(open_, known, list(_sums(flows))))
    for flow in flows:
        if flow.band or 0 < flow.count < limit:
            seen = {values[flow.key] for values in found}
            assert set(range(0 if flow.band else 1, limit)) <= seen, (flow, sorted(seen))


def _sums(flows):
    """What enters a total leaves it; the grand total is published."""
    yield tuple(flow.key for flow in flows if flow.tail == "source"), sum(f.count for f in flows if f.tail == "source")
    for node in {node for flow in flows for node in (flow.tail, flow.head)} - {"source", "drain"}:
        entering = tuple(flow.key for flow in flows if flow.head == node)
        leaving = tuple(flow.key for flow in flows if flow.tail == node)
        whole, parts = (leaving, entering) if len(leaving) == 1 else (entering, leaving)
        yield parts, whole[0]


@tried
@given(st.lists(st.integers(0, 7), min_size=2, max_size=4), st.sampled_from([3, 4, 5]))
@example([1, 4], 5)
@example([4, 1, 0, 5], 5)
def test_no_small_count_of_a_column_can_be_worked_out(counts, limit):
    flows = row(*counts)
    try:
        withheld(flows, limit)
    except CannotProtect:
        assume(False)

    attack(flows, limit, most=sum(counts))


@tried
@given(st.lists(st.integers(0, 7), min_size=2, max_size=4), st.sampled_from([3, 5]))
def test_a_band_in_a_column_cannot_be_worked_out(counts, limit):
    counts[-1] = min(counts[-1], limit - 1)
    flows = row(*counts, band=len(counts) - 1)
    try:
        withheld(flows, limit)
    except CannotProtect:
        assume(False)

    attack(flows, limit, most=sum(counts))


@tried
@given(
    st.integers(2, 3).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 4), min_size=width, max_size=width), min_size=2, max_size=2)
    )
)
@example([[1, 3, 4], [4, 4, 4]])
@example([[2, 2], [0, 4]])
def test_no_small_count_of_a_two_way_table_can_be_worked_out(counts):
    flows = table(counts)
    try:
        hidden = withheld(flows, 3)
    except CannotProtect:
        assume(False)
    assume(len(hidden) <= 9)  # what can be tried in a moment

    attack(flows, 3, most=sum(map(sum, counts)))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_row_or_column_has_exactly_one_withheld_count(counts):
    flows = table(counts)
    try:
        hidden = withheld(flows, 5)
    except CannotProtect:
        assume(False)

    for node in {flow.head for flow in flows} | {flow.tail for flow in flows}:
        there = [flow for flow in flows if node in (flow.tail, flow.head)]
        assert sum(flow.key in hidden for flow in there) != 1
