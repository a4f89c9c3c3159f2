"""Figures as files: who may, what is in them, and what is kept about it."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.urls import reverse

from incidents.models import Export
from people.roles import Role
from reports.trends import actions

pytestmark = pytest.mark.both

URL = reverse("reports:trends-export")
ANSWERS = {"file_format": "csv", "reason": "For the head."}
JUNE = datetime(2026, 6, 15, 9, tzinfo=UTC)


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_file_holds_the_table_and_the_record_says_who_what_and_why(logged, coordinator, signed_in):
    counted = logged(2, at=JUNE, kind="money")
    logged(1, at=JUNE, kind="money", status="withdrawn")

    response = signed_in(coordinator).post(f"{URL}?figure=kinds&period=term", ANSWERS)

    assert rows_of(response) == [["Kind", "Incidents"], ["Gambling, scams, buying or selling", "2"]]
    assert response["Content-Disposition"].startswith('attachment; filename="kinds-2026-07-10.csv"')
    export = Export.objects.get()
    assert (export.user, export.format, export.rows, export.reason) == (coordinator, "csv", 2, "For the head.")
    said = "Figures, What it was: Ashdown Primary: Summer term 2026, 1 April 2026 to 10 July 2026"
    assert (export.query, set(export.incidents.all())) == (said, set(counted))


def test_a_workbook_holds_numbers(logged, coordinator, signed_in):
    logged(2, at=JUNE, occurred_at=JUNE)

    answers = ANSWERS | {"file_format": "xlsx"}
    response = signed_in(coordinator).post(f"{URL}?figure=hours", answers)

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    assert list(sheet.values) == [("From", *days, "All days"), ("10am", 2, 0, 0, 0, 0, 2)]


def test_what_was_opened_by_name_is_not_counted_in_a_file(logged, coordinator, stranger, headteacher, signed_in):
    incident, *_ = logged(1, at=JUNE)
    incident.readers.create(user=stranger, by=headteacher, reason="Moved school")

    page, file = (
        signed_in(stranger).get(f"{URL}?figure=kinds"),
        signed_in(stranger).post(f"{URL}?figure=kinds", ANSWERS),
    )

    assert "There is nothing to export" in page.content.decode()
    assert file.status_code == 409
    assert not Export.objects.exists()


@pytest.mark.once
def test_too_many_for_a_record_are_not_taken_out(logged, coordinator, signed_in, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    logged(2, at=JUNE)

    page = signed_in(coordinator).post(f"{URL}?figure=kinds", ANSWERS)

    assert page.status_code == 409
    assert "A file may count 1 incidents at most: choose a shorter period, or one school." in page.content.decode()
    assert "For the head." in page.content.decode()


@pytest.mark.once
def test_without_a_reason_there_is_no_file(logged, coordinator, signed_in):
    logged(1, at=JUNE)

    page = signed_in(coordinator).post(f"{URL}?figure=kinds", ANSWERS | {"reason": " "})

    assert "Say what you need it for" in page.content.decode()
    assert not Export.objects.exists()


@pytest.mark.once
def test_who_sees_numbers_but_opens_no_records_takes_none_out(appoint, school, signed_in):
    browser = signed_in(appoint(Role.SENIOR_LEADER, school))

    assert browser.get(f"{URL}?figure=kinds").status_code == browser.post(f"{URL}?figure=kinds").status_code == 403


@pytest.mark.once
@pytest.mark.parametrize("key", ["", "nothing", "schools"])
def test_there_is_no_file_of_figures_that_are_not_there(key, coordinator, signed_in):
    assert signed_in(coordinator).get(f"{URL}?figure={key}").status_code == 404
