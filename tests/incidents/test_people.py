"""The people of an incident: added, changed, taken out; and who loses access by it."""

import pytest
from django.urls import reverse

from core.access import Refused
from incidents.actions import add_person, change_person, remove_person
from incidents.models import Incident, Involvement, Misuse
from incidents.statement import Named
from people.models import Notice, Person
from tests.incidents.browser_form import sent_by
from tests.pages import main_of


def named(part="witness", **said):
    return Named(part=part, **said)


@pytest.fixture
def visitor(reviewed, coordinator):
    """A typed adult of whom it is not known whether they work here; a witness."""
    add_person(
        reviewed, named(name="Vic Visitor", kind=Person.Kind.OTHER, works_or_volunteers="unsure"), by=coordinator
    )
    return reviewed.involvements.get(name="Vic Visitor")


def test_somebody_of_the_register_is_added_on_the_page(reviewed, coordinator, other_pupil, signed_in):
    url = reverse("incidents:add-person", args=[reviewed.reference])

    page = signed_in(coordinator).post(url, {"name": "quinn pupil", "part": "target", "who": ""}, follow=True)

    assert reviewed.involvements.get(person=other_pupil).year_group == "6"
    assert reviewed.entries.first().text == "Quinn Pupil is added: target."
    assert "Quinn Pupil" in page.content.decode()


def test_a_name_that_is_not_on_the_register_is_asked_about_and_kept(reviewed, coordinator, signed_in):
    url = reverse("incidents:add-person", args=[reviewed.reference])

    page = signed_in(coordinator).post(url, {"name": "Vic Visitor", "part": "witness", "who": ""})

    assert "who" in page.context["form"].errors
    assert 'value="Vic Visitor"' in page.content.decode()
    assert reviewed.involvements.count() == 1


def test_the_same_person_is_added_once(reviewed, coordinator, pupil, visitor):
    with pytest.raises(Refused, match="Pip Pupil is already part of this incident"):
        add_person(reviewed, named(person=pupil), by=coordinator)
    with pytest.raises(Refused, match="vic visitor has already been named"):
        add_person(reviewed, named(name="vic visitor", works_or_volunteers="no"), by=coordinator)

    assert reviewed.involvements.count() == 2


def test_a_colleague_who_is_accused_restricts_it_and_loses_access_at_once(
    reviewed, coordinator, headteacher, signed_in
):
    browser = signed_in(coordinator)
    before = browser.get(reviewed.get_absolute_url()).status_code

    add_person(reviewed, named("instigator", person=coordinator.person), by=headteacher)

    reviewed.refresh_from_db()
    assert (before, browser.get(reviewed.get_absolute_url()).status_code) == (200, 404)
    assert (reviewed.route, reviewed.handler) == ("restricted", None)
    assert [entry.text for entry in reviewed.entries.all()[:3]] == [
        "It goes to the Headteacher.",
        "Restricted. The alleged instigator works or volunteers here, or may.",
        "Cora Coordinator is added: alleged instigator.",
    ]
    assert not Incident.objects.readable_by(coordinator).exists()


def test_who_restricts_it_is_led_to_the_log_and_does_not_read_it_any_more(
    reviewed, coordinator, headteacher, teacher, signed_in
):
    url = reverse("incidents:add-person", args=[reviewed.reference])
    said = {"name": "Tess Teacher", "part": "instigator", "who": ""}

    page = signed_in(coordinator).post(url, said, follow=True)

    reviewed.refresh_from_db()
    assert page.redirect_chain[0][0] == reverse("incidents:log")
    assert reviewed.standing_of(coordinator) == (False, False, False, False, False)
    assert Notice.objects.filter(user=headteacher, label=reviewed.reference).count() == 0  # handled it before too


def test_the_head_who_is_accused_hands_it_to_the_chair(reviewed, coordinator, headteacher, chair):
    add_person(reviewed, named("instigator", person=headteacher.person), by=coordinator)

    reviewed.refresh_from_db()
    assert (reviewed.route, reviewed.about_headteacher) == ("about_head", True)
    assert reviewed.standing_of(chair).handles
    assert not reviewed.standing_of(headteacher).reads
    assert not reviewed.standing_of(coordinator).reads
    assert Notice.objects.filter(user=chair, label=reviewed.reference).exists()


def test_a_typed_name_of_somebody_with_a_role_is_that_person_once_accused(reviewed, coordinator, headteacher, governor):
    governor.person.delete()
    add_person(reviewed, named(name="Gwen Governor", kind="other", works_or_volunteers="no"), by=coordinator)
    typed = reviewed.involvements.get(name="Gwen Governor")

    change_person(typed, by=headteacher, reason="It was her.", part="instigator")

    typed.refresh_from_db()
    reviewed.refresh_from_db()
    assert (typed.person, typed.account) == (None, governor)
    assert reviewed.restricted


def test_a_part_is_changed_and_the_chronology_says_what_it_was(reviewed, coordinator, signed_in):
    involvement = reviewed.involvements.get()
    url = reverse("incidents:change-person", args=[reviewed.reference, involvement.pk])
    browser = signed_in(coordinator)

    browser.post(url, sent_by(browser.get(url), "part") | {"part": "witness", "reason": "Only saw it."})

    involvement.refresh_from_db()
    assert involvement.part == "witness"
    assert reviewed.entries.first().text == "Part of Pip Pupil: from Alleged instigator to Witness. Only saw it."


