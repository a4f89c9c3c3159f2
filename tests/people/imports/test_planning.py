"""What a file would change: each sort of row, as a table first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from people.imports.planning import plan
from people.imports.plans import Entry, Plan, Register
from people.imports.rows import Problem, Row

TODAY = date(2026, 11, 21)
BORN, OTHER_DAY = date(2016, 3, 4), date(2016, 9, 9)
SAM = Entry(1, 7, "Sam Smith", "5", "5 Oak", BORN, "100")
ROW = Row(2, "Sam Smith", "5", "5 Oak", BORN, "100")
LEFT = TODAY - timedelta(days=30)


def planned(rows, entries, problems=(), **register):
    return plan(list(rows), list(problems), Register(list(entries), **register), TODAY)


def sorts(made: Plan) -> dict[str, int]:
    """How many rows of each sort, without those of which there is none."""
    named = ("new", "changed", "unchanged", "returned", "doubtful", "refused", "missing", "missing_elsewhere")
    return {name: len(getattr(made, name)) for name in named if getattr(made, name)}


SORTS = {
    "the same in everything": (ROW, SAM, "unchanged"),
    "the same number, another class": (replace(ROW, class_name="5 Elm"), SAM, "changed"),
    "the same number, another last name": (replace(ROW, name="Sam Jones"), SAM, "changed"),
    "the same number, another date of birth": (replace(ROW, date_of_birth=OTHER_DAY), SAM, "changed"),
    "the same number and date of birth, quite another name": (replace(ROW, name="Alex Jones"), SAM, "changed"),
    "the same number, another person": (replace(ROW, name="Alex Jones", date_of_birth=OTHER_DAY), SAM, "doubtful"),
    "the same number, another name, no date": (replace(ROW, name="Alex Jones", date_of_birth=None), SAM, "doubtful"),
    "no number, the same name and date": (replace(ROW, mis_id=""), SAM, "unchanged"),
    "no number, the same name and date, another class": (replace(ROW, mis_id="", class_name="6 Oak"), SAM, "changed"),
    "no number yet on the register": (ROW, replace(SAM, mis_id=""), "changed"),
    "no number, no date, the same class": (replace(ROW, mis_id="", date_of_birth=None), SAM, "unchanged"),
    "no number, no date, another class": (
        replace(ROW, mis_id="", date_of_birth=None, class_name="2 Ash"), SAM, "doubtful",
    ),
    "another number, the same name and date": (replace(ROW, mis_id="900"), SAM, "doubtful"),
    "another number, the same class, no date": (replace(ROW, mis_id="900", date_of_birth=None), SAM, "doubtful"),
    "another number and date, the same class": (replace(ROW, mis_id="900", date_of_birth=OTHER_DAY), SAM, "doubtful"),
    "another number, date and class": (
        replace(ROW, mis_id="900", date_of_birth=OTHER_DAY, class_name="2 Ash"), SAM, "new",
    ),
    "another number and class, no date": (
        replace(ROW, mis_id="900", date_of_birth=None, class_name="2 Ash"), SAM, "new",
    ),
    "the last name first, and accents": (replace(ROW, mis_id="", name="SMITH Sám"), SAM, "changed"),
    "left, and here again": (ROW, replace(SAM, left_on=LEFT), "returned"),
    "left, known again by name and date": (replace(ROW, mis_id=""), replace(SAM, left_on=LEFT), "returned"),
    "left, and only the name is known": (
        replace(ROW, mis_id="", date_of_birth=None), replace(SAM, left_on=LEFT), "doubtful",
    ),
    "leaves next week": (ROW, replace(SAM, left_on=TODAY + timedelta(days=7)), "unchanged"),
    "nobody of this name": (replace(ROW, mis_id="5", name="Alex Jones"), replace(SAM, mis_id=""), "new"),
}  # fmt: skip


@pytest.mark.parametrize("case", SORTS)
def test_each_row_is_of_one_sort(case):
    row, entry, expected = SORTS[case]

    made = sorts(planned([row], [entry]))

    assert {name: count for name, count in made.items() if not name.startswith("missing")} == {expected: 1}


def test_a_change_is_told_field_by_field():
    (known,) = planned([replace(ROW, class_name="6 Oak", year_group="6")], [SAM]).changed

    assert [(change.field, change.old, change.new) for change in known.differences] == [
        ("year_group", "5", "6"),
        ("class_name", "5 Oak", "6 Oak"),
    ]


def test_an_empty_cell_changes_nothing():
    assert sorts(planned([Row(2, "Sam Smith", mis_id="100")], [SAM])) == {"unchanged": 1}


class TestTwoPeopleWithOneName:
    def test_with_numbers_of_their_own_they_are_two(self):
        twin = replace(ROW, line=3, mis_id="101", date_of_birth=OTHER_DAY, class_name="2 Ash", year_group="2")

        assert sorts(planned([ROW, twin], [SAM])) == {"unchanged": 1, "new": 1}

    def test_even_in_one_class_where_the_other_is_known_by_number(self):
        twin = replace(ROW, line=3, mis_id="101", date_of_birth=OTHER_DAY)

        assert sorts(planned([twin, ROW], [SAM])) == {"unchanged": 1, "new": 1}

    def test_two_on_the_register_and_nothing_to_tell_is_doubtful_with_both_to_choose_from(self):
        entries = [replace(SAM, mis_id="", date_of_birth=None), replace(SAM, pk=2, mis_id="", date_of_birth=None)]

        (doubt,) = planned([replace(ROW, mis_id="", date_of_birth=None)], entries).doubtful

        assert [entry.pk for entry in doubt.candidates] == [1, 2]

    def test_two_rows_of_one_name_never_become_one_person_silently(self):
        plain = Row(2, "Sam Smith", class_name="5 Oak")
        entry = replace(SAM, mis_id="", date_of_birth=None, year_group="")

        made = planned([plain, replace(plain, line=3)], [entry])

        assert sorts(made) == {"unchanged": 1, "doubtful": 1}
        assert made.doubtful[0].reason == "The same name and class as on line 2, and nothing to tell them apart"

    def test_nor_where_only_one_of_the_rows_says_the_class(self):
        entry = replace(SAM, mis_id="", date_of_birth=None, year_group="")

        made = planned([Row(2, "Sam Smith", class_name="5 Oak"), Row(3, "Sam Smith")], [entry])

        assert sorts(made) == {"unchanged": 1, "doubtful": 1}


class TestTwiceInTheFile:
    def test_a_line_that_repeats_another_is_left_out_with_its_reason(self):
        made = planned([ROW, replace(ROW, line=3)], [])

        assert sorts(made) == {"new": 1, "refused": 1}
        assert made.refused[0].reason == "It repeats line 2."

    def test_lines_that_contradict_each_other_are_both_left_out(self):
        made = planned([ROW, replace(ROW, line=3, name="Alex Jones")], [SAM])

        assert sorts(made) == {"refused": 2}
        assert "Line 3 has the number 100 too" in made.refused[0].reason


class TestSisterSchools:
    sister = replace(SAM, pk=50, school=8, mis_id="B1")

    def test_who_is_known_there_by_name_and_date_is_doubtful(self):
        made = planned([ROW], [], sisters=lambda: [self.sister])

        assert made.doubtful[0].candidates == (self.sister,)

    def test_who_has_another_date_of_birth_is_somebody_else(self):
        made = planned([ROW], [], sisters=lambda: [replace(self.sister, date_of_birth=OTHER_DAY)])

        assert sorts(made) == {"new": 1}

    def test_sister_schools_are_not_asked_about_who_is_known_here(self):
        def asked():
            raise AssertionError

        assert sorts(planned([ROW], [SAM], sisters=asked)) == {"unchanged": 1}


class TestWhoIsMissing:
    other = Entry(2, 7, "Alex Jones", "5", "5 Oak", BORN, "200")
    older = Entry(3, 7, "Olive Older", "6", "6 Elm", BORN, "300")

    def test_of_the_year_groups_in_the_file(self):
        made = planned([ROW], [SAM, self.other])

        assert made.missing == [self.other]

    def test_who_is_of_another_year_group_is_counted_apart(self):
        made = planned([ROW], [SAM, self.older])

        assert (made.missing, made.missing_elsewhere) == ([], [self.older])

    def test_who_has_no_number_is_never_missing(self):
        assert sorts(planned([ROW], [SAM, replace(self.other, mis_id="")])) == {"unchanged": 1}

    @pytest.mark.parametrize("left_on", [LEFT, TODAY + timedelta(days=9)])
    def test_nor_is_who_has_left_or_will(self, left_on):
        assert sorts(planned([ROW], [SAM, replace(self.other, left_on=left_on)])) == {"unchanged": 1}

    @pytest.mark.parametrize("known_by", [{"mis_id": "200"}, {"name": "Alex Jones"}])
    def test_nor_is_whose_line_could_not_be_read(self, known_by):
        made = planned([ROW], [SAM, self.other], problems=[Problem(3, "Bad date.", **known_by)])

        assert made.every_missing == []

    def test_nor_is_whom_a_doubtful_line_may_be(self):
        doubtful = replace(ROW, mis_id="900")

        assert planned([doubtful], [SAM]).every_missing == []


class TestMergedEntries:
    def test_the_number_of_the_entry_that_was_merged_away_is_of_the_one_that_counts(self):
        made = planned([replace(ROW, mis_id="999", class_name="5 Elm")], [SAM], merged={"999": 1})

        assert [change.field for change in made.changed[0].differences] == ["class_name"]

    def test_both_numbers_in_one_file_are_one_person(self):
        made = planned([ROW, replace(ROW, line=3, mis_id="999")], [SAM], merged={"999": 1})

        assert sorts(made) == {"unchanged": 1, "refused": 1}
        assert made.refused[0].reason == "It is of the same person as line 2."


def test_a_number_of_somebody_of_another_kind_is_refused():
    made = planned([ROW], [], taken=frozenset({"100"}))

    assert made.refused[0].reason == "The number 100 is that of somebody of another kind on the register."


def test_two_plans_that_do_the_same_have_one_digest_and_others_have_not():
    assert planned([ROW], []).digest == planned([ROW], []).digest
    assert planned([ROW], []).digest != planned([replace(ROW, class_name="5 Elm")], []).digest
    assert planned([ROW], []).digest != planned([ROW], [SAM]).digest


def test_a_crowd_of_one_name_is_refused_and_not_compared_with_each_other():
    rows = [Row(line, "Sam Smith", class_name=f"c{line}", mis_id=f"n{line}") for line in range(2, 43)]

    assert sorts(planned(rows, [SAM])) == {"refused": 41}
    assert "41 lines" in planned(rows, [SAM]).refused[0].reason
    assert "refused" not in sorts(planned(rows[:40], [SAM]))
