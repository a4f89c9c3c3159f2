"""One line of a file: a person, or the reason why not."""

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.files import Line, Table, read
from people.imports.fields import EXPECTED
from people.imports.mapping import guessed
from people.imports.rows import birth_date, judged, year_group
from people.models import Who

pytestmark = pytest.mark.usefixtures("_on_a_day")


@pytest.fixture
def _on_a_day():
    with time_machine.travel("2026-11-21 12:00", tick=False):
        yield


def judge(text: str, who=Who.PUPILS):
    table = read(text.encode(), EXPECTED)
    return judged(table, guessed(table, who), who)


def test_a_line_is_a_person():
    rows, problems = judge("Adno,Surname,Forename,Yr,Reg,DOB\n0042,O’Pupil,Pip,Year 5,5 Oak,04/03/2016\n")

    (row,) = rows
    assert problems == []
    assert (row.line, row.name, row.year_group, row.class_name) == (2, "Pip O’Pupil", "5", "5 Oak")
    assert (row.date_of_birth, row.mis_id) == (date(2016, 3, 4), "0042")


@pytest.mark.parametrize(
    ("written", "name"),
    [("Pip Pupil", "Pip Pupil"), ('"Pupil, Pip"', "Pip Pupil"), ("  Pip   Pupil ", "Pip Pupil"),
     ("Mrs Nadia Whitlock", "Nadia Whitlock"), ('"Whitlock, Dr. Nadia"', "Nadia Whitlock"),
     ("Mrs Whitlock", "Mrs Whitlock"),
     ('"LOMAS, Peter"', "Peter Lomas"), ("SIOBHAN O’BRIEN-MCKAY", "Siobhan O’Brien-McKay"), ("TJ Lee", "TJ Lee"),
     ("Ian McKay", "Ian McKay"), ("J.R. Pupil", "J.R. Pupil")],
)  # fmt: skip
def test_a_whole_name_is_read_the_right_way_round(written, name):
    assert [row.name for row in judge(f"Name,Class\n{written},5 Oak\n")[0]] == [name]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("5", "5"), ("05", "5"), ("Year 5", "5"), ("Y5", "5"), ("yr 13", "13"), ("Reception", "R"), ("R", "R"),
     ("Rec", "R"), ("Nursery", "N"), ("N2", "N"), ("YEAR R", "R")],
)  # fmt: skip
def test_year_groups_are_understood_however_they_are_written(written, meant):
    assert year_group(written) == meant


@pytest.mark.parametrize("written", ["14", "0.5", "Blue", "Year", "-1", "55"])
def test_other_words_are_no_year_groups(written):
    with pytest.raises(ValueError, match="write N, R or 1 to 13"):
        year_group(written)


@pytest.mark.parametrize(
    "written",
    ["04/03/2016", "4/3/2016", "2016-03-04", "04-03-2016", "04.03.2016", "4 Mar 2016", "04-Mar-2016", "4 March 2016",
     "04/03/16", "2016-03-04T00:00:00", "04/03/2016 00:00"],
)  # fmt: skip
def test_days_are_understood_day_before_month(written):
    assert birth_date(written, 25) == date(2016, 3, 4)


def test_two_digits_of_a_year_are_never_in_the_future():
    assert birth_date("04/03/71", 100) == date(1971, 3, 4)


BAD = {
    ",5,5 Oak,,1": "It has no name.",
    "...,5,5 Oak,,1": "It has no name.",
    f"{'P' * 121},5,5 Oak,,1": "is longer than 120 characters.",
    "Pip,Blue,5 Oak,,1": "The year group “Blue” is not known: write N, R or 1 to 13.",
    f"Pip,5,{'O' * 41},,1": "is longer than 40 characters.",
    "Pip,5,5 Oak,31/02/2016,1": "is not a date: write it as day/month/year, such as 18/11/2015.",
    "Pip,5,5 Oak,42433,1": "is not a date",
    "Pip,5,5 Oak,04/03/2027,1": "is in the future.",
    "Pip,5,5 Oak,04/03/1990,1": "would make somebody over 25 years old.",
    f"Pip,5,5 Oak,,{'1' * 41}": "is longer than 40 characters.",
    "Pip,5,5 Oak,,#REF!": "A cell shows the fault #REF!: correct it in the spreadsheet.",
    "Pip,5,5 Oak,,1,more": "It has more cells than there are headings",
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_line_is_named_with_its_reason_and_the_others_are_read(line):
    rows, problems = judge(f"Name,Year,Class,DOB,Number\n{line}\nQuinn,6,6 Elm,,2\n")

    assert [row.name for row in rows] == ["Quinn"]
    assert problems[0].line == 2
    assert BAD[line] in problems[0].reason


def test_an_address_that_is_none_is_named():
    rows, problems = judge("Name,E-mail\nTess,tess at school\n", Who.STAFF)

    assert (rows, problems[0].reason) == ([], "The e-mail address “tess at school” is not one.")


@given(st.lists(st.text(max_size=60), min_size=6, max_size=6))
def test_whatever_the_cells_there_is_a_person_or_a_reason(cells):
    columns = dict(zip(("name", "year_group", "class_name", "date_of_birth", "mis_id", "email"), range(6), strict=True))

    rows, problems = judged(Table([""] * 6, [Line(2, cells)]), columns, Who.PUPILS)

    assert len(rows) + len(problems) == 1
