"""Whoever has two entries on the register is one person: what names either of them names them."""

import pytest

from incidents.actions.accused import recognised
from incidents.forms.people import on_register
from incidents.listing import who_may_handle_all
from incidents.models import Incident, Involvement
from incidents.queries import not_accused, who_reads
from incidents.search import newest_matching
from incidents.statement import Named
from incidents.telling import reporter
from people.models import Person
from people.roles import Role

INSTIGATOR = Involvement.Part.INSTIGATOR


@pytest.fixture
def duplicate(school):
    """A second entry of the coordinator, made under the name that pupils use."""
    return Person.objects.create(school=school, kind="staff", name="Coco Duplicate")


@pytest.fixture
def merged(duplicate, coordinator, headteacher):
    duplicate.merge(by=headteacher, into=coordinator.person, reason="Known as Coco.")
    return duplicate


@pytest.fixture
def accusing(log_incident, duplicate, coordinator):
    """An incident in which the coordinator is accused under the second entry, before anybody knew."""
    return log_incident(people=[Named(part=INSTIGATOR, person=duplicate)])


def reads(user, incident):
    return Incident.objects.readable_by(user).filter(pk=incident.pk).exists()


def test_before_they_are_merged_nothing_bars_from_reading(accusing, coordinator):
    Incident.objects.filter(pk=accusing.pk).update(restricted=False)

    assert reads(coordinator, accusing)


def test_after_that_nobody_reads_what_is_alleged_against_their_other_entry(accusing, coordinator, merged):
    Incident.objects.filter(pk=accusing.pk).update(restricted=False)
    accusing.refresh_from_db()

    assert not reads(coordinator, accusing)
    assert not Incident.objects.handled_by(coordinator).exists()
    assert not accusing.standing_of(coordinator).handles


def test_nor_are_they_named_among_those_who_handle_or_read_it(accusing, coordinator, merged):
    Incident.objects.filter(pk=accusing.pk).update(restricted=False)
    incident = Incident.objects.get(pk=accusing.pk)

    assert coordinator not in [holder.user for holder in not_accused(incident, Role.COORDINATOR)]
    assert coordinator not in who_reads(incident)
    assert coordinator not in who_may_handle_all([incident])


def test_a_reporter_who_is_accused_under_the_other_entry_is_not_told(log_incident, coordinator, merged):
    incident = log_incident(by=coordinator, people=[Named(part=INSTIGATOR, person=merged)])

    assert reporter(incident) == []


def test_undoing_the_merging_makes_two_people_of_them_again(accusing, coordinator, headteacher, merged):
    merged.unmerge(by=headteacher, reason="A cousin.")
    Incident.objects.filter(pk=accusing.pk).update(restricted=False)

    assert reads(coordinator, accusing)


def test_the_name_of_the_other_entry_typed_in_a_report_means_the_one_that_counts(merged, coordinator, school):
    assert on_register("Coco Duplicate", school) == coordinator.person


def test_so_does_a_typed_instigator_whom_nobody_chose_from_the_list(merged, coordinator, school):
    typed = Named(part=INSTIGATOR, name="coco duplicate", kind="staff", works_or_volunteers="yes")

    assert [named.person for named in recognised([typed], school)] == [coordinator.person]


def test_the_log_finds_an_incident_by_either_name(log_incident, headteacher, pupil, other_pupil, school):
    incident = log_incident(people=[Named(part=INSTIGATOR, person=other_pupil)])
    other_pupil.merge(by=headteacher, into=pupil, reason="Entered twice.")

    assert newest_matching(headteacher, [], ["Quinn"], [school.pk]) == {incident.pk: "reported"}
    assert newest_matching(headteacher, [], ["Pip"], [school.pk]) == {incident.pk: "reported"}
