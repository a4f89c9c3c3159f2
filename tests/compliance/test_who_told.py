"""Who told the reporter is named to none of those involved, in no copy that is handed to them."""

import json

import pytest

from compliance.models import AccessRequest
from core import clock
from incidents.models import Incident
from incidents.printing.record import for_printing, log
from incidents.statement import Named
from people.roles import Role

from .answering import contents, decide, made


@pytest.fixture
def accused(appoint, school):
    return appoint(Role.STAFF, school, "Alan Accused")


@pytest.fixture
def incident(log_incident, accused, headteacher):
    incident = log_incident(told_by="Mrs Parent Person", people=[Named(part="instigator", person=accused.person)])
    incident.decide_allegation(by=headteacher, threshold="conduct", reason="As I see it.")
    return incident


def test_the_answer_to_the_accused_does_not_say_who_told(incident, accused, headteacher):
    request = AccessRequest.record(accused.person, by=headteacher, asked_by="Himself", received_on=clock.today())
    decide(request, incident, by=headteacher)

    record, _ = contents(made(request, headteacher))

    said = json.dumps(record)
    assert "Told by somebody" in said
    assert "Parent Person" not in said


def test_the_schools_own_copy_does(incident):
    [own] = for_printing(Incident.objects.filter(pk=incident.pk))

    [facts] = log(own).parts
    assert dict(facts.rows)["Reported by"] == ["Tess Teacher", "Told by Mrs Parent Person"]
