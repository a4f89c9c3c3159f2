"""Who is accused, however that was said, is let in by no way at all.

| said by                                        | handles          | reads by name | stands in | asked, offered, told |
|------------------------------------------------|------------------|---------------|-----------|----------------------|
| the entry of the account, or its typed name    | no               | no            | no        | no                   |
| a tick: it is about the head                   | no               | no            | no        | no                   |
| the head's title, surname or first name, typed | no               | no            | no        | no                   |
| a part of the name of another, typed           | by the role only | no            | no        | no                   |
"""

import io
from datetime import timedelta

import pytest

from core import clock
from core.access import Refused
from incidents.actions import attach, change_person, declare_interest, start_investigation
from incidents.actions.settling import settle_schools
from incidents.models import Destruction, Incident, Involvement, Reader
from incidents.models.investigation.reviewers import Second
from incidents.queries import may_be_readers, may_review, may_stand_in, who_reads
from incidents.querysets import accused_accounts
from incidents.statement import Named
from people.models import Membership, Notice, Person, User
from people.roles import Role

pytestmark = pytest.mark.once
INSTIGATOR = Involvement.Part.INSTIGATOR


def typed(name, kind=Person.Kind.OTHER, works="no"):
    return {"people": [Named(part=INSTIGATOR, name=name, kind=kind, works_or_volunteers=works)]}


SAID_OF_HEAD = {
    "ticked": {"kind": "staff_conduct", "about_headteacher": True},
    "title": typed("The Headteacher", Person.Kind.STAFF, "yes"),
    "surname": typed("Mrs Head"),
    "first name": typed("Hattie"),
}


@pytest.fixture
def many_roles(headteacher, appoint, school):
    """The head holds every role by which somebody may be let in."""
    for role in (Role.SAFEGUARDING_LEAD, Role.SENIOR_LEADER, Role.GOVERNOR):
        appoint(role, school, user=headteacher)
    return headteacher


def is_let_in(user, incident):
    """The ways by which the user is let into it, or told of it."""
    incident, user = Incident.objects.get(pk=incident.pk), User.objects.get(pk=user.pk)
    offered = {
        "reader": may_be_readers(incident, ""),
        "reviewer": may_review(incident),
        "governor": may_stand_in(incident),
    }
    ways = [way for way, holders in offered.items() if user in [holder.user for holder in holders]]
    for action in ("become_reader", "become_reviewer", "stand_in_as_reviewer", "be_asked"):
        ways += [action] if incident.access.refusal(user, action, incident) is None else []
    said = {
        "reads": incident.standing_of(user).reads or Incident.objects.readable_by(user).exists(),
        "handles": incident.standing_of(user).handles,
        "named": Reader.objects.filter(user=user).exists() or user in who_reads(incident),
        "asked": user in incident.may_be_asked(),
        "told": Notice.objects.filter(user=user).exists(),
    }
    return ways + [way for way, is_so in said.items() if is_so]


@pytest.mark.parametrize("way", SAID_OF_HEAD)
def test_the_head_is_let_in_by_no_way_where_nobody_else_is_there(way, many_roles, log_incident):
    incident = log_incident(**SAID_OF_HEAD[way])

    assert incident.route == "about_head"
    assert is_let_in(many_roles, incident) == []


def test_nor_where_the_chair_steps_back(many_roles, chair, log_incident):
    incident = log_incident(**SAID_OF_HEAD["title"])

    declare_interest(incident, by=chair, text="A friend")

    assert is_let_in(many_roles, incident) == []


def test_a_senior_leader_who_is_not_meant_is_let_in_instead(many_roles, log_incident, appoint, school):
    leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")

    incident = log_incident(**SAID_OF_HEAD["ticked"])

    assert [str(user) for user in who_reads(incident)] == ["Lena Leader"]
    assert is_let_in(leader, incident)


def test_who_was_the_head_when_it_was_reported_stays_the_one_whom_it_is_about(
    many_roles, log_incident, chair, appoint, school
):
    incident = log_incident(**SAID_OF_HEAD["ticked"])
    with clock.set_to(clock.now() + timedelta(days=3)):
        Membership.objects.filter(user=many_roles, role=Role.HEADTEACHER).update(ends_on=clock.today() - clock.ONE_DAY)
        successor = appoint(Role.HEADTEACHER, school, "Nell Next")

        let_in = [is_let_in(user, incident) for user in (many_roles, successor)]

    assert let_in == [[], []]


def test_a_head_of_long_ago_is_somebody_else(log_incident, chair, school, registrar):
    past = clock.today() - timedelta(days=400)
    Membership.objects.create(
        user=chair, role=Role.HEADTEACHER, school=school, starts_on=past, ends_on=past, confirmed_by=registrar
    )

    incident = log_incident(**SAID_OF_HEAD["ticked"])

    assert incident.standing_of(chair).handles


