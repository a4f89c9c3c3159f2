"""A file that was made is of no use to its maker once something in it is kept from them."""

import pytest
from django.urls import reverse

from compliance.models import AccessRequest
from core import clock
from incidents.actions import add_person
from incidents.statement import Named

from .answering import decide, made


@pytest.fixture
def incident(log_incident, pupil):
    return log_incident(people=[Named(part="target", person=pupil)])


@pytest.fixture
def file(incident, pupil, headteacher):
    request = AccessRequest.record(pupil, by=headteacher, asked_by="Her mother", received_on=clock.today())
    decide(request, incident, by=headteacher)
    return made(request, headteacher)


@pytest.mark.parametrize("is_approved", [False, True])
def test_who_is_accused_in_an_incident_of_it_neither_approves_nor_takes_it(
    file, incident, headteacher, chair, coordinator, signed_in, is_approved
):
    if is_approved:
        file.approve(by=headteacher)
    add_person(incident, Named(part="instigator", person=headteacher.person), by=coordinator)
    browser = signed_in(headteacher)

    approved = browser.post(reverse("compliance:approve-answer", args=[file.pk]))
    taken = browser.post(reverse("compliance:take-answer", args=[file.pk]))

    assert (approved.status_code, taken.status_code) == (403, 403)
    file.refresh_from_db()
    assert bool(file.approved_at) == is_approved


def test_until_then_it_is_approved_and_taken(file, headteacher, signed_in):
    browser = signed_in(headteacher)

    approved = browser.post(reverse("compliance:approve-answer", args=[file.pk]))
    taken = browser.post(reverse("compliance:take-answer", args=[file.pk]))

    assert (approved.status_code, taken["Content-Type"]) == (302, "application/zip")
