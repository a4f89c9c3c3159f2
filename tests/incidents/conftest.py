"""What the tests of the log share."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from incidents.statement import Named
from people.roles import Role
from tests.incidents.alleging import FRIDAY
from tests.incidents.investigating import begin


@pytest.fixture
def referral():
    """What is said of a referral, five minutes ago."""
    return {
        "agency": "police",
        "at": clock.now() - timedelta(minutes=5),
        "spoke_to": "Sam spoke to the duty officer",
        "reason": "May be illegal.",
        "reference": "P-1",
        "device_kept": "Locked in the office",
    }


@pytest.fixture
def referred(log_incident, safeguarding_lead, referral):
    """With the authorities, referred by the safeguarding lead."""
    incident = log_incident(may_be_illegal=True)
    incident.notify_authorities(by=safeguarding_lead, **referral)
    return incident


@pytest.fixture
def answers(school, pupil):
    """A complete report, as the form sends it."""
    return {
        "submission": str(uuid.uuid4()),
        "school": school.pk,
        "kind": "bypass",
        "precision": "exact",
        "date": timezone.localdate().isoformat(),
        "time": "00:00",
        "place": "classroom",
        "device": "school_tablet",
        "people-TOTAL_FORMS": 1,
        "people-INITIAL_FORMS": 0,
        "people-0-name": "Pip Pupil, 5 Oak",
        "people-0-part": "instigator",
        "people-0-who": "",
        "description": "A proxy page was open.",
        "child_in_danger": "no",
    }


@pytest.fixture
def alleged(log_incident, teacher, coordinator, headteacher):
    """Something is alleged against the teacher, reported by the coordinator on a Friday."""
    with clock.set_to(FRIDAY):
        return log_incident(
            by=coordinator,
            occurred_at=FRIDAY - timedelta(hours=1),
            people=[Named(part="instigator", person=teacher.person)],
        )


@pytest.fixture
def decide(alleged, headteacher):
    """`decide(threshold)`: the head decides, on the Friday unless said otherwise."""

    def make(threshold, reason="As I see it.", at=FRIDAY):
        with clock.set_to(at):
            alleged.decide_allegation(by=headteacher, threshold=threshold, reason=reason)
        alleged.refresh_from_db()
        return alleged

    return make


@pytest.fixture
def senior_leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


@pytest.fixture
def investigation(reviewed, coordinator, headteacher):
    """Under way, by the coordinator and the head."""
    return begin(reviewed, coordinator, coordinator, headteacher)
