"""However an accused person is written down, the register knows them."""

import unicodedata

import pytest

from incidents.forms.people import on_register
from incidents.models import Incident, Involvement
from incidents.statement import Named
from people.models import Person, User

INSTIGATOR = Involvement.Part.INSTIGATOR


def typed(name, kind=Person.Kind.OTHER, works="no"):
    return Named(part=INSTIGATOR, name=name, kind=kind, works_or_volunteers=works)


@pytest.mark.parametrize(
    "text",
    ["Pip Pupil, 5 Oak", "pip  pupil", "Pip Pupil, somewhere else", "Pip Pupil,", "Píp Pupil"],
)
def test_no_way_of_writing_hides_a_person_from_the_register(school, pupil, text):
    assert on_register(text, school) == pupil


def test_a_name_with_accents_is_found_without_them_and_in_either_form(school):
    zoe = Person.objects.create(school=school, kind=Person.Kind.PUPIL, name="Zoë Dunnett", class_name="6 Rowan")

    found = [on_register(text, school) for text in ("Zoe Dunnett", unicodedata.normalize("NFD", "Zoë Dunnett"))]

    assert found == [zoe, zoe]


@pytest.mark.parametrize(
    "name", ["Mrs Head (headteacher)", "Mrs Head.", "Head, Hattie", "the headteacher", "HATTIE HEAD"]
)
def test_the_head_by_surname_or_title_goes_to_the_chair(log_incident, headteacher, name):
    assert log_incident(people=[typed(name)]).route == "about_head"


def test_the_heads_full_name_goes_to_the_chair_whatever_is_said_of_the_kind(log_incident, headteacher):
    assert log_incident(people=[typed("Hattie Head", kind=Person.Kind.PUPIL)]).route == "about_head"


def test_a_pupil_who_shares_the_heads_surname_is_a_pupil(log_incident, headteacher):
    assert log_incident(people=[typed("Henry Head", kind=Person.Kind.PUPIL)]).route == "ordinary"


def test_a_typed_chair_without_a_register_entry_does_not_read_about_themselves(
    log_incident, headteacher, chair, safeguarding_lead
):
    Person.objects.filter(user=chair).delete()

    incident = log_incident(people=[Named(part=INSTIGATOR, person=headteacher.person), typed("Charlie Chair")])

    chair = User.objects.get(pk=chair.pk)
    assert incident.route == "about_head"
    assert incident not in Incident.objects.readable_by(chair)
    assert incident in Incident.objects.readable_by(safeguarding_lead)
    assert not Person.objects.filter(name="Charlie Chair").exists()


@pytest.mark.parametrize("name", ["Coordinator, Cora", "Mrs Cora Coordinator", "COORDINATOR Cora (Mrs)"])
def test_in_whatever_order_and_with_whatever_title_it_is_the_person_of_the_register(log_incident, coordinator, name):
    incident = log_incident(people=[typed(name)])

    assert incident.involvements.get().person == coordinator.person
    assert not Incident.objects.readable_by(coordinator).exists()


@pytest.mark.parametrize("name", ["Cora", "Mrs Coordinator", "Cora Coordinator of the office", "Cora Anne Coordinator"])
def test_who_may_be_a_handler_by_what_they_are_called_is_not_for_the_handlers(log_incident, coordinator, name):
    incident = log_incident(people=[typed(name)])

    assert incident.involvements.get().person is None
    assert not Incident.objects.readable_by(coordinator).exists()


@pytest.mark.parametrize(
    ("name", "kind"), [("Cora", Person.Kind.PUPIL), ("Cora Miller", Person.Kind.OTHER), ("Tess", Person.Kind.OTHER)]
)
def test_others_who_share_a_name_with_somebody_here_are_others(log_incident, coordinator, teacher, name, kind):
    assert not log_incident(people=[typed(name, kind=kind)]).restricted


def test_the_same_name_typed_twice_is_no_fault(log_incident, chair):
    Person.objects.filter(user=chair).delete()

    incident = log_incident(people=[typed("Charlie Chair"), typed("charlie chair")])

    assert incident.restricted
    assert [one.account for one in incident.involvements.all()] == [chair, chair]


@pytest.mark.parametrize(
    "more",
    [
        {"child_in_danger": "yes", "told_in_person": "Sam, at ten"},
        {"about_headteacher": "on"},
        {"told_by": "A mother"},
        {"place_detail": "Room 3"},
    ],
)
def test_what_is_added_to_a_form_that_was_sent_is_not_swallowed(signed_in, teacher, answers, more):
    browser = signed_in(teacher)
    browser.post("/incidents/report/", answers)

    page = browser.post("/incidents/report/", answers | more).content.decode()

    assert f"is {Incident.objects.get().reference}. If this is another incident, send it again" in page
