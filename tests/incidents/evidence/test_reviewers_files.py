"""The two who investigate attach what they find and stop all files, while their investigation is open."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.actions import add_person
from incidents.models import Incident
from incidents.statement import Named
from tests.incidents.investigating import begin

from . import files

ONLY = "Only somebody who handles this incident, or investigates it now"


@pytest.fixture
def investigation(reviewed, coordinator, leader):
    """Under way, by the coordinator and a senior leader who does not handle the incident."""
    return begin(reviewed, coordinator, coordinator, leader)


def refusals(user):
    incident = Incident.objects.get()
    return [incident.access.refusal(user, verb, incident) for verb in ("attach_evidence", "mark_images")]


def test_who_investigates_attaches_a_screenshot(investigation, leader, upload, signed_in):
    page = signed_in(leader).get(investigation.get_absolute_url()).content.decode()

    sent = upload(files.png(), by=leader)

    assert reverse("incidents:attach-evidence", args=[investigation.incident.reference]) in page
    assert (sent.status_code, investigation.incident.evidence.get().attached_by) == (302, leader)


def test_and_stops_all_files(investigation, leader, signed_in):
    url = reverse("incidents:mark-images", args=[investigation.incident.reference])

    signed_in(leader).post(url, {"reason": "The second picture."})

    assert Incident.objects.get().images_of_children
    assert refusals(leader)[0].startswith("Images of children may be part of this incident")


def test_once_it_is_over_they_do_neither(investigation, coordinator, leader):
    assert refusals(leader) == [None, None]

    investigation.stop(by=coordinator, reason="Nothing to review.")

    assert [said.startswith(ONLY) for said in refusals(leader)] == [True, True]


def test_nor_does_who_became_part_of_it(investigation, coordinator, leader):
    add_person(investigation.incident, Named(part="target", person=leader.person), by=coordinator)

    with pytest.raises(Refused, match=ONLY):
        Incident.objects.get().mark_images(by=leader, reason="The second picture.")


def test_who_reads_it_for_another_reason_does_neither(reviewed, coordinator, headteacher, leader):
    reviewed.add_reader(by=headteacher, user=leader, reason="To know")
    begin(reviewed, coordinator, coordinator, headteacher)

    assert None not in refusals(leader)
