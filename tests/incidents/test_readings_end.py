"""When what was read by name is read no more: it is restricted, or the reader has left."""

import pytest

from core import clock
from incidents.actions import add_person, declare_interest, start_investigation
from incidents.actions.settling import settle_readings
from incidents.models import Incident, Involvement, Reader
from incidents.models.investigation.reviewers import Second
from incidents.queries import who_reads
from incidents.statement import Named
from people.models import Membership, User
from people.roles import Role

pytestmark = pytest.mark.once
INSTIGATOR = Involvement.Part.INSTIGATOR
REVIEWED = {"branch": "unsuitable", "user_action": None, "reason": "Seen."}


@pytest.fixture
def leader(appoint, school):
    return appoint(Role.SENIOR_LEADER, school, "Lena Leader")


@pytest.fixture
def handed_over(incident, coordinator, safeguarding_lead):
    """The coordinator reviewed it, flagged it, and reads it by name since."""
    incident.review(by=coordinator, safeguarding=True, **REVIEWED)
    return incident


def accuse(incident, user, by):
    add_person(incident, Named(part=INSTIGATOR, person=user.person), by=by)


def by_name(incident):
    return [reader.user.name for reader in incident.readers.select_related("user")]


def test_who_kept_reading_it_reads_it_no_more_once_it_is_restricted(handed_over, coordinator, headteacher, teacher):
    before = by_name(handed_over)

    accuse(handed_over, teacher, headteacher)

    incident = Incident.objects.get()
    assert before == ["Cora Coordinator"]
    assert not incident.standing_of(coordinator).reads
    assert [str(user) for user in who_reads(incident)] == ["Hattie Head"]
    assert incident.entries.filter(verb="end_reader").get().text == (
        "Cora Coordinator no longer reads this incident by name. "
        "It is restricted: the authority decides again who reads it."
    )
    assert Reader.history.filter(history_type="-").get().history_user == headteacher
    assert "Cora Coordinator" in [str(one.user) for one in incident.earlier_readers.all()]


def test_whom_the_head_let_read_reads_on_until_it_is_about_the_head(
    handed_over, headteacher, safeguarding_lead, teacher, leader, chair
):
    handed_over.add_reader(by=headteacher, user=leader, reason="Second person")

    accuse(handed_over, teacher, safeguarding_lead)
    restricted = by_name(Incident.objects.get())
    accuse(Incident.objects.get(), headteacher, headteacher)
    about_head = by_name(Incident.objects.get())

    assert (restricted, about_head) == (["Lena Leader"], [])
    assert [str(user) for user in who_reads(Incident.objects.get())] == ["Charlie Chair"]


def test_whom_the_chair_let_read_after_the_head_stepped_back_reads_on(reviewed, headteacher, chair, teacher, leader):
    for user in (User.objects.get(name="Cora Coordinator"), headteacher):
        declare_interest(Incident.objects.get(), by=user, text="A friend")
    Incident.objects.get().add_reader(by=chair, user=leader, reason="Second person")

    accuse(Incident.objects.get(), teacher, chair)

    assert Incident.objects.get().restricted
    assert by_name(reviewed) == ["Lena Leader"]


def test_the_two_whom_another_named_to_investigate_are_named_anew_by_the_authority(
    reviewed, coordinator, headteacher, teacher, leader, safeguarding_lead
):
    said = {"reason": "To look.", "group": "", "computer": "Mac", "computer_place": "Office"}
    start_investigation(reviewed, by=coordinator, first=leader, second=Second(user=safeguarding_lead), **said)

    accuse(Incident.objects.get(), teacher, coordinator)

    assert by_name(Incident.objects.get()) == []


def test_the_authority_may_name_them_again(handed_over, coordinator, headteacher, teacher):
    accuse(handed_over, teacher, headteacher)
    incident = Incident.objects.get()

    incident.decide_allegation(by=headteacher, threshold="conduct", reason="As I see it.")
    incident.add_reader(by=headteacher, user=coordinator, reason="Cora trains the staff.")

    assert Incident.objects.get().standing_of(coordinator).reads


def test_of_older_databases_the_readings_end_in_the_night(handed_over, coordinator, headteacher, teacher, leader):
    accuse(handed_over, teacher, headteacher)
    incident = Incident.objects.get()
    incident.decide_allegation(by=headteacher, threshold="conduct", reason="As I see it.")
    incident.add_reader(by=headteacher, user=leader, reason="Second person")
    kept = Reader(incident=incident, user=coordinator, by=coordinator, reason="Handled it before it went to others")
    kept.at = incident.reported_at
    kept.save_as(coordinator)
    before = by_name(incident)

    settle_readings()
    settle_readings()

    assert before == ["Cora Coordinator", "Lena Leader"]
    assert by_name(incident) == ["Lena Leader"]
    assert incident.entries.filter(verb="end_reader").count() == 2  # as it was restricted, and now
    assert incident.entries.filter(verb="end_reader").first().by == headteacher


def test_of_older_databases_a_head_whom_the_program_let_in_is_let_out(
    log_incident, teacher, headteacher, appoint, school
):
    leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")
    incident = log_incident(kind="staff_conduct", about_headteacher=True)
    Reader(incident=incident, user=headteacher, by=teacher, reason="Nobody holds the role").save_as(teacher)

    settle_readings()

    assert by_name(incident) == [leader.name]


def test_who_holds_no_role_at_the_school_any_more_reads_nothing_of_it(
    incident, headteacher, leader, appoint, other_school, school
):
    incident.add_reader(by=headteacher, user=leader, reason="Second person")
    Membership.objects.filter(user=leader).update(ends_on=clock.today() - clock.ONE_DAY)
    appoint(Role.STAFF, other_school, user=leader)
    gone = User.objects.get(pk=leader.pk)

    assert not Incident.objects.get().standing_of(gone).reads
    assert not Incident.objects.readable_by(gone).exists()
    assert "Lena Leader" not in [str(user) for user in who_reads(Incident.objects.get())]

    appoint(Role.STAFF, school, user=leader)

    assert Incident.objects.get().standing_of(User.objects.get(pk=leader.pk)).reads
