"""Where texts are read beyond the record, nobody involved is named, by whatever name they bear or bore."""

import pytest

from incidents.actions import add_person, change_person, remove_person
from incidents.models import Involvement
from incidents.models.blanks import Blanks, why_not_without_names
from incidents.models.known_names import names_ever
from incidents.statement import Named
from people.models import Person

WITNESS = Involvement.Part.WITNESS


@pytest.fixture
def incident(log_incident, coordinator, pupil):
    """Robin, whose name was typed, saw what Pip did."""
    return log_incident(
        people=[Named(part=Involvement.Part.INSTIGATOR, person=pupil), Named(part=WITNESS, name="Robin")]
    )


@pytest.fixture
def entry(school):
    return Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Sam Redman")


def blanked(text, incident):
    return Blanks([incident]).without_names(text, incident)


def test_what_was_typed_stays_a_name_when_it_is_found_on_the_register(incident, entry, coordinator):
    robin = incident.involvements.get(name="Robin")

    change_person(robin, by=coordinator, reason="Found.", person=entry)

    assert blanked("Robin saw it, and Sam Redman told.", incident) == "[name] saw it, and [name] told."


def test_so_does_the_name_of_who_was_taken_out(incident, coordinator):
    remove_person(incident.involvements.get(name="Robin"), by=coordinator, reason="Was not there.")

    assert blanked("Robin saw it.", incident) == "[name] saw it."


def test_so_does_a_former_name(incident, pupil, administrator):
    pupil.name = "Posy Other"
    pupil.save_as(administrator)

    assert blanked("Pip is Posy now.", incident) == "[name] is [name] now."


@pytest.mark.parametrize("named", ["the entry that stays", "the one that was merged away"])
def test_so_does_the_name_of_another_entry_of_the_same_person(log_incident, entry, pupil, headteacher, named):
    person = pupil if named == "the entry that stays" else entry
    incident = log_incident(people=[Named(part=WITNESS, person=person)])

    entry.merge(by=headteacher, into=pupil, reason="Twice.")

    assert blanked("Sam is Pip.", incident) == "[name] is [name]."


def test_the_names_of_one_incident_are_no_names_in_another(incident, log_incident, other_pupil):
    other = log_incident(people=[Named(part=WITNESS, person=other_pupil)])

    blanks = Blanks([incident, other])

    assert blanks.without_names("Pip, Quinn", incident) == "[name], Quinn"
    assert blanks.without_names("Pip, Quinn", other) == "Pip, [name]"


def test_each_text_that_names_somebody_is_told_with_the_name(incident):
    texts = {"debrief": "Nobody watched.", "what_changed": "robin watches now, and Pip."}

    assert why_not_without_names(texts, incident) == {
        "what_changed": "“robin” is a name of somebody in this incident: write it without names"
    }


@pytest.mark.parametrize("count", [1, 3])
def test_names_are_asked_for_in_a_constant_number_of_queries(
    log_incident, coordinator, pupil, count, django_assert_num_queries
):
    incidents = [log_incident(people=[Named(part=WITNESS, person=pupil)]) for _ in range(count)]
    for incident in incidents:
        add_person(incident, Named(part=WITNESS, name="Robin"), by=coordinator)

    with django_assert_num_queries(4):
        names = names_ever(incidents)

    assert [{borne.name for borne in names[incident.pk]} for incident in incidents] == [{"Pip Pupil", "Robin"}] * count
