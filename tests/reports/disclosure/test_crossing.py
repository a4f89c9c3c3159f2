"""Tables that share totals are protected together: by school and term, by area of risk and term, and of actions."""

from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reports.disclosure.crossing import crossed
from reports.disclosure.deciding import decided
from reports.disclosure.layouts import Group
from reports.disclosure.publishing import Years, terms
from reports.statistics import Counts

from .attack import solutions

LIMIT = 3
SCHOOLS = (Group("1", "One", ("1",)), Group("2", "Two", ("2",)))
TERMS, AREAS = ("Autumn", "Spring"), ("conduct", "contact", "content")
cube = st.lists(
    st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=2, max_size=2), min_size=2, max_size=2
)


def counts_of(numbers):
    """`numbers[school][term][area]`"""
    counts = Counts()
    for (s, school), (t, term), (a, area) in product(enumerate("12"), enumerate(TERMS), enumerate(AREAS)):
        number, term = numbers[s][t][a], term.casefold()
        counts.total += number
        counts.terms[term] += number
        counts.schools[school] += number
        counts.school_terms[school, term] += number
        counts.areas[area] += number
        counts.area_terms[area, term] += number
    return counts


def figures(tables):
    """`{(table, row, column): figure}`; the totals of the terms are those of every table."""
    found = {}
    for table in tables:
        for row in table.rows:
            for (name, _), cell in zip(table.columns, row.cells, strict=True):
                if name != "before":
                    found[("total", row.key) if table.key == "terms" else (table.key, row.key, name)] = cell
    return found


def sums(tables, total):
    """Everything that the tables say adds up."""
    for table in (table for table in tables if table.rows):
        if table.key == "terms":
            yield tuple(("total", row.key) for row in table.rows), total
            continue
        names = [name for name, _ in table.columns if name not in ("before", "year")]
        yield tuple((table.key, row.key, "year") for row in table.rows), total
        for row in table.rows if names else ():
            yield tuple((table.key, row.key, name) for name in names), (table.key, row.key, "year")
        for name in names:
            yield tuple((table.key, row.key, name) for row in table.rows), ("total", name)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(cube)
def test_no_small_count_can_be_worked_out_from_the_tables_by_term_together(numbers):
    counts = counts_of(numbers)
    years = Years(counts, LIMIT)
    by_term = terms(TERMS, years)
    tables = [by_term, *crossed(by_term, SCHOOLS, years)]
    assume(any("c" in row.cells for table in tables for row in table.rows))

    published = figures(tables)
    hidden = {place: range(1, counts.total + 1) for place, cell in published.items() if cell == "c"}
    assume(len(hidden) <= 8)  # what can be tried in a moment
    known = {place: cell for place, cell in published.items() if place not in hidden}

    found = list(solutions(hidden, known, list(sums(tables, counts.total))))

    assert found
    for place in found[0]:
        actual = _actual(place, counts)
        if actual < LIMIT:
            assert set(range(1, LIMIT)) <= {values[place] for values in found}, (place, tables)


def _actual(place, counts):
    if place[0] == "total":
        return sum(counts.terms[code] for code in place[1].split("+"))
    table, row, name = place
    rows = {"rest": None}.get(row, row.split("+"))
    if rows is None:
        return LIMIT  # which codes it covers differs from layout to layout: judged by the others
    counted = counts.school_terms if table == "schools" else counts.area_terms
    names = list(counts.terms) if name == "year" else name.split("+")
    return sum(counted[code, term] for code in rows for term in names)


pairs = st.lists(
    st.tuples(st.sampled_from(["warning", "inform_parents", "remove_access"]), st.booleans(), st.integers(0, 6)),
    max_size=6,
)


@settings(deadline=None, max_examples=300)
@given(pairs, st.integers(0, 9))
def test_no_small_count_can_be_worked_out_from_decisions_and_actions_together(recommended, conditional):
    counts = Counts(total=50)
    for meaning, done, number in recommended:
        counts.decisions[meaning, "yes", done] += number
    counts.decisions["warning", "conditional", True] += conditional
    decisions, actions = decided(Years(counts, LIMIT))
    assume(decisions.rows)
    published = {("decisions", row.key): row.cells[0] for row in decisions.rows}
    for row in actions.rows:
        published |= {(row.key, name): cell for (name, _), cell in zip(actions.columns, row.cells, strict=True)}
    ranges = {"c": range(1, 60), "0 to 2": range(LIMIT)}
    hidden = {place: ranges[cell] for place, cell in published.items() if cell in ranges} | {"all": range(60)}
    known = {place: cell for place, cell in published.items() if place not in hidden}
    assume(2 < len(hidden) <= 9)

    found = list(solutions(hidden, known, list(_sums_of_decisions(decisions, actions))))

    assert found
    for place in hidden.keys() - {"all"}:
        seen = {values[place] for values in found}
        if published[place] == "0 to 2" or _is_small(place, counts):
            assert set(range(published[place] == "c", LIMIT)) <= seen, (place, decisions, actions)


def _sums_of_decisions(decisions, actions):
    yield tuple(("decisions", row.key) for row in decisions.rows), decisions.total[0]
    if {"taken", "not_taken"} <= {row.key for row in decisions.rows} and actions.rows:
        yield (("decisions", "taken"), ("decisions", "not_taken")), "all"
        yield tuple((row.key, "recommended") for row in actions.rows), "all"
    if len(actions.columns) > 1:
        for name in ("taken", "not_taken"):
            yield tuple((row.key, name) for row in actions.rows), ("decisions", name)
        for row in actions.rows:
            yield ((row.key, "taken"), (row.key, "not_taken")), (row.key, "recommended")


def _is_small(place, counts):
    """Whether a withheld cell of a single action is small in truth; of others the tables' own tests judge."""
    meaning, name = place
    wanted = {"taken": (True,), "not_taken": (False,), "recommended": (True, False)}.get(name, ())
    number = sum(counts.decisions[meaning, "yes", done] for done in wanted)
    return 0 < number < LIMIT


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(st.sampled_from(["warning", "inform_parents", "refer_police"]), st.booleans(), st.integers(0, 30)),
        max_size=6,
    )
)
def test_the_police_never_stand_alone_and_no_small_number_of_actions_is_published(given_decisions):
    counts = Counts(total=50)
    for meaning, done, number in given_decisions:
        counts.decisions[meaning, "yes", done] += number
    decisions, actions = decided(Years(counts, 5))

    assert "refer_police" not in {row.key for row in actions.rows}
    for cells in (row.cells for table in (decisions, actions) for row in table.rows):
        assert not [cell for cell in cells if isinstance(cell, int) and 0 < cell < 5]
