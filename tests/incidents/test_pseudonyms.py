"""What people are called where their names are not for the reader."""

import pytest

from incidents.actions import add_person, change_person, remove_person
from incidents.models import Involvement
from incidents.pseudonyms import letter, pseudonyms_of
from incidents.statement import Named
from people.models import Person

pytestmark = pytest.mark.once

TARGET, WITNESS = Involvement.Part.TARGET, Involvement.Part.WITNESS


@pytest.fixture
def incident(log_incident, coordinator, pupil, other_pupil):
    """Pip is alleged to have done it to Quinn; a typed adult and a typed pupil saw it."""
    people = [
        Named(part=Involvement.Part.INSTIGATOR, person=pupil),
        Named(part=TARGET, person=other_pupil),
        Named(part=WITNESS, name="Mrs Lane", kind=Person.Kind.OTHER, works_or_volunteers="no"),
    ]
    incident = log_incident(people=people)
    add_person(incident, Named(part=WITNESS, name="Robin"), by=coordinator)
    return incident


def called(incident):
    names = pseudonyms_of([incident])
    return {str(one): names[one.pk] for one in incident.involvements.all()}


def test_pupils_and_adults_have_letters_in_the_order_in_which_they_were_added(incident):
    assert called(incident) == {
        "Pip Pupil": "Pupil A",
        "Quinn Pupil": "Pupil B",
        "Mrs Lane": "Adult A",
        "Robin": "Pupil C",
    }


def test_they_stay_when_somebody_is_taken_out(incident, coordinator):
    remove_person(incident.involvements.get(person__name="Quinn Pupil"), by=coordinator, reason="Was not there.")

    assert called(incident) == {"Pip Pupil": "Pupil A", "Mrs Lane": "Adult A", "Robin": "Pupil C"}
    assert sorted(pseudonyms_of([incident]).values()) == ["Adult A", "Pupil A", "Pupil B", "Pupil C"]


def test_they_stay_when_a_typed_name_is_found_on_the_register(incident, coordinator, school):
    robin = Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Robin Redman")

    change_person(incident.involvements.get(name="Robin"), by=coordinator, reason="Found.", person=robin)

    assert called(incident)["Robin Redman"] == "Pupil C"


def test_each_incident_begins_anew_and_all_are_asked_at_once(
    incident, log_incident, other_pupil, django_assert_num_queries
):
    another = log_incident(people=[Named(part=TARGET, person=other_pupil)])

    with django_assert_num_queries(1):
        names = pseudonyms_of([incident, another])

    assert names[another.involvements.get().pk] == "Pupil A"


@pytest.mark.once
def test_after_z_the_letters_begin_again_two_at_a_time():
    assert [letter(number) for number in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
