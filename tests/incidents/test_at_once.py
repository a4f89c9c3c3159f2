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
from incidents.models import Incident, Investigation
from incidents.statement import Report
from people.models import User
from tests.incidents.investigating import begin, concluded, signed

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


def test_of_two_who_take_different_branches_at_once_one_is_told_where_it_stands(
    log_incident, coordinator, headteacher, referral
):
    incident = log_incident()
    takers = iter(["review", "refer"])

    def take():
        mine = Incident.objects.get(pk=incident.pk)
        if next(takers) == "review":
            by = User.objects.get(pk=coordinator.pk)
            mine.review(by=by, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
            return "review"
        mine.notify_authorities(by=User.objects.get(pk=headteacher.pk), **referral)
        return "refer"

    results = at_once(take, times=2)

    incident.refresh_from_db()
    verbs = list(
        incident.entries.exclude(verb__in=("report", "hand_over")).order_by("pk").values_list("verb", flat=True)
    )
    refused = [str(result) for result in results if isinstance(result, Refused)]
    assert (incident.status, incident.branch) == ("with_authorities", "illegal")  # referring wins, before or after
    assert (verbs, refused) in [
        (["review", "notify_authorities"], []),
        (["notify_authorities"], ["Only somebody who handles this incident can review it."]),
    ]


def test_an_investigation_does_not_start_beside_a_referral(log_incident, coordinator, headteacher, referral):
    incident = log_incident()
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
    takers = iter(["start", "refer"])

    def take():
        mine, by = Incident.objects.get(pk=incident.pk), User.objects.get(pk=headteacher.pk)
        if next(takers) == "start":
            return begin(mine, by, by, User.objects.get(pk=coordinator.pk))
        return mine.notify_authorities(by=by, **referral)

    at_once(take, times=2)

    verbs = list(incident.entries.order_by("pk").values_list("verb", flat=True))
    assert "notify_authorities" in verbs
    if "start_investigation" in verbs:
        assert verbs.index("start_investigation") < verbs.index("notify_authorities")


def test_of_several_starts_at_once_one_succeeds(log_incident, coordinator, headteacher):
    incident = log_incident()
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")

    def start():
        mine, by = Incident.objects.get(pk=incident.pk), User.objects.get(pk=coordinator.pk)
        return begin(mine, by, by, User.objects.get(pk=headteacher.pk))

    results = at_once(start)

    assert sum(isinstance(result, Refused) for result in results) == 3
    assert incident.investigations.count() == 1
    assert incident.entries.filter(verb="start_investigation").count() == 1


def test_of_both_signatures_at_once_both_count_and_it_is_sealed_once(log_incident, coordinator, headteacher):
    incident = log_incident()
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
    investigation = concluded(begin(incident, coordinator, coordinator, headteacher), coordinator)
    signers = iter([coordinator, headteacher, coordinator, headteacher])

    def put():
        mine = Investigation.objects.get(pk=investigation.pk)
        return signed(mine, User.objects.get(pk=next(signers).pk))

    results = at_once(put)

    investigation.refresh_from_db()
    assert sum(isinstance(result, Refused) for result in results) == 2
    assert (investigation.status, investigation.signatures.count()) == ("sealed", 2)
    assert incident.entries.filter(verb="seal_investigation").count() == 1
