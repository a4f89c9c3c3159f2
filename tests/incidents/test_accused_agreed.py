"""Two statements of who is accused, and two of who reads: they say the same."""

from incidents.full_incident import with_parts
from incidents.models import Incident, Involvement
from incidents.queries import who_reads
from incidents.querysets import accused_accounts, alleged_against, look_up
from incidents.standing import standing
from incidents.statement import Named
from people.models import Person, User
from people.roles import Role

INSTIGATOR = Involvement.Part.INSTIGATOR
ABOUT_HEAD = {"kind": "staff_conduct", "about_headteacher": True}


def having_looked(user):
    """As a page that only reads has its user."""
    user = User.objects.get(pk=user.pk)
    look_up(user)
    return user


def on_its_page(incident, user):
    """What the user is to it, as the page of the incident asks for it with everything else."""
    return with_parts(Incident.objects.get(pk=incident.pk), user)


def test_lists_and_one_incident_agree_on_who_is_accused(
    headteacher,
    log_incident,
    school,
    chair,
    coordinator,
    safeguarding_lead,
    teacher,
    stranger,
    pupil,
    appoint,
    sister_schools,
    federation,
):
    Person.objects.filter(user=chair).delete()
    appoint(Role.CHAIR_OF_GOVERNORS, school, user=headteacher)  # by that role the head would read about the head
    over_both = appoint(Role.HEADTEACHER, federation, "Fay Federation")
    reporter = appoint(Role.STAFF, sister_schools[0], "Rep Reporter")
    logged = [log_incident(**ABOUT_HEAD), log_incident(by=reporter, school=sister_schools[0], **ABOUT_HEAD)]
    chair_typed = Named(part=INSTIGATOR, name="Charlie Chair", kind="other", works_or_volunteers="no")
    accused = (
        chair_typed,
        *(Named(part=INSTIGATOR, person=one) for one in (teacher.person, coordinator.person, pupil)),
    )
    logged += [log_incident(people=[one]) for one in accused]
    coordinator.person.involvements.update(part="mistake")
    for one, user in zip(
        logged[2:], (chair, teacher, coordinator), strict=False
    ):  # opened to them before they were accused
        one.readers.create(user=user, by=headteacher, reason="Helps")

    users = list(User.objects.all())
    by_list = {(one.pk, user.pk) for user in users for one in Incident.objects.filter(alleged_against(user))}
    by_account = {(one.pk, key) for one in logged for key in accused_accounts([one])}
    by_one = {(one.pk, user.pk) for one in logged for user in users if one.accuses(user)}
    reads = {(one.pk, user.pk) for one in logged for user in users if one.standing_of(user).reads}

    assert by_list == by_account == by_one
    assert reads == {(one.pk, user.pk) for user in users for one in Incident.objects.readable_by(user)}
    assert reads == {(one.pk, user.pk) for one in logged for user in who_reads(one)}
    on_pages = [having_looked(user) for user in users]
    assert reads == {(one.pk, user.pk) for user in on_pages for one in Incident.objects.readable_by(user)}
    assert by_list == {(one.pk, user.pk) for user in on_pages for one in Incident.objects.filter(alleged_against(user))}
    assert all(on_its_page(one, user)._standings[user.pk] == standing(user, one) for one in logged for user in users)
    assert reads.isdisjoint(by_list)
    assert {user for _, user in by_list} == {user.pk for user in (headteacher, chair, teacher, coordinator, over_both)}


def test_lists_one_incident_and_its_readers_agree_on_who_stepped_back(
    reviewed, headteacher, coordinator, safeguarding_lead, appoint, school
):
    leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")
    for named in (coordinator, safeguarding_lead, leader):
        reviewed.readers.create(user=named, by=headteacher, reason="Helps")
    for close in (coordinator, leader):  # one who handles it besides, and one who does so no more
        reviewed.interests.create(user=close, text="A neighbour.")

    users, read_anew = list(User.objects.all()), Incident.objects.get()
    reads = {user.pk for user in users if read_anew.standing_of(user).reads}

    assert reads == {user.pk for user in users if Incident.objects.readable_by(user).exists()}
    assert reads == {user.pk for user in map(having_looked, users) if Incident.objects.readable_by(user).exists()}
    assert all(on_its_page(reviewed, user)._standings[user.pk] == standing(user, reviewed) for user in users)
    assert reads == {user.pk for user in who_reads(reviewed)} == {headteacher.pk, safeguarding_lead.pk}
