"""A table as a file: everything that is decided, for everybody who reads it."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook


def address(kind: str, ending: str) -> str:
    return reverse("policies:matrix-file", args=["e-safety-policy", 1, kind, ending])


def lines(content: bytes) -> dict[str, dict[str, str]]:
    return {line["Key"]: line for line in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}


def test_whoever_reads_the_table_downloads_it_and_nobody_else(draft, teacher, stranger, signed_in):
    assert signed_in(teacher).get(address("devices", "csv")).status_code == 200
    assert signed_in(stranger).get(address("devices", "csv")).status_code == 404


def test_a_table_as_csv_has_each_row_with_its_decision_and_its_note(
    draft, user_actions, part, coordinator, teacher, signed_in
):
    user_actions.decide(*part(user_actions, "gambling", "certain_times"), by=coordinator, note="=SUM(A1)")

    answer = signed_in(teacher).get(address("user_actions", "csv"))

    assert answer["Content-Disposition"] == 'attachment; filename="e-safety-policy-1-user_actions.csv"'
    assert lines(answer.content)["gambling"] == {
        "Key": "gambling",
        "Activity": "Online gambling",
        "Decision": "Acceptable at certain times",
        "Decision: note": "'=SUM(A1)",
    }


@pytest.mark.parametrize("kind", ["pupil_sanctions", "communications"])
def test_a_table_as_a_workbook_says_the_same_as_its_csv(kind, draft, teacher, signed_in):
    browser = signed_in(teacher)

    book = load_workbook(io.BytesIO(browser.get(address(kind, "xlsx")).content))
    text = csv.reader(io.StringIO(browser.get(address(kind, "csv")).content.decode("utf-8-sig")))

    assert [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)] == list(text)
