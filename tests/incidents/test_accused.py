"""Nobody who is accused reads about it, however the name was written; and somebody else always does."""

import pytest
from django.urls import reverse

from incidents.models import Incident, Involvement
from incidents.queries import who_helps, who_reads
from incidents.statement import Named
from people.models import Person
from people.roles import Role

URL = "/incidents/report/"
INSTIGATOR = Involvement.Part.INSTIGATOR


def typed(name, kind=Person.Kind.OTHER, works="no"):
    return Named(part=INSTIGATOR, name=name, kind=kind, works_or_volunteers=works)


@pytest.fixture
def head_and_chair(headteacher, chair):
    """Both of them, as the accused of one report."""
    return [Named(part=INSTIGATOR, person=headteacher.person), Named(part=INSTIGATOR, person=chair.person)]


@pytest.mark.parametrize("who", ["", "pupil", "works", "unsure", "other"])
def test_a_name_of_the_register_is_that_person_whatever_is_said_about_who_it_is(signed_in, teacher, answers, who):
    signed_in(teacher).post(URL, answers | {"people-0-name": "tess teacher", "people-0-who": who})

    assert Involvement.objects.get().person == teacher.person
    assert Incident.objects.get().restricted


@pytest.mark.parametrize("name", ["Tess  Teacher", " Tess \t Teacher ", "Tess  Teacher,  staff"])
def test_double_spaces_do_not_hide_a_name_of_the_register(signed_in, teacher, answers, name):
    signed_in(teacher).post(URL, answers | {"people-0-name": name, "people-0-who": "other"})

    assert Involvement.objects.get().person == teacher.person


def test_a_typed_name_is_kept_with_single_spaces(signed_in, teacher, answers):
    signed_in(teacher).post(URL, answers | {"people-0-name": "Vic   Visitor", "people-0-who": "other"})

    assert Involvement.objects.get().name == "Vic Visitor"


def test_a_role_holder_who_is_not_on_the_register_is_known_by_the_typed_name(log_incident, governor):
    governor.person.delete()

    assert log_incident(people=[typed("gwen GOVERNOR")]).restricted
    assert not log_incident(people=[typed("Gwen Visitor")]).restricted


@pytest.mark.parametrize("name", ["Mrs Head", "H. HEAD", "Hattie Head"])
def test_the_heads_surname_typed_for_an_adult_goes_to_the_chair(log_incident, headteacher, name):
    assert log_incident(people=[typed(name)]).route == "about_head"


def test_a_pupil_with_the_heads_surname_is_not_the_head(log_incident, headteacher):
    assert log_incident(people=[typed("Harry Head", kind=Person.Kind.PUPIL)]).route == "ordinary"


def test_a_register_entry_without_account_that_bears_the_heads_name_goes_to_the_chair(
    log_incident, headteacher, school
):
    headteacher.person.delete()
    entry = Person.objects.create(school=school, kind=Person.Kind.STAFF, name="Hattie Head")

    assert log_incident(people=[Named(part=INSTIGATOR, person=entry)]).route == "about_head"


def test_a_colleague_of_the_same_surname_with_an_account_of_their_own_goes_to_the_head(
    log_incident, headteacher, appoint, school
):
    colleague = appoint(Role.STAFF, school, "Hugo Head")

    assert log_incident(people=[Named(part=INSTIGATOR, person=colleague.person)]).route == "restricted"


def test_where_head_and_chair_are_accused_the_safeguarding_lead_reads_by_name(
    log_incident, head_and_chair, safeguarding_lead, headteacher, chair, coordinator
):
    incident = log_incident(people=head_and_chair)

    readers = [
        user for user in (safeguarding_lead, headteacher, chair, coordinator) if incident.standing_of(user).reads
    ]
    assert readers == [safeguarding_lead]
    assert [str(user) for user in who_reads(incident)] == ["Sam Safeguarding"]
    assert [(entry.verb, entry.text) for entry in incident.entries.all()] == [
        ("fall_back", "Everybody who would handle it is accused in it. Tell the local authority (LADO)."),
        ("report", "Reported."),
    ]


def test_where_the_safeguarding_lead_is_accused_too_a_senior_leader_reads(
    log_incident, head_and_chair, safeguarding_lead, appoint, school
):
    leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")

    incident = log_incident(people=[*head_and_chair, Named(part=INSTIGATOR, person=safeguarding_lead.person)])

    assert [str(user) for user in who_reads(incident)] == [leader.name]


def test_where_one_chair_is_left_nobody_else_is_let_in(
    log_incident, head_and_chair, safeguarding_lead, appoint, school
):
    appoint(Role.CHAIR_OF_GOVERNORS, school, "Cleo Chair")

    incident = log_incident(people=head_and_chair)

    assert [str(user) for user in who_reads(incident)] == ["Cleo Chair"]
    assert incident.readers.count() == 0


def test_the_accused_are_never_among_the_contacts_of_the_receipt(
    log_incident, head_and_chair, teacher, signed_in, appoint, school
):
    appoint(Role.CHAIR_OF_GOVERNORS, school, "Cleo Chair")
    incident = log_incident(people=head_and_chair)

    page = signed_in(teacher).get(reverse("incidents:receipt", args=[incident.reference]))

    assert [holder.user.name for holder in page.context["people"]] == ["Cleo Chair"]
    aside = page.content.decode().partition("<aside")[2]
    assert "Cleo Chair" in aside
    assert "Charlie Chair" not in aside
    assert "Hattie Head" not in aside


def test_a_receipt_that_leaves_nobody_in_school_names_the_local_authority(
    log_incident, head_and_chair, safeguarding_lead, teacher, signed_in
):
    incident = log_incident(people=head_and_chair)

    page = signed_in(teacher).get(reverse("incidents:receipt", args=[incident.reference]))

    assert page.context["people"] == []
    assert "Ring the Local Authority Designated Officer (LADO)." in page.content.decode()


def test_who_has_left_and_cannot_sign_in_is_no_contact(
    log_incident, safeguarding_lead, headteacher, teacher, signed_in
):
    incident, browser = log_incident(), signed_in(teacher)
    before = [holder.user.name for holder in who_helps(incident, incident)]
    safeguarding_lead.is_active = False
    safeguarding_lead.save()

    receipt = browser.get(reverse("incidents:receipt", args=[incident.reference]))
    pages = [receipt, browser.get(reverse("incidents:stop")), browser.get(reverse("incidents:report"))]

    assert before == ["Sam Safeguarding", "Hattie Head"]
    assert [holder.user.name for holder in receipt.context["people"]] == ["Hattie Head"]
    assert ["Sam Safeguarding" in page.content.decode() for page in pages] == [False, False, False]
    assert ["Hattie Head" in page.content.decode() for page in pages] == [True, True, True]
