"""Who has opened an incident: written on each opening, read by those who may read the incident."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import Link, Opening
from core import clock
from core.sealing import seal_what_waits
from incidents.models import Export
from incidents.openings import note_opening, openings_of
from people.roles import Role


def who_opened(incident):
    return [(opened.who, opened.what) for opened in openings_of(incident)]


def test_opening_the_page_is_written_down_and_sealed(incident, coordinator, signed_in):
    signed_in(coordinator).get(incident.get_absolute_url())

    opening = Opening.objects.get()
    seal_what_waits()
    assert (opening.object_id, opening.user, opening.user_name) == (incident.pk, coordinator.pk, "Cora Coordinator")
    assert Link.objects.get(object="audit.opening").chain.school == incident.school_id


@pytest.mark.parametrize(("minutes", "written"), [(14, 1), (16, 2)])
def test_who_comes_back_within_a_quarter_of_an_hour_is_at_the_same_look(incident, coordinator, minutes, written):
    now = clock.now()
    note_opening(incident, by=coordinator)

    with clock.set_to(now + timedelta(minutes=minutes)):
        note_opening(incident, by=coordinator)

    assert Opening.objects.count() == written


@pytest.mark.parametrize(("minutes", "written"), [(14, 1), (16, 2)])
def test_so_is_who_opens_its_page_again(incident, coordinator, signed_in, minutes, written):
    browser, now = signed_in(coordinator), clock.now()
    browser.get(incident.get_absolute_url())

    with clock.set_to(now + timedelta(minutes=minutes)):
        assert browser.get(incident.get_absolute_url()).status_code == 200

    assert Opening.objects.count() == written


def test_a_look_of_another_or_at_another_goes_on_for_nobody(log_incident, coordinator, headteacher, signed_in):
    one, other = log_incident(), log_incident()
    for user, incident in ((coordinator, one), (headteacher, one), (coordinator, other)):
        signed_in(user).get(incident.get_absolute_url())

    assert Opening.objects.count() == 3


def test_each_person_is_written_down_for_themselves(incident, coordinator, headteacher):
    note_opening(incident, by=coordinator)
    note_opening(incident, by=headteacher)

    assert who_opened(incident) == [
        ("Hattie Head", "Opened the incident"),
        ("Cora Coordinator", "Opened the incident"),
    ]


def test_what_was_taken_out_stands_with_it_and_is_kept_once(incident, coordinator):
    Export.keep([incident], by=coordinator, format="pdf", reason="For the file.", sha256="0" * 64)
    Export.keep([incident], by=coordinator, format="csv", reason="For the meeting.")

    assert who_opened(incident) == [
        ("Cora Coordinator", "Took it out in a list (CSV)"),
        ("Cora Coordinator", "Made it into a PDF"),
    ]
    assert not Opening.objects.exists()


def test_the_reader_sees_it_and_nobody_else(incident, headteacher, coordinator, teacher, stranger, signed_in):
    note_opening(incident, by=headteacher)
    page = reverse("incidents:opened", args=[incident.reference])

    shown = signed_in(coordinator).get(page)

    assert shown.status_code == 200
    assert "Hattie Head" in shown.text
    assert [signed_in(user).get(page).status_code for user in (teacher, stranger)] == [404, 404]


def test_a_page_that_is_refused_is_not_opened(incident, stranger, signed_in):
    signed_in(stranger).get(incident.get_absolute_url())

    assert not Opening.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_constant_number_of_queries(
    incident, coordinator, appoint, school, signed_in, count, django_assert_num_queries
):
    for _ in range(count):
        note_opening(incident, by=appoint(Role.STAFF, school))
        Export.keep([incident], by=coordinator, format="csv", reason="x")
    browser = signed_in(coordinator)

    with django_assert_num_queries(10):
        browser.get(reverse("incidents:opened", args=[incident.reference]))
