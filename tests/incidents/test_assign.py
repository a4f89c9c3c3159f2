"""Making somebody the handler of an incident."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents.statement import Named
from people.models import Notice
from people.roles import Role
from tests.pages import said


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
    with pytest.raises(Refused, match="Cora Coordinator is already its handler"):
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


def test_the_page_offers_who_may_handle_it_oneself_first(
    reviewed, headteacher, coordinator, second_coordinator, signed_in
):
    page = signed_in(headteacher).get(reverse("incidents:assign", args=[reviewed.reference]))

    assert [label for _, label in page.context["form"].fields["to"].choices] == [
        "You, Hattie Head (Headteacher)",
        "Colin Coordinator (E-Safety Coordinator)",
    ]


def test_the_page_hands_over(reviewed, headteacher, second_coordinator, signed_in):
    url = reverse("incidents:assign", args=[reviewed.reference])

    said = {"to": second_coordinator.pk, "reason": "You know them.", "handler": reviewed.handler_id}
    page = signed_in(headteacher).post(url, said, follow=True)

    reviewed.refresh_from_db()
    assert reviewed.handler == second_coordinator
    assert "It has been handed over" in page.content.decode()


def test_a_forged_choice_is_an_error_and_changes_nothing(reviewed, headteacher, teacher, coordinator, signed_in):
    url = reverse("incidents:assign", args=[reviewed.reference])

    page = signed_in(headteacher).post(url, {"to": teacher.pk, "reason": "Kept as typed", "handler": coordinator.pk})

    reviewed.refresh_from_db()
    assert page.context["form"].errors == {"to": ["Choose somebody who may handle this incident"]}
    assert "Kept as typed" in page.content.decode()
    assert reviewed.handler == coordinator


def test_a_handler_whose_role_has_ended_is_nobody_in_effect(reviewed, coordinator, headteacher, signed_in):
    browser = signed_in(headteacher)
    before = said(browser.get(reviewed.get_absolute_url()))
    membership = coordinator.memberships.get()
    membership.ends_on = clock.today() - timedelta(days=1)
    membership.save()

    after = said(browser.get(reviewed.get_absolute_url()))

    assert "Cora Coordinator was its handler, and may no longer handle it." not in before
    assert "Cora Coordinator was its handler, and may no longer handle it." in after
