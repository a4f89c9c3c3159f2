"""Several people, or one impatient one, doing the same thing at the same moment, for real."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.access import Refused
from incidents.actions import assign_many, report
from incidents.codes import Device, Finding, Place
from incidents.models import Incident
from incidents.statement import Report
from people.models import User

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(what, times=4):
    """Run it in several threads that start together; what each returned or raised."""
    gate, results = threading.Barrier(times), []

    def run():
        gate.wait()
        try:
            results.append(what())
        except Refused as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_several_closings_at_once_one_succeeds(log_incident, coordinator):
    incident = log_incident()
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")

    def close():
        mine = Incident.objects.get(pk=incident.pk)
        by = User.objects.get(pk=coordinator.pk)
        mine.close(by=by, finding=Finding.UNFOUNDED, outcome="None.", rationale="A misunderstanding.")
        return "closed"

    results = at_once(close)

    assert results.count("closed") == 1
    assert sum(isinstance(result, Refused) for result in results) == 3
    assert incident.entries.filter(verb="close").count() == 1


def test_a_double_click_makes_one_incident(teacher, school):
    key, happened = uuid.uuid4(), clock.now() - timedelta(hours=1)

    def send():
        by = User.objects.get(pk=teacher.pk)
        said = Report(
            school=school,
            submission=key,
            kind="bypass",
            place=Place.CLASSROOM,
            device=Device.SCHOOL_TABLET,
            occurred_at=happened,
            description="Once.",
        )
        return report(said, by=by).reference

    references = at_once(send)

    assert len(references) == 4
    assert len(set(references)) == 1
    assert Incident.objects.count() == 1


def test_of_two_handlers_who_assign_the_same_incidents_at_once_one_is_told_who_was_faster(
    log_incident, coordinator, headteacher
):
    incidents = [log_incident() for _ in range(3)]
    takers = iter([coordinator, headteacher])

    def take():
        to = User.objects.get(pk=next(takers).pk)
        mine = Incident.objects.filter(pk__in=[incident.pk for incident in incidents])
        assign_many(dict.fromkeys(mine), to=to, by=to)
        return to

    results = at_once(take, times=2)

    [winner] = [result for result in results if isinstance(result, User)]
    [refused] = [result for result in results if isinstance(result, Refused)]
    assert set(Incident.objects.values_list("handler", flat=True)) == {winner.pk}
    assert refused.reasons == [
        f"{incident.reference} has changed hands: {winner} handles it now." for incident in incidents
    ]
