"""Nothing that somebody typed is a formula in a file that leaves the house."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import as_typed, csv_file, safe_cell, xlsx_file

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\x00=1",
    "\u200b=1",
    "\xa0=1",
    "＝1",  # noqa: RUF001  the wide sign of East Asian keyboards
    '=HYPERLINK("http://x.example","y")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_text(text):
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize("text", ["Pip", "a=b", "2 pupils", "Zoë O’Hara", "'quoted'", "", "🙂", "7"])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_characters_that_no_file_may_hold_are_left_out():
    assert safe_cell("a\x00b\x0bc\ud800d\x1fe\ufffe") == "abcde"
    assert safe_cell("two\r\nlines") == "two\nlines"
    assert len(safe_cell("x" * 40_000)) == 32_000


def test_a_csv_file_says_its_encoding_and_keeps_lines_and_commas():
    file = csv_file(["Name", "Count"], [["Zoë, “Z”\nO’Hara", 2], ["=1", None]])

    assert file.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))) == [
        ["Name", "Count"],
        ["Zoë, “Z”\nO’Hara", "2"],
        ["'=1", "None"],
    ]


def test_what_was_typed_is_text_in_a_workbook():
    rows = [[text, 12] for text in FORMULAS]

    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file("Incidents", ["Name", "Count"], rows))).active

    assert sheet.title == "Incidents"
    assert [cell.value for cell in sheet[1]] == ["Name", "Count"]
    assert [{cell.data_type for cell in column} for column in sheet.iter_cols(min_row=2)] == [{"s"}, {"n"}]
    assert all(row[0].value.startswith("'") for row in sheet.iter_rows(min_row=2))


def test_a_moment_is_a_date_in_a_workbook_and_words_in_a_csv_file():
    moment = datetime(2026, 6, 1, 8, 35, tzinfo=UTC)  # summer time in London

    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file("Incidents", ["Reported"], [[moment]]))).active

    assert (sheet["A2"].data_type, sheet["A2"].value) == ("d", datetime(2026, 6, 1, 9, 35))  # noqa: DTZ001
    assert "1 Jun 2026, 9:35am" in csv_file(["Reported"], [[moment]]).decode("utf-8-sig")


def test_a_workbook_without_rows_has_its_head():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file("Incidents", ["Name"], []))).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Name"]]


@given(st.text(alphabet=st.sampled_from("'=+-@ a1\n"), max_size=8))
def test_what_was_typed_is_had_back_from_a_cell(text):
    assert as_typed(safe_cell(text)) == text
