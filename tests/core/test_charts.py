"""Columns in a row: which words stand below them, and where their numbers stand."""

import pytest

from core.charts import Entry, in_a_row

pytestmark = pytest.mark.once


def drawn(*entries):
    return in_a_row("weeks", "Weeks", entries, ["Before", "Now"], 8)


def test_words_below_that_would_run_into_each_other_are_left_out():
    weeks = [Entry("Week", 1, mark=mark) for mark in ("1 Sep", "7 Sep", "", "", "5 Oct")]

    assert [label.text for label in drawn(*weeks).labels] == ["1 Sep", "5 Oct"]


def test_a_number_stands_on_its_own_column_and_not_on_a_taller_one_behind_it():
    behind, own = drawn(Entry("Week", 1, before=8)).bars

    assert own.size < behind.size
    assert own.lines[0].y == own.y
