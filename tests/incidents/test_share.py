"""With whom the authority shares an allegation it has decided on."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents import actions
from incidents.actions.settling import settle_schools
from incidents.models import Incident, Involvement
from incidents.statement import Named
from people.models import Notice
from people.roles import Role
from tests.incidents.alleging import MONDAY
from tests.pages import main_of


@pytest.fixture
def leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


def test_nobody_is_added_before_the_decision(alleged, headteacher, leader, signed_in):
    url = reverse("incidents:readers", args=[alleged.reference])

    page = signed_in(headteacher).post(url, {"user": leader.pk, "reason": "Second person"})

    assert "Decide on the allegation first" in main_of(page, 409)
    assert not alleged.readers.exists()


@pytest.mark.parametrize("threshold", ["harm", "low_level", "conduct"])
def test_after_it_named_people_are(decide, headteacher, leader, threshold):
    alleged = decide(threshold)

    alleged.add_reader(by=headteacher, user=leader, reason="Second person")

    assert Incident.objects.readable_by(leader).get() == alleged


@pytest.mark.parametrize("threshold", ["low_level", "conduct"])
def test_below_the_threshold_it_goes_to_those_who_would_handle_it(
    decide, headteacher, coordinator, safeguarding_lead, teacher, signed_in, threshold
):
    alleged = decide(threshold)
    before = Incident.objects.readable_by(coordinator).exists()
    url = reverse("incidents:share", args=[alleged.reference])

    page = signed_in(headteacher).get(url)
    signed_in(headteacher).post(url, {"reason": "Cora trains the staff."})

    assert "Cora Coordinator, e-safety coordinator" in main_of(page)
    assert "Tess Teacher" not in main_of(page).partition("es-links")[2].partition("</ul>")[0]
    readers = [u for u in (coordinator, safeguarding_lead, teacher) if Incident.objects.readable_by(u).exists()]
    assert (before, readers) == (False, [coordinator])
    entry = alleged.entries.first()
    assert entry.text == "Shared with those who would otherwise handle it. Cora trains the staff."
    assert Notice.objects.filter(user=coordinator, wanted="It has come to you: handle it.").exists()
    shared = Incident.objects.get()
    assert (shared.restricted, shared.is_about_somebody_here) == (False, True)


def test_what_was_about_nobody_here_is_not_said_to_be(log_incident, headteacher):
    incident = log_incident(kind="staff_conduct")

    incident.decide_allegation(by=headteacher, threshold="nobody_here", reason="A visitor of the shop next door.")

    assert (incident.restricted, Incident.objects.get().is_about_somebody_here) == (True, False)


@pytest.mark.parametrize("is_shared", [False, True])
def test_it_is_where_a_colleague_is_accused_of_it_later(log_incident, headteacher, appoint, school, is_shared):
    incident = log_incident(kind="staff_conduct")
    incident.decide_allegation(by=headteacher, threshold="nobody_here", reason="A visitor of the shop next door.")
    if is_shared:
        Incident.objects.get().share(by=headteacher, reason="Nobody here.")
    colleague = Named(part=Involvement.Part.INSTIGATOR, person=appoint(Role.STAFF, school, "Sid Second").person)

    actions.add_person(Incident.objects.get(), colleague, by=headteacher)

    again = Incident.objects.get()
    assert (again.restricted, again.needs_decision, again.is_about_somebody_here) == (True, True, True)


def test_above_it_it_does_not(decide, headteacher):
    with pytest.raises(Refused, match="The harm threshold is met"):
        decide("harm").share(by=headteacher, reason="No.")


def test_undecided_it_does_not(alleged, headteacher):
    with pytest.raises(Refused, match="Decide on the allegation first"):
        alleged.share(by=headteacher, reason="No.")

    alleged.refresh_from_db()
    assert alleged.restricted


def test_the_accused_never_reads_what_is_shared(log_incident, coordinator, headteacher, appoint, school):
    second = appoint(Role.COORDINATOR, school, "Colin Coordinator")
    incident = log_incident(people=[Named(part="instigator", person=coordinator.person)])
    incident.decide_allegation(by=headteacher, threshold="conduct", reason="A matter of conduct.")

    incident.share(by=headteacher, reason="Colin goes on with it.")

    assert [user for user in (coordinator, second) if Incident.objects.readable_by(user).exists()] == [second]


def test_shared_it_stays_shared_when_roles_change(decide, headteacher, coordinator, school):
    alleged = decide("conduct")
    alleged.share(by=headteacher, reason="Cora trains the staff.")

    settle_schools(schools=[school.pk], by=headteacher)

    assert Incident.objects.readable_by(coordinator).exists()


def test_somebody_else_accused_restricts_it_again(decide, headteacher, coordinator, appoint, school):
    alleged = decide("conduct")
    alleged.share(by=headteacher, reason="Cora trains the staff.")
    second = appoint(Role.STAFF, school, "Sid Second")

    actions.add_person(alleged, Named(part="instigator", person=second.person), by=coordinator)

    assert alleged.restricted
    assert not Incident.objects.readable_by(coordinator).exists()


def test_a_decision_that_the_threshold_is_met_restricts_it_again(decide, headteacher, coordinator):
    decide("conduct").share(by=headteacher, reason="Cora trains the staff.")

    alleged = decide("harm", "There is more.", at=MONDAY)

    assert alleged.restricted
    assert not Incident.objects.readable_by(coordinator).exists()
    assert alleged.entries.filter(text="Restricted. The harm threshold is met.").exists()
