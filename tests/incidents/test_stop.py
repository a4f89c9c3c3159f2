"""What may be illegal first shows the stop screen; nothing is stored before somebody was told in person."""

import uuid

import pytest
from django.urls import reverse

from incidents.models import Incident

URL = "/incidents/report/"
ILLEGAL = [{"kind": "nudes"}, {"kind": "contact"}, {"may_be_illegal": "on"}]


@pytest.mark.parametrize("said", ILLEGAL)
def test_the_stop_screen_comes_first_and_carries_what_was_typed(signed_in, teacher, answers, said):
    page = signed_in(teacher).post(URL, answers | said).content.decode()

    assert "Stop. Do not look again." in page
    assert 'name="people-0-name" value="Pip Pupil, 5 Oak"' in page
    assert Incident.objects.count() == 0


@pytest.mark.parametrize("said", ILLEGAL)
def test_after_telling_somebody_it_is_on_the_illegal_branch(signed_in, teacher, answers, said):
    told = {"stopped": "yes", "told_in_person": "Sam, at 10:15", "device_kept": "In the office, screen off"}

    signed_in(teacher).post(URL, answers | said | told)

    incident = Incident.objects.get()
    assert (incident.branch, incident.route) == ("illegal", "safeguarding")
    assert incident.told_in_person == "Sam, at 10:15"
    assert incident.device_kept == "In the office, screen off"


def test_saying_nothing_about_whom_was_told_stays_on_the_stop_screen(signed_in, teacher, answers):
    page = signed_in(teacher).post(URL, answers | {"kind": "nudes", "stopped": "yes"}).content.decode()

    assert "Say whom you have told, and when" in page
    assert "Say where the device is" in page
    assert Incident.objects.count() == 0


def test_nobody_is_asked_to_describe_it(signed_in, teacher, answers):
    told = {"stopped": "yes", "told_in_person": "Sam", "device_kept": "Locked away", "description": ""}

    signed_in(teacher).post(URL, answers | {"kind": "nudes"} | told)

    assert Incident.objects.get().images_of_children


def test_an_error_elsewhere_keeps_the_answers_of_the_stop_screen(signed_in, teacher, answers):
    told = {"stopped": "yes", "told_in_person": "Sam at ten", "device_kept": "Locked away", "place": ""}

    page = signed_in(teacher).post(URL, answers | {"kind": "nudes"} | told).content.decode()

    assert "Choose where it happened" in page
    assert 'value="Sam at ten"' in page
    assert 'name="device_kept" value="Locked away"' in page
    assert 'name="stopped" value="yes"' in page


def test_anybody_may_read_the_stop_screen_without_signing_in(client, db):
    response = client.get(reverse("incidents:stop"))

    assert response.status_code == 200
    assert "999" in response.content.decode()


def test_a_key_of_the_form_is_a_uuid(signed_in, teacher):
    page = signed_in(teacher).get(URL)

    assert uuid.UUID(str(page.context["form"]["submission"].value()))


@pytest.mark.parametrize("said", ILLEGAL)
def test_enter_in_a_field_does_not_open_it_before_somebody_asked(signed_in, teacher, answers, said):
    browser = signed_in(teacher)

    entered = browser.post(URL, answers | said | {"entered": "1"}).content.decode()
    pressed = browser.post(URL, answers | said).content.decode()

    assert ["Stop. Do not look again." in page for page in (entered, pressed)] == [False, True]
    assert "Nothing is sent yet. This may be illegal" in entered
    assert 'value="Pip Pupil, 5 Oak"' in entered
    assert Incident.objects.count() == 0
