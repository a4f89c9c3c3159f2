"""Making somebody the handler of an incident."""

import pytest

from core.access import Refused
from incidents.statement import Named
from people.models import Notice
from people.roles import Role


@pytest.fixture
def second_coordinator(appoint, school):
    return appoint(Role.COORDINATOR, school, "Colin Coordinator")


def test_a_handler_assigns_it_to_a_colleague_who_is_told(incident, headteacher, coordinator):
    incident.assign(by=headteacher, to=coordinator, reason="You know the family.")

    incident.refresh_from_db()
    notice = Notice.objects.get()
    assert incident.handler == coordinator
    assert incident.entries.first().text == "Assigned to Cora Coordinator. You know the family."
    assert incident.history.first().history_user == headteacher
    assert (notice.user, notice.label, notice.path) == (coordinator, incident.reference, incident.get_absolute_url())
    assert notice.wanted == "You are its handler now."


def test_who_assigns_it_to_oneself_is_not_told(incident, coordinator):
    incident.assign(by=coordinator, to=coordinator)

    assert incident.handler == coordinator
    assert not Notice.objects.exists()


@pytest.mark.parametrize("name", ["teacher", "stranger", "safeguarding_lead", "governor"])
def test_it_is_assigned_only_to_somebody_who_may_handle_it(incident, coordinator, request, name):
    other = request.getfixturevalue(name)

    with pytest.raises(Refused, match=f"{other} may not handle this incident: choose somebody else."):
        incident.assign(by=coordinator, to=other)

    incident.refresh_from_db()
    assert incident.handler is None
    assert incident.entries.count() == 1


def test_not_to_the_one_it_is_about(log_incident, headteacher, second_coordinator, appoint, school):
    about = log_incident(people=[Named(part="instigator", person=second_coordinator.person)])
    appoint(Role.HEADTEACHER, school, user=second_coordinator)

    with pytest.raises(Refused, match="Colin Coordinator may not handle this incident"):
        about.assign(by=headteacher, to=second_coordinator)

    assert not Notice.objects.filter(user=second_coordinator).exists()


def test_not_to_the_one_who_has_it(reviewed, headteacher, coordinator):
    with pytest.raises(Refused, match="Cora Coordinator is its handler already"):
        reviewed.assign(by=headteacher, to=coordinator)


def test_not_to_a_closed_account(incident, coordinator, second_coordinator):
    second_coordinator.is_active = False
    second_coordinator.save()

    with pytest.raises(Refused, match="The account of Colin Coordinator is closed"):
        incident.assign(by=coordinator, to=second_coordinator)


@pytest.mark.parametrize("name", ["teacher", "stranger", "safeguarding_lead"])
def test_nobody_else_assigns_it(incident, coordinator, request, name):
    with pytest.raises(Refused, match="Only somebody who handles this incident can assign it"):
        incident.assign(by=request.getfixturevalue(name), to=coordinator)


def test_what_has_ended_is_not_assigned(reviewed, coordinator, headteacher):
    reviewed.withdraw(by=coordinator, reason="Reported in error.")

    with pytest.raises(Refused, match="An incident that is withdrawn has nobody to handle it: reopen it first"):
        reviewed.assign(by=coordinator, to=headteacher)
