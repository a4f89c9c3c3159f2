"""Somebody who may read everything of a school, and a record for every address to be about."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance.models import AccessRequest, AnswerFile, Breach, Disposal, Hold
from incidents.actions import attach
from incidents.models import Destruction, Incident, Phrase, SavedView, Task, Transfer
from people.calendar import AcademicYear, midnight
from people.imports.applying import take
from people.models import Agency, Membership, Person, RegisterImport, RollOver, School, Term, User
from people.models.imports import Who
from people.roles import Role
from policies.models import DraftNote, Signature
from reports.actions import prepare
from reports.models import GovernorReport, Making
from reports.queueing import ask_for
from sanctions.models import Sanction
from tests.conftest import LONG_AGO

from .walked import (
    OF_A_RECORD,
    OF_THE_STANDARD_SET,
    a_disposal,
    a_file_for,
    a_file_for_a_new_school,
    address_of_record,
    an_agreement_in_force,
    holding_every_role,
    investigate,
    known_of,
)


@pytest.fixture
def insider(appoint, school):
    """Holds every role at the school."""
    return holding_every_role(appoint, school, "Ina Insider")


@pytest.fixture
def address(incident, teacher, headteacher, appoint, school):
    """`address(route)`: below an incident that exists, about a person who is in it, a reader and a task of it."""
    incident.add_reader(by=headteacher, user=appoint(Role.SENIOR_LEADER, school), reason="Second person")
    incident.give_task(by=headteacher, text="Collect the tablet.", who=teacher, due=None)
    attach(incident, io.BytesIO(b"09:12 Pip: see you"), by=headteacher, name="chat.txt", title="Chat")
    investigate(incident, headteacher)
    known = known_of(incident)
    return lambda route: reverse(route.name, kwargs={name: known[name] for name in route.varies})


@pytest.fixture
def records(school, incident, pupil, other_pupil, teacher, insider):
    """One record of the school of each kind that has a page of its own."""
    waits = Membership(user=teacher, role=Role.COORDINATOR, school=school, starts_on=date(2020, 9, 1))
    phrase = Phrase(school=school, text="Spoken to at break.")
    evidence = attach(incident, io.BytesIO(b"10:15 Pip: bye"), by=insider, name="more.txt", title="More of the chat")
    destruction = Destruction(evidence=evidence, police_reference="P-1", reason="As they said.", asked_by=insider)
    moved = RollOver(school=school, year=2020, by=insider)
    terms = [Term(school=school, name=n, starts_on=a, ends_on=z) for n, a, z in AcademicYear(2026).default_terms()]
    for record in (waits, phrase, moved, destruction, *terms):
        record.save_as(insider)
    incident.give_task(by=insider, text="Collect the tablet.", who=insider, due=None)
    version = an_agreement_in_force(school, insider)
    logged = {"reported_at": midnight(LONG_AGO), "kind": "bypass", "place": "classroom", "reference": "ASH-LQNGA"}
    Incident.objects.create(school=school, reported_by=teacher, submission=uuid4(), **logged)  # a log is kept since
    asked = AccessRequest.record(pupil, by=insider, asked_by="Herself", received_on=timezone.localdate())
    return {
        School: school,
        Person: pupil,
        User: teacher,
        Membership: waits,
        Phrase: phrase,
        RollOver: moved,
        GovernorReport: prepare([school], AcademicYear.current().previous, insider),
        Making: ask_for([school], AcademicYear.current().previous, insider),
        Task: incident.tasks.get(who=insider),
        Destruction: destruction,
        SavedView: SavedView.objects.create(user=insider, name="Phones", query="kind=phone"),
        DraftNote: DraftNote.objects.create(policy=version.policy, label="It", text="Say who.", by=insider),
        Transfer: a_file_for_a_new_school(pupil, incident, insider),
        Agency: Agency.objects.create(school=school, kind="police", name="Police", phone="101"),
        Signature: Signature.objects.create(
            version=version, school=school, person=pupil, name=pupil.name, how="paper",
            signed_on=timezone.localdate(), recorded_by=insider, recorded_at=timezone.now(),
        ),
        RegisterImport: take(
            by=insider, school=school, who=Who.PUPILS, file_name="a.csv", content=b"Name\nPip Pupil\n"
        ),
        AccessRequest: asked,
        AnswerFile: a_file_for(asked, insider),
        Hold: Hold.on(other_pupil, by=insider, reason="A claim."),
        Disposal: a_disposal(incident, insider),
        Breach: Breach.record(
            by=insider, school=school, what="A lost tablet.", found_at=timezone.now() - timedelta(hours=1)
        ),
        Sanction: Sanction.objects.create(
            involvement=incident.involvements.get(), text="No tablet", recommended="none", done=True, reason="Agreed.",
            done_on=timezone.localdate(), ends_on=timezone.localdate(), by=insider, to_lift_by=insider,
        ),
    }  # fmt: skip


@pytest.fixture
def anywhere(address, records, other_pupil):
    """`anywhere(route)`: the address of any page, about records that exist."""

    def of(route):
        if route in OF_A_RECORD:
            return address_of_record(route, records, other_pupil)
        if route.name.startswith("agreements:") and "slug" in route.varies:
            return reverse(route.name, kwargs={"slug": "for-staff"})
        if route.name.startswith("policies:") and route.varies:
            return reverse(route.name, kwargs={name: OF_THE_STANDARD_SET[name] for name in route.varies})
        return address(route) if "reference" in route.varies else reverse(route.name)

    return of
