"""Taking a list out of the log: who may, what is in the file, and what is kept about it."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from core.counting import Capped
from core.dates import short_moment
from incidents import actions, exporting
from incidents.actions import declare_interest
from incidents.models import Export, Incident
from incidents.statement import Named
from people.roles import Role
from tests.pages import said

URL, EXPORTS = reverse("incidents:export"), reverse("incidents:exports")
ANSWERS = {"file_format": "csv", "reason": "For the trust."}


@pytest.fixture
def named(log_incident, pupil, other_pupil):
    return log_incident(
        people=[Named(part="instigator", person=pupil), Named(part="target", name='=HYPERLINK("x")', kind="other")],
        description="Nobody outside may read this.",
    )


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_file_holds_what_is_shown_and_no_name_and_nothing_written(named, log_incident, coordinator, signed_in):
    log_incident(place="home")

    response = signed_in(coordinator).post(f"{URL}?place=classroom", ANSWERS)

    [row] = rows_of(response)
    assert tuple(row) == exporting.CODED
    assert row["Reference"] == named.reference
    assert (row["Pupils"], row["Year groups"], row["Adults"], row["Status"]) == ("1", "5", "1", "Reported")
    assert b"Nobody outside" not in response.content
    assert b"Pip Pupil" not in response.content
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="incidents-20')
    assert "no-store" in response["Cache-Control"]


def test_names_are_in_it_where_they_are_asked_for_and_are_no_formulas(named, coordinator, signed_in):
    response = signed_in(coordinator).post(URL, ANSWERS | {"with_names": "on"})

    [row] = rows_of(response)
    assert row["Alleged or found instigators"] == "Pip Pupil"
    assert row["Targets"] == '\'=HYPERLINK("x")'
    assert Export.objects.get().with_names is True


def test_a_workbook_holds_the_same(named, coordinator, signed_in):
    browser = signed_in(coordinator)

    as_csv = rows_of(browser.post(URL, ANSWERS | {"with_names": "on"}))
    as_xlsx = browser.post(URL, ANSWERS | {"with_names": "on", "file_format": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx.content)).active
    head, row = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [said] = as_csv
    found = dict(zip(head, row, strict=True))
    assert found.pop("Reported").replace(second=0, microsecond=0) == timezone.make_naive(named.reported_at).replace(
        second=0, microsecond=0
    )
    assert said.pop("Reported") == short_moment(named.reported_at)
    assert (found["Pupils"], found["Adults"]) == (1, 1)
    assert {name: str("" if value is None else value) for name, value in found.items()} == said


def test_what_was_taken_is_kept_with_who_when_and_why(named, log_incident, coordinator, signed_in):
    log_incident(place="home")

    signed_in(coordinator).post(f"{URL}?place=classroom&kind=forged", ANSWERS)

    export = Export.objects.get()
    assert (export.user, export.format, export.rows, export.reason) == (coordinator, "csv", 1, "For the trust.")
    assert (export.query, export.with_names) == ("Place: Classroom", False)
    assert list(export.incidents.all()) == [named]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"reason": ""}, "Say what you need it for"),
        ({"reason": "   "}, "Say what you need it for"),
        ({"reason": "x" * 301}, "Shorten the reason to 300 characters"),
        ({"file_format": ""}, "Choose a kind of file"),
        ({"file_format": "exe"}, "Select a valid choice"),
    ],
)
def test_without_an_answer_there_is_no_file_and_nothing_is_lost(named, coordinator, signed_in, answers, sentence):
    page = signed_in(coordinator).post(f"{URL}?place=classroom", ANSWERS | {"with_names": "on"} | answers)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert page.context["form"]["with_names"].value() is True
    assert "Place: Classroom" in page.content.decode()
    assert not Export.objects.exists()


class TestRight:
    @pytest.mark.parametrize("name", ["coordinator", "safeguarding_lead", "headteacher", "chair"])
    def test_roles_that_open_records_have_it(self, named, signed_in, request, name):
        assert signed_in(request.getfixturevalue(name)).get(URL).status_code == 200

    @pytest.mark.parametrize("name", ["teacher", "governor", "administrator"])
    def test_nobody_else_has_it(self, named, signed_in, request, name):
        browser = signed_in(request.getfixturevalue(name))

        assert browser.get(URL).status_code == browser.post(URL, ANSWERS).status_code == 403
        assert browser.get(EXPORTS).status_code == 403
        assert not Export.objects.exists()

    def test_a_reader_by_name_without_such_a_role_reads_but_takes_nothing_out(
        self, named, governor, headteacher, signed_in
    ):
        named.readers.create(user=governor, by=headteacher, reason="Second person")
        browser = signed_in(governor)

        log, refused = browser.get(reverse("incidents:log")), browser.post(URL, ANSWERS)

        assert named.reference in log.content.decode()
        assert "Export this list" not in log.content.decode()
        assert refused.status_code == 403

    def test_what_was_opened_by_name_at_another_school_is_left_out_and_it_is_said(
        self, named, log_incident, stranger, headteacher, signed_in, appoint, other_school
    ):
        own = log_incident(school=other_school, by=appoint(Role.STAFF, other_school))
        named.readers.create(user=stranger, by=headteacher, reason="Teaches here too")
        appoint(Role.STAFF, named.school, user=stranger)
        browser = signed_in(stranger)

        page, file = said(browser.get(URL)), browser.post(URL, ANSWERS)

        assert "1 incident is left out: opened to you by name, it is for reading here only." in page
        assert [row["Reference"] for row in rows_of(file)] == [own.reference]

    def test_nothing_that_one_may_not_read_is_in_it(self, log_incident, named, coordinator, signed_in):
        log_incident(may_be_illegal=True)
        log_incident(people=[Named(part="instigator", person=coordinator.person)])

        file = signed_in(coordinator).post(URL, ANSWERS)

        assert [row["Reference"] for row in rows_of(file)] == [named.reference]

    def test_what_waits_for_an_interest_to_be_declared_is_left_out_and_it_is_said(
        self, log_incident, named, coordinator, signed_in
    ):
        about = log_incident(people=[Named(part="target", person=coordinator.person)])
        browser = signed_in(coordinator)

        page, file = said(browser.get(URL)), browser.post(URL, ANSWERS)
        declare_interest(about, by=coordinator, text="It is about me.", stays_because="Nobody else is here.")
        after = browser.post(URL, ANSWERS)

        assert "1 incident is left out: you are a target in it. Declare your interest there first." in page
        assert "opened to you by name" not in page
        assert [row["Reference"] for row in rows_of(file)] == [named.reference]
        assert [row["Reference"] for row in rows_of(after)] == [about.reference, named.reference]

    def test_of_nothing_there_is_no_file(self, named, stranger, signed_in):
        browser = signed_in(stranger)

        page, refused = browser.get(URL), browser.post(URL, ANSWERS)

        assert "There is nothing to export" in page.content.decode()
        assert refused.status_code == 409
        assert not Export.objects.exists()


def test_a_file_has_an_end_and_the_page_says_so(log_incident, coordinator, signed_in, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 2)
    newest = [log_incident() for _ in range(3)][:0:-1]
    browser = signed_in(coordinator)

    page, file = said(browser.get(URL)), browser.post(URL, ANSWERS)

    assert "2+ incidents" in page
    assert "A file holds the newest 2 incidents." in page
    assert [row["Reference"] for row in rows_of(file)] == [one.reference for one in newest]


class TestRegister:
    def test_the_head_sees_who_took_what_and_why(self, named, coordinator, headteacher, signed_in):
        signed_in(coordinator).post(f"{URL}?place=classroom", ANSWERS)

        page = said(signed_in(headteacher).get(EXPORTS))

        assert "Cora Coordinator" in page
        assert "1 incident, CSV" in page
        assert "Place: Classroom" in page
        assert "For the trust." in page

    def test_a_colleague_sees_only_their_own(self, named, coordinator, headteacher, safeguarding_lead, signed_in):
        signed_in(coordinator).post(URL, ANSWERS)
        signed_in(headteacher).post(URL, ANSWERS | {"reason": "For the board."})

        mine = signed_in(coordinator).get(EXPORTS).content.decode()
        nothing = signed_in(safeguarding_lead).get(EXPORTS).content.decode()

        assert "For the trust." in mine
        assert "For the board." not in mine
        assert "Nothing was exported yet" in nothing

    def test_a_head_of_another_school_sees_nothing(self, named, coordinator, stranger, signed_in):
        signed_in(coordinator).post(URL, ANSWERS)

        assert Export.objects.get().reason == "For the trust."
        assert "Nothing was exported yet" in signed_in(stranger).get(EXPORTS).content.decode()

    def test_of_what_the_head_may_not_read_only_the_rest_is_told(
        self, log_incident, named, chair, headteacher, signed_in
    ):
        about_head = log_incident(people=[Named(part="instigator", person=headteacher.person)])
        named.readers.create(user=chair, by=headteacher, reason="Second person")
        Export.objects.create(user=chair, format="csv", query="Search: “head”", reason="About the head", rows=2)
        Export.objects.get().incidents.add(about_head, named)

        page = said(signed_in(headteacher).get(EXPORTS))

        assert "1 incident that you read, CSV" in page
        assert "About the head" not in page
        assert "Search: “head”" not in page

    def test_nor_is_an_export_of_nothing_else_there_at_all(self, log_incident, chair, headteacher, signed_in):
        log_incident(people=[Named(part="instigator", person=headteacher.person)])
        signed_in(chair).post(URL, ANSWERS)

        assert Export.objects.get().rows == 1
        assert "Charlie Chair" not in signed_in(headteacher).get(EXPORTS).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_a_constant_number_of_queries(
        self, named, headteacher, signed_in, count, django_assert_num_queries
    ):
        for _ in range(count):
            Export.objects.create(user=headteacher, format="csv", reason="x", rows=1).incidents.add(named)
        browser = signed_in(headteacher)

        with django_assert_num_queries(6):
            page = browser.get(EXPORTS)

        assert len(page.context["page"].rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_asks_a_constant_number_of_queries(log_incident, pupil, coordinator, count, django_assert_num_queries):
    for _ in range(count):
        log_incident(people=[Named(part="instigator", person=pupil)])
    readable = Incident.objects.readable_by(coordinator)
    assert Capped.of(readable, 10).number == count

    with django_assert_num_queries(7):
        actions.take_out_list(readable, by=coordinator, file_format="csv", filters="", reason="x", with_names=True)