def test_the_chair_names_the_local_authority_where_only_the_head_is_left(
    many_roles, chair, log_incident, appoint, school
):
    leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")
    incident = log_incident(**SAID_OF_HEAD["ticked"])
    incident.review(by=chair, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")
    incident.decide_allegation(by=chair, threshold="conduct", reason="As I see it.")
    said = {
        "by": chair,
        "reason": "To look.",
        "group": "",
        "computer": "Mac",
        "computer_place": "Office",
        "first": leader,
    }

    with pytest.raises(Refused, match="is part of this incident, or close to it"):
        start_investigation(incident, second=Second(user=many_roles), **said)
    officer = Second(name="Lou Officer", position="LADO", fallback_reason="Nobody is left.")
    investigation = start_investigation(incident, second=officer, **said)

    assert investigation.second_name == "Lou Officer"


@pytest.mark.parametrize("name", ["Mr Safeguarding", "Sam Safeguarding of the office"])
def test_whom_a_typed_name_may_mean_is_not_let_in_by_the_program(
    name, log_incident, safeguarding_lead, appoint, school
):
    leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")

    incident = log_incident(**typed(name))

    assert is_let_in(safeguarding_lead, incident) == []
    assert [str(user) for user in who_reads(incident)] == [leader.name]


def test_the_chair_whom_a_typed_name_may_mean_is_not_given_it(log_incident, headteacher, chair, safeguarding_lead):
    incident = log_incident(**typed("Mr Chair", works="yes"))

    declare_interest(incident, by=headteacher, text="A friend")

    assert is_let_in(chair, incident) == []
    assert [str(user) for user in who_reads(incident)] == [safeguarding_lead.name]


def test_what_the_authority_decides_makes_a_name_certain(log_incident, headteacher, safeguarding_lead):
    incident = log_incident(**typed("Mr Safeguarding"))
    with pytest.raises(Refused, match="Going by the name, somebody accused in it may be Sam Safeguarding: say first"):
        incident.give_task(by=headteacher, text="Fetch it.", who=safeguarding_lead, due=None)

    incident.decide_allegation(by=headteacher, threshold="nobody_here", reason="It is a father.")
    incident.add_reader(by=headteacher, user=safeguarding_lead, reason="To help.")

    assert Incident.objects.get().standing_of(safeguarding_lead).reads


def test_of_two_of_one_name_either_may_be_meant(log_incident, headteacher, chair, safeguarding_lead, appoint, school):
    for name in ("Hattie Head", "Sam Safeguarding"):
        appoint(Role.STAFF, school, name)

    of_head, of_lead = (log_incident(**typed(name)) for name in ("Hattie Head", "Sam Safeguarding"))

    assert (of_head.route, of_lead.route) == ("about_head", "restricted")
    assert of_lead.may_mean(safeguarding_lead)
    assert {one.person for one in Involvement.objects.all()} == {None}


def test_who_comes_to_hold_a_role_does_not_read_what_is_alleged_against_their_name(
    log_incident, headteacher, administrator, appoint, school
):
    incident = log_incident(people=[*typed("The Headteacher")["people"], *typed("Nell Next", works="yes")["people"]])
    newcomer = appoint(Role.CHAIR_OF_GOVERNORS, school, "Nell Next")

    settle_schools(schools=[school.pk], by=administrator)

    assert Incident.objects.get(pk=incident.pk).accuses(newcomer)
    assert not Incident.objects.readable_by(newcomer).exists()


@pytest.mark.parametrize(("works", "is_asked"), [("no", True), ("yes", False)])
def test_after_a_decision_who_does_not_work_here_is_nobody_of_the_school(
    works, is_asked, log_incident, headteacher, safeguarding_lead
):
    incident = log_incident(**typed("Mr Safeguarding", works=works))

    incident.decide_allegation(by=headteacher, threshold="conduct", reason="As I see it.")

    assert (safeguarding_lead in incident.may_be_asked()) is is_asked
    assert incident.access.allows(safeguarding_lead, "be_asked", incident) is is_asked
    assert incident.access.allows(safeguarding_lead, "become_reader", incident) is is_asked


@pytest.mark.usefixtures("folders")
def test_who_is_meant_does_not_destroy_what_proves_it(many_roles, log_incident, chair, referral, appoint, school):
    incident = log_incident(**SAID_OF_HEAD["title"])
    attach(incident, io.BytesIO(b"09:12 hello"), by=chair, name="a.txt", title="Chat")
    incident.notify_authorities(by=chair, **referral)
    incident.mark_images(by=chair, reason="They may be.")

    with pytest.raises(Refused, match="Nobody is there who could confirm it"):
        incident.evidence.get().ask_destruction(by=chair, police_reference="P-1", reason="As instructed.")
    leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")
    asked = incident.evidence.get().ask_destruction(by=chair, police_reference="P-1", reason="As instructed.")

    assert asked.seconds() == [leader]
    assert not Destruction.objects.to_confirm_by(many_roles).exists()
    assert not Notice.objects.filter(user=many_roles).exists()


def test_no_entry_of_the_register_comes_from_a_report(log_incident, governor, school):
    governor.person.delete()
    Person.objects.create(school=school, kind=Person.Kind.OTHER, name="Another One")

    incident = log_incident(**typed("Gwen Governor"))

    one = incident.involvements.get()
    assert [person.name for person in Person.objects.exclude(user__isnull=False)] == ["Another One"]
    assert not Person.objects.filter(name__startswith="Gwen").exists()
    assert (one.name, one.account, one.kind, one.works_or_volunteers) == ("Gwen Governor", governor, "staff", "yes")
    assert incident.accuses(governor)


def test_a_name_tied_to_the_entry_of_somebody_else_is_that_person(log_incident, governor, teacher, headteacher):
    governor.person.delete()
    incident = log_incident(**typed("Gwen Governor"))

    change_person(incident.involvements.get(), by=headteacher, reason="It was Tess.", person=teacher.person)

    assert [incident.accuses(user) for user in (governor, teacher)] == [False, True]
    assert accused_accounts([incident]) == {teacher.pk}
