"""Several writers at one chain, for real."""

import uuid

import pytest

from audit.models import Chain
from incidents.actions import report
from incidents.codes import Device, Place
from incidents.models import Incident
from incidents.statement import Report
from people.models import User
from tests.incidents.test_at_once import at_once

from .conftest import problems

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_several_reports_at_once_leave_one_whole_chain(teacher, school):
    def send():
        sent = Report(
            school=school, submission=uuid.uuid4(), kind="bypass", place=Place.CLASSROOM, device=Device.SCHOOL_TABLET,
            description="A proxy page was open.",
        )  # fmt: skip
        return report(sent, by=User.objects.get(pk=teacher.pk))

    sent = at_once(send, times=6)

    chain = Chain.objects.get(school=school.pk)
    assert len({incident.pk for incident in sent}) == Incident.objects.count() == 6
    assert chain.links.count() == chain.length
    assert problems() == []
