"""Nothing is called the largest, and nothing stands first, by a number that is withheld."""

from itertools import combinations

import pytest

from reports.published import by_size
from reports.saying import largest
from reports.sentences import summary
from reports.tables import WITHHELD, Row, Table
from tests.attack.worlds import world

COLUMNS = (("this", "This year"), ("before", "Year before"))
SEEDS = range(0, 192, 12)  # of each shape of school two


def table(key, *cells, total):
    rows = tuple(Row(f"row{place}", f"Row {place}", (f"row{place}",), (cell, 1)) for place, cell in enumerate(cells))
    return Table(key, COLUMNS, rows, (total, total))


def points(kinds):
    empty = Table("", COLUMNS, total=(0, 0))
    tables = dict.fromkeys(("reviewed", "closed", "decisions", "places"), empty)
    return summary(
        {**tables, "terms": Table("terms", COLUMNS, total=kinds.total), "kinds": kinds}, complete=True
    ).points


def test_the_summary_names_the_largest_kind_where_no_withheld_one_can_be_larger():
    assert points(table("kinds", 30, 5, WITHHELD, WITHHELD, total=50)) == [
        "Row 0 is the largest kind, at 30 incidents, 29 more than the year before.",
        "Row 1 rose from 1 to 5.",
    ]


def test_the_summary_names_none_where_a_withheld_kind_may_be_larger():
    assert points(table("kinds", 20, 0, WITHHELD, WITHHELD, total=50)) == [
        "Row 0 rose from 1 to 20.",
        "Row 1 fell from 1 to 0.",
    ]


@pytest.mark.once
def test_what_is_called_the_largest_of_made_up_reports_is_larger_than_every_withheld_number():
    called = 0
    for seed in SEEDS:
        made = world(seed, "one school")
        for report in made.released:
            counts = made.counts(report["ids"], report["year"])
            for key in ("kinds", "places", "phases", "devices"):
                shown = Table.from_json(report["tables"][key])
                found = largest(shown, "this")
                if found is None or not found[2]:
                    continue
                called += 1
                true = {row.key: sum(getattr(counts, key)[code] for code in row.covers) for row in shown.rows}
                assert max(true, key=true.__getitem__) == found[0].key, (seed, key)

    assert called > 10


def test_rows_stand_by_what_is_shown_and_else_as_they_were_declared():
    rows = [Row(f"{place}", "", (), (cell,)) for place, cell in enumerate([WITHHELD, 7, 0, WITHHELD, 9, "0 to 4"])]

    assert [row.key for row in sorted(rows, key=by_size)] == ["4", "1", "0", "3", "5", "2"]


@pytest.mark.once
def test_the_order_of_rows_that_a_report_keeps_is_the_same_whatever_the_numbers_are():
    pairs = set()
    for seed in SEEDS:
        for report in world(seed, "one school").released:
            for key, kept in report["tables"].items():
                rows = [row["key"] for row in kept["rows"]]
                pairs.update((key, *pair) for pair in combinations(rows, 2))

    assert len(pairs) > 100
    assert [pair for pair in pairs if (pair[0], pair[2], pair[1]) in pairs] == []