def test_a_typed_name_is_tied_to_the_register(reviewed, coordinator, teacher, visitor, signed_in):
    url = reverse("incidents:change-person", args=[reviewed.reference, visitor.pk])
    browser = signed_in(coordinator)

    browser.post(url, sent_by(browser.get(url), "part") | {"on_register": "Tess Teacher", "reason": "Found out."})

    visitor.refresh_from_db()
    assert (visitor.person, visitor.kind, visitor.works_or_volunteers) == (teacher.person, "staff", "yes")
    assert reviewed.entries.first().text == "“Vic Visitor” is Tess Teacher, staff of the register. Found out."


def test_a_name_that_the_register_does_not_have_is_an_error(reviewed, coordinator, visitor, signed_in):
    url = reverse("incidents:change-person", args=[reviewed.reference, visitor.pk])
    browser = signed_in(coordinator)

    page = browser.post(url, sent_by(browser.get(url), "part") | {"on_register": "Nobody", "reason": "Typed."})

    assert page.context["form"].errors == {
        "on_register": ["This name is not on the register: choose one from the list"]
    }


def test_an_unsure_witness_who_is_accused_after_all_restricts_it(reviewed, coordinator, headteacher, visitor):
    change_person(visitor, by=coordinator, reason="He did it.", part="instigator")

    reviewed.refresh_from_db()
    assert reviewed.route == "restricted"


def test_an_adult_who_works_here_after_all_restricts_it(log_incident, coordinator, headteacher):
    incident = log_incident(people=[named("instigator", name="Vic Visitor", kind="other", works_or_volunteers="no")])
    before = incident.route

    change_person(incident.involvements.get(), by=coordinator, reason="A volunteer.", works_or_volunteers="yes")

    incident.refresh_from_db()
    assert (before, incident.route) == ("ordinary", "restricted")
    assert "Works or volunteers here of Vic Visitor: from No to Yes." in str(
        list(incident.entries.values_list("text", flat=True))
    )


@pytest.mark.both
def test_two_who_change_the_same_person_see_each_other(reviewed, coordinator, headteacher, signed_in):
    involvement = reviewed.involvements.get()
    url = reverse("incidents:change-person", args=[reviewed.reference, involvement.pk])
    browser = signed_in(coordinator)
    tab = sent_by(browser.get(url), "part")
    change_person(involvement, by=headteacher, reason="Asked him.", part="target")

    page = browser.post(url, tab | {"part": "witness", "reason": "Asked too."})

    [other] = page.context["form"].others
    assert (other.before, other.now, other.typed) == ("Alleged instigator", "Target", "Witness")
    assert sent_by(page, "part")["part"] == "witness"
    assert reviewed.involvements.get().part == "target"


def test_somebody_is_taken_out_with_a_reason_and_the_chronology_says_so(reviewed, coordinator, signed_in):
    involvement = reviewed.involvements.get()
    url = reverse("incidents:remove-person", args=[reviewed.reference, involvement.pk])
    browser = signed_in(coordinator)

    without = browser.post(url, {"reason": ""})
    browser.post(url, {"reason": "Another pupil of that name."})

    assert without.context["form"].errors == {"reason": ["Say why"]}
    assert not reviewed.involvements.exists()
    assert reviewed.entries.first().text == ("Pip Pupil (alleged instigator) is taken out. Another pupil of that name.")
    assert Involvement.history.filter(history_type="-").get().history_change_reason == "Another pupil of that name."
    again = browser.post(url, {"reason": "Again."})
    assert (again.status_code, "This person was taken out of the incident meanwhile." in main_of(again, 403)) == (
        403,
        True,
    )


def test_nobody_is_taken_out_on_whom_something_was_decided(reviewed, coordinator):
    involvement = reviewed.involvements.get()
    Misuse(involvement=involvement, row=reviewed.user_action).save_as(coordinator)

    with pytest.raises(Refused, match="Pip Pupil cannot be taken out: a misuse was found"):
        remove_person(involvement, by=coordinator, reason="No.")
    with pytest.raises(Refused, match="Pip Pupil cannot be changed to another part"):
        change_person(involvement, by=coordinator, reason="No.", part="witness")


def test_a_person_of_another_incident_is_not_found_from_here(
    reviewed, log_incident, other_pupil, coordinator, signed_in
):
    other = log_incident(people=[named("target", person=other_pupil)]).involvements.get()
    browser = signed_in(coordinator)

    for page in ("incidents:change-person", "incidents:remove-person"):
        url = reverse(page, args=[reviewed.reference, other.pk])
        assert browser.get(url).status_code == 404
        assert browser.post(url, {"reason": "No."}).status_code == 404


@pytest.mark.parametrize("name", ["stranger", "teacher", "safeguarding_lead"])
def test_nobody_else_changes_the_people(reviewed, other_pupil, request, name):
    by = request.getfixturevalue(name)

    with pytest.raises(Refused, match="Only somebody who handles this incident can change its people"):
        add_person(reviewed, named(person=other_pupil), by=by)
    with pytest.raises(Refused, match="Only somebody who handles this incident can change its people"):
        remove_person(reviewed.involvements.get(), by=by, reason="No.")

    assert reviewed.involvements.count() == 1
