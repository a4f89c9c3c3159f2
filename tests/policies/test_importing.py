"""A file fills the grid with changes that are not saved; what is wrong with it is named, and nothing is half done."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from core.spreadsheets import csv_file, xlsx_file
from people.models import School
from people.roles import Role
from policies.actions import save_grid, start_policy
from policies.exchange import exported
from policies.forms import GridForm
from policies.importing import imported
from policies.models import Cell, Decision, Matrix
from policies.tables import Table

from .grid import fields

WRITERS = {"csv": csv_file, "xlsx": lambda head, rows: xlsx_file("Table", head, rows)}


def address(kind: str = "devices") -> str:
    return reverse("policies:matrix-import", args=["e-safety-policy", 1, kind])


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def devices(draft) -> Matrix:
    return draft.matrices.get(kind=Matrix.Kind.DEVICES)


@pytest.fixture
def browser(draft, coordinator, signed_in):
    return signed_in(coordinator)


@pytest.fixture
def send(browser):
    """`send(content)`: the page that answers the file."""
    return lambda content, kind="devices": browser.post(address(kind), {"file": SimpleUploadedFile("t.csv", content)})


@pytest.fixture
def fresh(appoint):
    """The draft of another school, filled from the standard set alone."""
    other = School.objects.create(name="Birchwood Primary", code="BIR")
    return start_policy(title="Another policy", schools=[other], by=appoint(Role.ADMINISTRATOR, other))


def said(matrix: Matrix) -> dict[tuple[str, ...], tuple[str, str]]:
    """Everything that is decided in a table."""
    decisions = Decision.objects.filter(row__matrix=matrix).values_list("row__key", "group__key", "column__key", "note")
    cells = Cell.objects.filter(row__matrix=matrix).values_list("row__key", "column__key", "value", "note")
    return {(row, part): (value, note) for row, part, value, note in (*decisions, *cells)}


def file_of(matrix: Matrix, change=lambda head, rows: None) -> bytes:
    head, rows = exported(Table(matrix))
    change(head, rows)
    out = io.StringIO()
    for row in (head, *rows):
        out.write(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n")
    return out.getvalue().encode()


@pytest.mark.parametrize("ending", WRITERS)
def test_every_table_comes_back_as_it_was_downloaded(ending, draft, fresh, administrator, part, pupil_sanctions):
    note = "=never, “says” 'he'\nor 🎲, she"
    pupil_sanctions.decide(*part(pupil_sanctions, "P2", "police"), by=administrator, value="no", note=note)
    for source in draft.matrices.all():
        target = fresh.matrices.get(kind=source.kind)

        found = imported(Table(target), WRITERS[ending](*exported(Table(source))))
        form = GridForm(Table(target), found.data)
        save_grid(target, form.choices, by=fresh.started_by)

        assert (found.problems, form.problems) == ([], [])
        assert said(target) == said(source)


def test_the_changes_of_a_file_are_shown_and_saved_as_any_others(send, browser, user_actions, part):
    def allow(head, rows):
        for row in rows:
            if row[0] == "gambling":
                row[2] = "acceptable"

    page = send(file_of(user_actions, allow), "user_actions")
    before = Decision.objects.get(row__matrix=user_actions, row__key="gambling").column.key
    edit = reverse("policies:matrix-edit", args=["e-safety-policy", 1, "user_actions"])
    browser.post(edit, fields(page.content))

    decision = Decision.objects.get(row__matrix=user_actions, row__key="gambling")
    assert "The file changes 1 decision." in text(page)
    assert "</a>: was unacceptable, will be acceptable</li>" in text(page).lower()
    assert before == "unacceptable"
    assert (decision.column.key, decision.provenance) == ("acceptable", "file")


def test_what_is_chosen_after_the_file_is_the_schools_own(send, browser, user_actions):
    def allow(head, rows):
        for row in rows:
            if row[0] == "gambling":
                row[2] = "Acceptable"

    page = send(file_of(user_actions, allow), "user_actions")
    edit = reverse("policies:matrix-edit", args=["e-safety-policy", 1, "user_actions"])
    mine = {"gambling.use": "nominated_users", "gambling.use.note": "The maths lead"}
    browser.post(edit, fields(page.content) | mine)

    decision = Decision.objects.get(row__matrix=user_actions, row__key="gambling")
    assert (decision.column.key, decision.provenance) == ("nominated_users", "school")


def test_a_file_that_says_the_same_says_so(send, devices):
    assert "the file says what the table says already" in text(send(file_of(devices)))


def put(row, column, value):
    def change(head, rows):
        next(line for line in rows if line[0] == row)[column] = value

    return change


BAD = {
    "another word": (put("gambling", 2, "perhaps"), "Line 20, “Online gambling”, Decision: “perhaps” is not one of"),
    "a lock": (put("gambling", 2, "Unacceptable and illegal"), "“Online gambling” can never be “Unacceptable and"),
    "what is fixed": (put("pornography", 2, "Acceptable"), "“Pornography” is fixed: no school can decide otherwise."),
    "a long note": (put("gaming_other", 3, "x" * 201), "the note has 201 characters: shorten it to 200."),
    "a note where none goes": (put("gambling", 3, "Never"), "“Unacceptable” takes no note."),
    "a formula": (put("gambling", 2, "=A1"), "this begins like a formula"),
    "an unknown row": (put("gambling", 0, "dice"), "Line 20: this table has no row “dice”."),
    "a missing row": (lambda head, rows: rows.pop(), "is missing."),
    "a row twice": (lambda head, rows: rows.append(rows[0]), "is already in line 2."),
    "an unknown column": (lambda head, rows: head.__setitem__(1, "Colour"), "This table has no column “Colour”."),
    "a missing column": (lambda head, rows: head.__setitem__(2, "Verdict"), "The column “Decision” is missing."),
    "a cell too many": (lambda head, rows: rows[0].append("more"), "Line 2: It has more cells than there are"),
}  # fmt: skip


def test_what_is_wrong_is_named_with_its_place(user_actions):
    table = Table(user_actions)

    for bad, (change, sentence) in BAD.items():
        problems = imported(table, file_of(user_actions, change)).problems
        assert any(sentence in problem for problem in problems), (bad, problems)


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_changed(send, user_actions):
    def spoil(head, rows):
        put("gambling", 2, "perhaps")(head, rows)
        put("shopping", 2, "maybe")(head, rows)

    before = Decision.history.count()
    page = text(send(file_of(user_actions, spoil), "user_actions"))

    assert "Correct 2 places in the file" in page
    assert "“perhaps” is not one of" in page
    assert "“maybe” is not one of" in page
    assert Decision.history.count() == before


def test_merged_cells_and_formulas_of_a_workbook_are_named(devices):
    head, rows = exported(Table(devices))
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    book.active["C2"] = "=C3"
    book.active.merge_cells("C4:C5")
    file = io.BytesIO()
    book.save(file)

    problems = imported(Table(devices), file.getvalue()).problems

    assert "Line 2: Cell C2 holds a formula: put its value there instead." in problems
    assert "Line 4: Cells C4:C5 are merged: unmerge them in the spreadsheet." in problems


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
        (b"PK\x03\x04broken", "The spreadsheet is damaged."),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"", "The file is empty."),
    ],
)
def test_what_is_no_table_is_answered_with_a_sentence(content, sentence, send):
    assert sentence in text(send(content))


def test_letters_of_other_programs_are_read(user_actions):
    content = file_of(user_actions, put("gaming_other", 3, "Café, at noon")).decode()

    for encoding in ("utf-16", "cp1252"):
        found = imported(Table(user_actions), content.encode(encoding, "replace"))
        assert (found.data["gaming_other.use.note"], found.problems) == ("Café, at noon", [])


def test_only_who_drafts_brings_in_a_file(draft, teacher, stranger, signed_in):
    assert signed_in(teacher).get(address()).status_code == 403
    assert signed_in(stranger).get(address()).status_code == 404


def test_nobody_brings_a_file_into_an_approved_version(approved, coordinator, signed_in):
    assert "A version that is approved cannot be edited" in text(signed_in(coordinator).get(address()))
