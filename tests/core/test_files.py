"""A file from outside: a table, or a sentence that says what to do. Never anything else."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core import files
from core.files import Expected, Table, UnreadableError

EXPECTED = Expected(frozenset({"name", "surname", "forename", "dob", "class"}))
PLAIN = "Name,Class\nZoë Pupil,5 Oak\n"
PARTED = [["Zoë Pupil", "5 Oak"]]


def read(content: bytes, expected: Expected = EXPECTED) -> Table:
    return files.read(content, expected)


def cells(content: bytes) -> list[list[str]]:
    return [line.cells for line in read(content).lines]


def workbook(*rows, change=lambda sheet: None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_is_read_in_whatever_letters_it_is_written(encoding):
    assert cells(PLAIN.encode(encoding)) == PARTED


def test_who_brings_older_letters_is_told_to_look_at_the_names():
    assert "older Windows text" in read(PLAIN.encode("cp1252")).notes[0]
    assert read(PLAIN.encode()).notes == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_are_parted_by_what_the_file_parts_them_with(delimiter):
    assert cells(PLAIN.replace(",", delimiter).encode()) == PARTED


def test_a_comma_inside_quotation_marks_parts_nothing():
    assert cells(b'Name;Class\n"Pupil, Pip";"5 Oak"\n') == [["Pupil, Pip", "5 Oak"]]


def test_lines_are_numbered_as_in_the_file():
    table = read(b'Name,Class\nPip,5 Oak\n\n"Quinn\nPupil",6 Elm\nRo,1 Ash\n')

    assert [(line.number, line.cells[0]) for line in table.lines] == [(2, "Pip"), (4, "Quinn Pupil"), (6, "Ro")]


def test_headings_are_found_below_a_title():
    table = read(b"Ashdown Primary: all pupils\n\nSurname,Forename,DOB\nPupil,Pip,1/2/2016\n")

    assert table.headings == ["Surname", "Forename", "DOB"]
    assert [line.number for line in table.lines] == [4]


def test_headings_that_are_empty_or_the_same_can_still_be_told_apart():
    assert read(b"Name,,Name\na,b,c\n").headings == ["Name", "Column 2", "Name (2)"]


def test_a_line_with_more_cells_than_headings_says_why_it_is_not_used():
    (line,) = read(b"Name,Class\nPupil, Pip,5 Oak\n").lines

    assert line.problem.startswith("It has more cells than there are headings")


def test_a_workbook_is_read_as_its_values():
    there = datetime(2016, 3, 4)  # noqa: DTZ001 - a spreadsheet has no time zone
    content = workbook(["Name", "Number", "DOB"], ["Pip", 1234.0, there], ["Quinn", 12, date(2015, 1, 2)])

    assert cells(content) == [["Pip", "1234", "2016-03-04"], ["Quinn", "12", "2015-01-02"]]


def test_a_formula_is_never_worked_out():
    assert cells(workbook(["Name", "Class"], ["Pip", '=HYPERLINK("http://x.example","5 Oak")'])) == [["Pip", ""]]


def test_a_formula_is_named_with_its_place_where_none_may_be():
    content = workbook(["Name", "Class"], ["Pip", "5 Oak"], ["Quinn", "=A1"])

    lines = read(content, Expected(EXPECTED.headings, refuses_formulas=True)).lines

    assert [line.problem for line in lines] == ["", "Cell B3 holds a formula: put its value there instead"]


def test_merged_cells_are_named_with_their_place():
    content = workbook(
        ["Name", "Class"], ["Pip", "5 Oak"], ["Quinn", None], change=lambda sheet: sheet.merge_cells("B2:B3")
    )

    assert [line.problem for line in read(content).lines] == [
        "Cells B2:B3 are merged: unmerge them in the spreadsheet"
    ] * 2


def test_a_merged_title_above_the_headings_does_no_harm():
    content = workbook(
        ["All pupils", None], ["Name", "Class"], ["Pip", "5 Oak"], change=lambda sheet: sheet.merge_cells("A1:B1")
    )

    assert cells(content) == [["Pip", "5 Oak"]]


def test_a_table_that_was_kept_is_the_one_that_was_read():
    table = read(b"Name,Class\nPip,5 Oak\nQuinn,6,Elm\n")

    assert Table.unpacked(table.packed()) == table


def test_of_several_sheets_the_first_is_read_and_said():
    book = Workbook()
    book.active.append(["Name"])
    book.active.append(["Pip"])
    book.create_sheet("Staff").append(["Name"])
    file = io.BytesIO()
    book.save(file)

    assert read(file.getvalue()).notes == ["Only the first sheet, “Sheet”, was read."]


def archive(**members) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def bomb() -> bytes:
    return archive(xl__workbook_dot_xml="<workbook/>", xl__worksheets__sheet1_dot_xml=b"0" * 90_000_000)


def many_entries() -> bytes:
    return archive(xl__workbook_dot_xml="<workbook/>", **{f"part{number}": "x" for number in range(600)})


def entities() -> bytes:
    """A workbook whose XML grows a thousandfold when its entities are expanded."""
    content = workbook(["Name"], ["Pip"])
    file = io.BytesIO()
    lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(b"<worksheet", lol.encode() + b"<worksheet", 1)
            new.writestr(name, text)
    return file.getvalue()


def stuffed(part: str, before: bytes, piece: bytes, count: int) -> bytes:
    """A workbook with the piece so many times in one of its parts."""
    file = io.BytesIO()
    content = workbook(["Name"], ["Pip"])
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith(part):
                assert before in text
                text = text.replace(before, before + piece * count, 1)
            new.writestr(name, text)
    return file.getvalue()


def shared(strings: bytes) -> bytes:
    """A workbook whose second line is the first of these strings, which are in a part of their own."""
    file = io.BytesIO()
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    content = workbook(["Name"], ["Pip"])
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).replace(b't="inlineStr"><is><t>Pip</t></is>', b't="s"><v>0</v>')
            part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
            new.writestr(name, text.replace(b"</Types>", part))
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        new.writestr("xl/sharedStrings.xml", b'<sst xmlns="' + space + b'">' + strings + b"</sst>")
    return file.getvalue()


def test_strings_that_are_kept_apart_are_read():
    assert cells(shared(b"<si><t>Quinn</t></si>")) == [["Quinn"]]


BAD = {
    "nothing": (b"", "empty"),
    "only spaces": (b" \r\n\t", "empty"),
    "only commas": (b",,,\n,,,\n", "no text"),
    "only headings": (b"Name,Class\n", "nothing below"),
    "too large": (b"x" * (files.MAX_BYTES + 1), "larger than 10 MB"),
    "too many lines": (b"Name\n" + b"Pip\n" * 60_001, "more than 60,000 lines"),
    "too many columns": (b"Name" + b",Class" * 120 + b"\nPip\n", "more than 100 columns"),
    "an open quotation mark": (b'Name,Class\n"Pip,5 Oak\n' + b"Quinn,6 Elm\n" * 20_000, "From line 2 on"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "some other file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
    "another archive": (archive(readme="x"), "not an Excel workbook"),
    "half an archive": (workbook(["Name"], ["Pip"])[:900], "damaged"),
    "a zip bomb": (bomb, "far too large when unpacked"),
    "an archive of many parts": (many_entries, "far too large"),
    "entities": (entities, "damaged"),
    "long styles": (lambda: stuffed("styles.xml", b'<cellXfs count="1">', b"<xf/>", 250_000), "far more than a list"),
    "many styles": (lambda: stuffed("styles.xml", b'<cellXfs count="1">', b"<xf/>", 60_000), "far more than a list"),
    "one endless row": (lambda: stuffed("sheet1.xml", b"<sheetData>", b"<c/>", 300_000), "far more than a list"),
    "one endless string": (lambda: shared(b"<si>" + b"<t/>" * 300_000 + b"</si>"), "far more than a list"),
    "strings without end": (lambda: shared(b"<si/>" * 4_100_000), "far more than a list"),
    "half of UTF-16": (b"\xff\xfeN\x00a", "letters of this file"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_read_is_answered_with_a_sentence(bad):
    content, sentence = BAD[bad]

    with pytest.raises(UnreadableError, match=sentence) as raised:
        read(content() if callable(content) else content)

    assert str(raised.value).endswith(".")


def test_a_workbook_that_lies_about_its_size_is_read_as_far_as_it_goes():
    def far_away(sheet):
        sheet["A1048576"] = "Zed"
        sheet["XFD2"] = "far"

    table = read(workbook(["Name"], ["Pip"], change=far_away))

    assert [line.number for line in table.lines] == [2]


def test_reading_a_workbook_takes_no_more_than_so_much_work(monkeypatch):
    monkeypatch.setattr("core.files.workbook.MAX_SECONDS", -1)

    with pytest.raises(UnreadableError, match="far more than a list"):
        read(workbook(["Name"], ["Pip"]))


def answer(content: bytes) -> str:
    """The sentence, or nothing where there is a table."""
    try:
        table = read(content)
    except UnreadableError as unreadable:
        return str(unreadable)
    assert all(len(line.cells) == len(table.headings) for line in table.lines)
    return ""


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_whatever_the_bytes_there_is_a_table_or_a_sentence(content):
    assert answer(content)[-1:] in {"", "."}


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=40))
def test_nor_does_a_damaged_workbook_break_it(place, damage):
    content = bytearray(workbook(["Name", "Class"], ["Pip", "5 Oak"]))
    start = place % len(content)
    content[start : start + len(damage)] = damage

    assert answer(bytes(content))[-1:] in {"", "."}
