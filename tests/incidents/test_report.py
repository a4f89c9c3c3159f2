"""Reporting through the page, as a browser does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django_tasks_db.models import DBTaskResult

from core import clock
from incidents.kinds import kinds
from incidents.models import Entry, Incident, Involvement
from people.models import Notice, Person
from people.roles import Role
from tests.incidents.browser_form import sent_by

URL = "/incidents/report/"


def test_a_report_is_logged_and_leads_to_its_receipt(signed_in, teacher, answers, pupil):
    browser = signed_in(teacher)

    response = browser.post(URL, answers)

    incident = Incident.objects.get()
    assert response["Location"] == f"{reverse('incidents:receipt', args=[incident.reference])}?sent"
    assert incident.reported_by == teacher
    assert incident.user_action.key == "bypass_filtering"
    assert incident.route == "ordinary"
    assert [(i.person, i.part) for i in incident.involvements.all()] == [(pupil, "instigator")]
    assert incident.involvements.get().year_group == "5"
    assert incident.history.get().history_user_name == "Tess Teacher"
    receipt = browser.get(response["Location"]).content.decode()
    assert f"Your report has been sent. It is {incident.reference}." in receipt
    assert "Your report is sent" not in browser.get(response["Location"].removesuffix("?sent")).content.decode()


def test_each_thing_is_asked_and_written_once(
    signed_in, teacher, coordinator, headteacher, answers, django_assert_num_queries
):
    browser = signed_in(teacher)
    browser.get(reverse("incidents:receipts"))  # that the session is in use is written once in a minute

    with django_assert_num_queries(18):  # with a savepoint, without the seals: they come with the commit
        browser.post(URL, answers)

    assert Notice.objects.count() == DBTaskResult.objects.count() == 2


def test_a_reference_that_is_taken_is_drawn_again(log_incident, monkeypatch):
    drawn = iter([log_incident().reference, "ASH-2CDFG"])
    monkeypatch.setattr("incidents.actions.reporting.new_reference", lambda code: next(drawn))

    assert log_incident().reference == "ASH-2CDFG"


@pytest.mark.both
def test_the_same_form_sent_twice_is_one_incident(signed_in, teacher, answers):
    browser = signed_in(teacher)

    first, second = browser.post(URL, answers), browser.post(URL, answers)

    assert first["Location"] == second["Location"]
    assert Incident.objects.count() == 1
    assert Involvement.objects.count() == 1
    assert Entry.objects.count() == 1


def test_somebody_elses_form_key_is_not_a_way_to_their_incident(signed_in, teacher, coordinator, answers):
    signed_in(teacher).post(URL, answers)

    response = signed_in(coordinator).post(URL, answers)

    assert "sent before by somebody else" in response.content.decode()
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("kind", "", "Choose what it was"),
        ("kind", "no-such-kind", "Choose what it was from the list"),
        ("place", "", "Choose where it happened"),
        ("place", "moon", "Select a valid choice"),
        ("device", "", "Choose the device"),
        ("date", "2999-01-01", "The date cannot be in the future"),
        ("date", "not a date", "Write the date as day/month/year"),
        ("date", "0001-01-01", "Check the year"),
        ("date", "", "Give the date"),
        ("time", "25:99", "Write the time as hours:minutes"),
        ("description", "", "Say what happened"),
        ("description", "x" * 10_001, "longer than 10000 characters"),
        ("description", "nul \0 byte", "Null characters are not allowed"),
        ("child_in_danger", "", "Say whether a child is in danger now"),
        ("child_in_danger", "yes", "Tell the safeguarding lead in person now"),
        ("school", "999999", "Choose one of your own schools"),
        ("submission", "", "This page was out of date"),
        ("submission", "forged", "This page was out of date"),
        ("people-0-name", "", "Give the name, or clear the part"),
        ("people-0-part", "", "Choose the part that"),
        ("people-0-part", "judge", "Select a valid choice"),
        ("people-0-name", "x" * 161, "at most 160 characters"),
        ("people-0-name", "Nobody Known", "Nobody Known is not on the register"),
        ("people-0-who", "king", "Select a valid choice"),
    ],
)
def test_a_bad_answer_is_named_at_the_top_and_nothing_is_saved(signed_in, teacher, answers, field, value, sentence):
    response = signed_in(teacher).post(URL, answers | {field: value})

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page[page.index('id="error-summary"') : page.index("<h1>")]
    assert Incident.objects.count() == 0


def test_what_was_typed_is_kept_when_something_is_wrong(signed_in, teacher, answers):
    response = signed_in(teacher).post(URL, answers | {"kind": "", "description": "Kept <as> typed 🙂 שלום"})

    assert "Kept &lt;as&gt; typed 🙂 שלום" in response.content.decode()


def test_names_in_any_script_are_taken_whole(signed_in, teacher, answers):
    name = "Zoë O’Néill-Łukasz 🙂 محمد"

    signed_in(teacher).post(URL, answers | {"people-0-name": name, "people-0-who": "pupil"})

    assert Involvement.objects.get().display_name == name


def test_another_schools_pupil_is_not_on_the_register(signed_in, teacher, answers, other_school):
    Person.objects.create(school=other_school, kind="pupil", name="Faye Foreign", class_name="2 Ash")

    response = signed_in(teacher).post(URL, answers | {"people-0-name": "Faye Foreign, 2 Ash"})

    assert "Faye Foreign, 2 Ash is not on the register" in response.content.decode()
    assert Incident.objects.count() == 0


def test_a_sister_schools_pupil_is_on_the_register(signed_in, appoint, sister_schools, answers):
    here, sister = sister_schools
    pupil = Person.objects.create(school=sister, kind="pupil", name="Sid Sister", class_name="3 Yew")

    signed_in(appoint(Role.STAFF, here)).post(URL, answers | {"school": here.pk, "people-0-name": "Sid Sister, 3 Yew"})

    assert Involvement.objects.get().person == pupil


@pytest.mark.both
def test_two_people_of_one_name_are_told_apart(signed_in, teacher, answers, school):
    Person.objects.create(school=school, kind="pupil", name="Pip Pupil", class_name="2 Ash")

    response = signed_in(teacher).post(URL, answers | {"people-0-name": "pip pupil"})

    assert "More than one person has this name" in response.content.decode()


def test_at_school_nobody_reports_for_a_school_that_is_not_theirs(signed_in, teacher, answers, other_school):
    response = signed_in(teacher).post(URL, answers | {"school": other_school.pk})

    assert "Choose one of your own schools" in response.content.decode()
    assert Incident.objects.count() == 0


def test_nobody_known_is_an_answer(signed_in, teacher, answers):
    empty = {"people-0-name": "", "people-0-part": ""}
    browser = signed_in(teacher)

    refused = browser.post(URL, answers | empty)
    browser.post(URL, answers | empty | {"nobody_known": "on"})

    assert "Name at least one person" in refused.content.decode()
    assert Incident.objects.get().involvements.count() == 0


def test_time_in_the_future_today_is_refused(signed_in, teacher, answers):
    later = timezone.localtime(clock.now() + timedelta(minutes=5))

    response = signed_in(teacher).post(
        URL, answers | {"date": later.date().isoformat(), "time": later.strftime("%H:%M")}
    )

    assert "cannot be in the future" in response.content.decode()


def test_a_day_without_a_time_is_about(signed_in, teacher, answers):
    signed_in(teacher).post(URL, answers | {"time": ""})

    assert Incident.objects.get().occurred_precision == "about"


def test_not_known_needs_no_date(signed_in, teacher, answers):
    signed_in(teacher).post(URL, answers | {"precision": "unknown", "date": "", "time": ""})

    assert Incident.objects.get().occurred_at is None


def test_adding_a_person_without_a_script_keeps_what_was_typed(signed_in, teacher, answers):
    response = signed_in(teacher).post(URL, answers | {"add": "1"})

    page = response.content.decode()
    assert 'name="people-1-name"' in page
    assert 'value="Pip Pupil, 5 Oak"' in page
    assert "A proxy page was open." in page
    assert "There is a problem" not in page
    assert Incident.objects.count() == 0


def test_removing_a_person_without_a_script(signed_in, teacher, answers):
    two = answers | {"people-TOTAL_FORMS": 2, "people-1-name": "Quinn", "people-1-part": "target", "people-1-who": ""}

    page = signed_in(teacher).post(URL, two | {"remove": "0"}).content.decode()

    assert 'value="Quinn"' in page
    assert "Pip Pupil" not in page


def test_removing_a_row_that_no_number_names_removes_none(signed_in, teacher, answers):
    response = signed_in(teacher).post(URL, answers | {"remove": "9" * 5_000})

    assert response.status_code == 200
    assert sent_by(response, "submission")["people-0-name"] == "Pip Pupil, 5 Oak"


@pytest.mark.parametrize("total", [0, -1])
def test_a_form_without_any_row_asks_who_was_involved(signed_in, teacher, answers, total):
    browser, without = signed_in(teacher), answers | {"people-TOTAL_FORMS": total}

    response = browser.post(URL, without)
    browser.post(URL, without | {"nobody_known": "on"})

    assert response.context["form"].errors == {
        "nobody_known": ["Name at least one person, or tick “I do not know who was involved”"]
    }
    assert Incident.objects.get().involvements.count() == 0


@pytest.mark.parametrize("total", ["", "x", "9" * 5_000])
def test_a_forged_number_of_rows_is_a_page_out_of_date(signed_in, teacher, answers, total):
    response = signed_in(teacher).post(URL, answers | {"people-TOTAL_FORMS": total})

    assert response.status_code == 200
    assert Incident.objects.count() == 0


def test_a_form_of_ten_megabytes_is_refused_with_a_sentence(signed_in, teacher, answers):
    response = signed_in(teacher).post(URL, answers | {"description": "x" * 10_000_000})

    assert response.status_code == 413
    assert "That was too much at once" in response.content.decode()
    assert Incident.objects.count() == 0


def test_a_governor_cannot_report(signed_in, governor, answers):
    response = signed_in(governor).post(URL, answers)

    assert response.status_code == 403
    assert "Incidents are reported by those who work in a school" in response.content.decode()


def test_every_kind_can_be_found_by_what_people_call_it(signed_in, teacher):
    page = signed_in(teacher).get(URL).content.decode()

    assert [kind.key for kind in kinds().values() if not kind.words] == ["other"]
    for kind in kinds().values():
        assert escape(" ".join(kind.words)) in page
