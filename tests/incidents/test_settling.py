"""Somebody is known as somebody else, or roles change: at once somebody who is not accused reads what is alleged."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.access import Refused
from incidents.actions import add_person, remove_person, reopen
from incidents.actions.settling import settle_schools
from incidents.models import Incident, Involvement
from incidents.statement import Named
from incidents.tasks import settle_dated_roles, settle_older
from incidents.waiting import in_queues
from people import actions
from people.models import Membership, Notice, Person, User
from people.roles import Role

INSTIGATOR = Involvement.Part.INSTIGATOR


@pytest.fixture
def unknown(school):
    """A volunteer's entry that nobody knows to be somebody else's."""
    return Person.objects.create(school=school, kind=Person.Kind.STAFF, name="Vic Volunteer")


@pytest.fixture
def against(log_incident):
    def make(person):
        return log_incident(people=[Named(part=INSTIGATOR, person=person)])

    return make


def readers(incident):
    users = User.objects.filter(is_active=True).order_by("name")
    return [user.name for user in users if Incident.objects.readable_by(user).filter(pk=incident.pk)]


def test_an_accused_entry_merged_into_the_heads_goes_to_the_chair_at_once(
    against, unknown, headteacher, chair, signed_in
):
    incident = against(unknown)
    before = readers(incident)

    url = reverse("people:person-merge", args=[unknown.pk, headteacher.person.pk])
    said = {"stays": headteacher.person.pk, "reason": "Known by another name."}
    page = signed_in(chair).post(url, said)

    incident.refresh_from_db()
    assert page.status_code == 302
    assert before == ["Hattie Head"]
    assert incident.route == "about_head"
    assert readers(incident) == ["Charlie Chair"]


def test_an_entry_linked_to_an_account_is_that_of_its_owner_at_once(
    against, unknown, headteacher, chair, school, administrator
):
    headteacher.person.delete()
    incident = against(unknown)

    actions.accounts.put_on_register(User.objects.get(pk=headteacher.pk), school, by=administrator, person=unknown)

    assert readers(incident) == ["Charlie Chair"]


def test_so_does_an_entry_that_was_accused_by_mistake(against, unknown, headteacher, chair, school, administrator):
    headteacher.person.delete()
    incident = against(unknown)
    incident.involvements.update(part="mistake")

    actions.accounts.put_on_register(User.objects.get(pk=headteacher.pk), school, by=administrator, person=unknown)

    assert readers(incident) == ["Charlie Chair"]


@pytest.mark.parametrize("said", [{}, {"part": "mistake", "works_or_volunteers": "no"}])
def test_who_becomes_head_does_not_read_what_is_or_was_alleged_against_them_and_the_chair_does(
    against, teacher, headteacher, chair, administrator, school, said
):
    incident = against(teacher.person)
    if said:  # by mistake, and shared since
        incident.involvements.update(**said)
        Incident.objects.update(restricted=False, restricted_at=None)

    role = actions.give_role(teacher, Role.HEADTEACHER, school, by=administrator)
    actions.confirm_role(role, by=chair)
    last = headteacher.memberships.get()
    actions.end_role(last, by=User.objects.get(pk=administrator.pk), on=clock.today(), reason="Retired")

    assert readers(incident) == ["Charlie Chair"]


def test_a_role_that_ends_by_its_date_is_settled_in_the_night(
    against, headteacher, chair, administrator, safeguarding_lead
):
    incident = against(headteacher.person)
    role = chair.memberships.get()
    role.ends_on = clock.today() + timedelta(days=1)  # as it was given: for a term
    role.save_as(administrator, "Term over")

    with clock.set_to(clock.now() + timedelta(days=2)):
        between = readers(incident)
        settle_dated_roles.call()
        settle_dated_roles.call()
        after = readers(incident)

    assert (between, after) == ([], ["Sam Safeguarding"])
    assert incident.entries.filter(verb="fall_back").count() == 1


def test_what_a_handler_who_leaves_had_waits_for_the_others(reviewed, coordinator, headteacher, appoint, school):
    other = appoint(Role.COORDINATOR, school, "Cleo Second")
    before = in_queues(other)

    actions.close_account(coordinator, by=headteacher, reason="Left.")

    reviewed.refresh_from_db()
    assert (before, reviewed.handler, reviewed.readers.count()) == ({}, None, 0)
    assert [reviewed.pk] in in_queues(User.objects.get(pk=other.pk)).values()


def test_who_settles_it_by_a_change_elsewhere_is_not_let_in(log_incident, administrator, coordinator, school, chair):
    entry = Person.objects.create(school=school, kind=Person.Kind.OTHER, name="Coco Duplicate")
    incident = log_incident(people=[Named(part=INSTIGATOR, person=entry)])

    actions.close_account(coordinator, by=administrator, reason="Left")

    assert readers(incident) == []
    assert not incident.readers.exists()


def test_the_administrator_does_not_say_whose_entries_those_of_an_account_are(
    unknown, coordinator, headteacher, administrator, signed_in
):
    url = reverse("people:person-merge", args=[unknown.pk, coordinator.person.pk])

    page = signed_in(administrator).post(url, {"stays": coordinator.person.pk, "reason": "The same."})
    with pytest.raises(Refused, match="only the chair of governors"):
        unknown.merge(by=administrator, into=headteacher.person, reason="The same.")

    unknown.refresh_from_db()
    assert "only the headteacher says whose entries are theirs" in page.content.decode()
    assert unknown.merged_into is None
    unknown.merge(by=headteacher, into=coordinator.person, reason="The same.")
    with pytest.raises(Refused, match="only the headteacher"):
        unknown.unmerge(by=administrator, reason="No.")


def test_a_head_who_changes_names_is_known_by_the_earlier_ones(log_incident, headteacher, chair):
    for name in ("Imogen Thackray", "Imogen T."):
        headteacher.edit(by=headteacher, name=name, job_title="", phone="")
    Person.objects.filter(user=headteacher).update(name="Imogen T.")

    by_surname, in_full = (
        log_incident(people=[Named(part=INSTIGATOR, name=name, kind="other", works_or_volunteers="no")])
        for name in ("Mrs Thackray", "imogen thackray")
    )

    assert by_surname.route == in_full.route == "about_head"


def test_an_initial_is_no_surname(log_incident, headteacher, chair):
    headteacher.edit(by=headteacher, name="Hattie T.", job_title="", phone="")

    assert log_incident(people=[Named(part=INSTIGATOR, name="Mr T", kind="other")]).route == "ordinary"


def test_an_entry_that_bears_the_name_of_a_role_holder_is_not_handled_by_them(
    sister_schools, appoint, federation, log_incident
):
    infants, juniors = sister_schools
    coordinator, reporter = appoint(Role.COORDINATOR, federation, "Cora Both"), appoint(Role.STAFF, juniors, "Rep")
    appoint(Role.STAFF, infants, "Ina Infants")

    def named(name):
        entry = Person.objects.create(school=juniors, kind=Person.Kind.OTHER, name=name)
        return log_incident(by=reporter, school=juniors, people=[Named(part=INSTIGATOR, person=entry)])

    routes = [named(name).route for name in ("Cora Both", "Ina Infants", "Otto Other")]

    assert routes == ["restricted", "restricted", "ordinary"]
    assert "Cora Both" not in readers(Incident.objects.earliest("pk"))
    assert coordinator.memberships.exists()


@pytest.mark.parametrize(("who", "route"), [("works", "restricted"), ("unsure", "restricted"), ("other", "ordinary")])
def test_what_the_reporter_says_of_another_adult_of_the_register_counts(
    signed_in, teacher, school, answers, who, route
):
    Person.objects.create(school=school, kind=Person.Kind.OTHER, name="Otto Other")

    said = answers | {"people-0-name": "Otto Other", "people-0-who": who}
    signed_in(teacher).post(reverse("incidents:report"), said)

    assert Incident.objects.get().route == route


def test_a_handler_who_was_accused_by_mistake_was_not_made_a_reader_meanwhile(
    reviewed, coordinator, headteacher, school
):
    Person.objects.filter(user=coordinator).update(kind=Person.Kind.OTHER)  # accused, yet it is not restricted
    reviewed.safeguarding = True
    reviewed.save()

    add_person(reviewed, Named(part=INSTIGATOR, person=Person.objects.get(user=coordinator)), by=headteacher)
    remove_person(reviewed.involvements.get(person__user=coordinator), by=headteacher, reason="Mistaken")

    assert not reviewed.readers.filter(user=coordinator).exists()
    assert "Cora Coordinator" not in readers(reviewed)
    assert Membership.objects.filter(user=coordinator).exists()


@pytest.fixture
def ended(against, teacher, headteacher):
    """What was alleged against the teacher is decided on, and was a mistake."""
    incident = against(teacher.person)
    incident.decide_allegation(by=headteacher, threshold="conduct", reason="As I see it.")
    incident.withdraw(by=headteacher, reason="A mistake.")
    return incident


@pytest.fixture
def promoted(teacher, administrator, school, appoint):
    """The teacher is a head by now, as the administrator said."""

    def promote():
        appoint(Role.HEADTEACHER, school, user=teacher)
        settle_schools(schools=[school.pk], by=administrator)

    return promote


def test_what_has_ended_is_the_chairs_too_once_the_accused_is_head(ended, promoted, chair):
    promoted()

    ended.refresh_from_db()
    assert (ended.status, ended.route) == ("withdrawn", "about_head")
    assert readers(ended) == ["Charlie Chair"]
    assert ended.entries.first().text == "Restricted. It is about the Headteacher."
    assert not Notice.objects.filter(user=chair).exists()  # nothing waits for them


def test_in_older_databases_what_has_ended_is_settled_in_the_night(ended, teacher, chair, school, appoint):
    appoint(Role.HEADTEACHER, school, user=teacher)  # before anybody settled what had ended

    settle_older.call()

    ended.refresh_from_db()
    assert ended.route == "about_head"
    assert readers(ended) == ["Charlie Chair"]


def test_nobody_is_let_into_what_has_ended_before_it_is_reopened(ended, promoted, safeguarding_lead):
    promoted()

    ended.refresh_from_db()
    assert ended.route == "about_head"
    assert readers(ended) == []


def test_what_is_reopened_goes_to_whom_it_would_go_today(ended, headteacher, teacher, chair, appoint, school):
    appoint(Role.HEADTEACHER, school, user=teacher)  # and nobody was told of it
    co_head = User.objects.get(pk=headteacher.pk)

    reopen(Incident.objects.get(), by=co_head, reason="More is known.")

    ended.refresh_from_db()
    assert (ended.status, ended.route, ended.handler) == ("under_review", "about_head", None)
    assert readers(ended) == ["Charlie Chair"]


def test_what_has_ended_and_goes_nowhere_else_is_left_as_it_is(ended, headteacher, administrator, school, appoint):
    entries = ended.entries.count()
    other = appoint(Role.STAFF, school, "Sid Staff")

    actions.close_account(other, by=administrator, reason="Left")

    assert ended.entries.count() == entries
    assert Incident.objects.get().route == "restricted"
