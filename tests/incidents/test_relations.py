"""Incidents that belong together, shown on both pages to whoever may read the other."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents.models import Incident, Relation
from incidents.queries import may_be_related
from incidents.statement import Named
from tests.pages import main_of


@pytest.fixture
def other(log_incident):
    return log_incident()


@pytest.fixture
def restricted(log_incident, teacher):
    """Read by the head, not by the coordinator."""
    return log_incident(people=[Named(part="instigator", person=teacher.person)])


def url_of(incident):
    return reverse("incidents:relate", args=[incident.reference])


def test_both_pages_show_it(incident, other, coordinator, signed_in):
    browser = signed_in(coordinator)

    browser.post(url_of(incident), {"other": other.reference.lower(), "reason": "The same evening."})

    for one, two in ((incident, other), (other, incident)):
        page = main_of(browser.get(one.get_absolute_url()))
        assert two.get_absolute_url() in page
        assert "The same evening." in page


def test_who_may_not_read_the_other_sees_nothing_of_it(incident, restricted, coordinator, headteacher, signed_in):
    incident.relate(by=headteacher, other=restricted, reason="The same evening.")

    for_head = main_of(signed_in(headteacher).get(incident.get_absolute_url()))
    for_coordinator = main_of(signed_in(coordinator).get(incident.get_absolute_url()))

    assert restricted.reference in for_head
    assert restricted.reference not in for_coordinator
    assert "The same evening." not in for_coordinator


def test_nor_that_there_is_another_one(incident, restricted, coordinator, headteacher, signed_in):
    written = incident.entries.count()
    incident.relate(by=headteacher, other=restricted, reason="The same evening.")
    incident.unrelate(by=headteacher, other=restricted, reason="Another evening.")
    incident.relate(by=headteacher, other=restricted, reason="The same evening.")
    entries = incident.entries.count(), restricted.entries.filter(verb="relate").count()
    incident.withdraw(by=headteacher, reason="Reported in error.", duplicate_of=restricted)
    browser = signed_in(coordinator)

    page = main_of(browser.get(incident.get_absolute_url()))
    found = [main_of(browser.get(reverse("incidents:log"), {"q": q})) for q in ("duplicate", "another incident")]

    assert entries == (written, 0)
    assert incident.entries.first().text == "Withdrawn. Reported in error."
    assert "duplicate" not in page
    assert not any(incident.get_absolute_url() in rows for rows in found)


def test_one_that_may_not_be_read_does_not_exist(incident, restricted, coordinator, signed_in):
    said = {"other": restricted.reference, "reason": "Kept as typed"}

    page = signed_in(coordinator).post(url_of(incident), said)
    with pytest.raises(Refused, match="This incident is not for you to read"):
        incident.relate(by=coordinator, other=restricted, reason="No.")

    assert page.context["form"].errors == {"other": ["There is no incident with this reference that you can read"]}
    assert "Kept as typed" in page.content.decode()
    assert not Relation.objects.exists()


def test_a_pair_is_kept_once_whichever_page_it_is_said_on(incident, other, coordinator):
    incident.relate(by=coordinator, other=other, reason="The same evening.")

    with pytest.raises(Refused, match=f"It is already related to {incident}"):
        other.relate(by=coordinator, other=incident, reason="The same evening.")

    assert Relation.objects.count() == 1


def test_an_incident_is_not_related_to_itself(incident, coordinator, signed_in):
    page = signed_in(coordinator).post(url_of(incident), {"other": incident.reference, "reason": "x"})

    assert page.context["form"].errors == {"other": ["An incident is not related to itself"]}


def test_it_is_removed_with_a_reason(incident, other, coordinator, signed_in):
    incident.relate(by=coordinator, other=other, reason="The same evening.")
    relation = Relation.objects.get()
    url = reverse("incidents:unrelate", args=[other.reference, relation.pk])
    browser = signed_in(coordinator)

    browser.post(url, {"reason": "Other pupils."})

    assert not Relation.objects.exists()
    assert Relation.history.filter(history_type="-").get().history_change_reason == "Other pupils."
    assert browser.post(url, {"reason": "Again."}).status_code == 404


def test_a_relation_to_what_may_not_be_read_stays(incident, restricted, coordinator, headteacher, signed_in):
    incident.relate(by=headteacher, other=restricted, reason="The same evening.")
    url = reverse("incidents:unrelate", args=[incident.reference, Relation.objects.get().pk])

    assert signed_in(coordinator).post(url, {"reason": "No."}).status_code == 404
    assert Relation.objects.exists()


def test_a_reader_does_not_relate(incident, other, governor, headteacher):
    incident.add_reader(by=headteacher, user=governor, reason="Second person")

    with pytest.raises(Refused, match="Only somebody who handles this incident can relate it"):
        incident.relate(by=governor, other=other, reason="No.")


def test_readable_ones_with_the_same_people_within_a_week_are_suggested(
    log_incident, pupil, other_pupil, coordinator, headteacher, signed_in, teacher
):
    def about(*people):
        return log_incident(people=[Named(part="target", person=person) for person in people])

    with clock.set_to(clock.now() - timedelta(days=9)):
        about(pupil)
    first, same, someone_else = about(pupil), about(pupil, other_pupil), about(other_pupil)
    secret = log_incident(people=[Named(part="target", person=pupil), Named(part="instigator", person=teacher.person)])

    for_coordinator = may_be_related(first, Incident.objects.readable_by(coordinator))
    for_head = may_be_related(first, Incident.objects.readable_by(headteacher))
    page = main_of(signed_in(coordinator).get(url_of(first)))

    assert for_coordinator == [same]
    assert for_head == [secret, same]
    assert f"?with={same.reference}" in page
    assert someone_else.reference not in page


def test_what_is_related_already_is_not_suggested(log_incident, pupil, coordinator):
    first, second = (log_incident(people=[Named(part="target", person=pupil)]) for _ in range(2))
    before = may_be_related(first, Incident.objects.readable_by(coordinator))
    first.relate(by=coordinator, other=second, reason="The same evening.")

    after = may_be_related(first, Incident.objects.readable_by(coordinator))

    assert (before, after) == ([second], [])


def test_a_duplicate_is_shown_on_both_pages(incident, other, coordinator, signed_in):
    other.withdraw(by=coordinator, reason="Twice.", duplicate_of=incident)
    browser = signed_in(coordinator)

    original, duplicate = (main_of(browser.get(one.get_absolute_url())) for one in (incident, other))

    assert "Withdrawn as a duplicate of this one." in original
    assert other.reference in original
    assert "This one was withdrawn as its duplicate." in duplicate
    assert incident.reference in duplicate
