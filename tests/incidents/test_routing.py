"""Who reads which incident: the table of design, cell by cell, from the first moment."""

import pytest

from incidents.models import Incident, Interest, Involvement, Reader
from incidents.statement import Named
from people.models import Person
from people.roles import Role

INSTIGATOR = Involvement.Part.INSTIGATOR
EVERYBODY = [
    "teacher",
    "coordinator",
    "safeguarding_lead",
    "headteacher",
    "chair",
    "governor",
    "administrator",
    "stranger",
]
READS = {
    "ordinary": {"coordinator", "headteacher"},
    "safeguarding": {"safeguarding_lead", "headteacher"},
    "illegal": {"safeguarding_lead", "headteacher"},
    "restricted": {"headteacher"},
    "about_head": {"chair"},
}


@pytest.fixture
def users(request):
    return {name: request.getfixturevalue(name) for name in EVERYBODY}


@pytest.fixture
def routed(log_incident, users, school):
    """One incident of each route."""
    typed = Named(part=INSTIGATOR, name="Mx Visitor", kind=Person.Kind.OTHER, works_or_volunteers="unsure")
    head = users["headteacher"].person
    return {
        "ordinary": log_incident(),
        "safeguarding": log_incident(kind="self_harm"),
        "illegal": log_incident(may_be_illegal=True),
        "restricted": log_incident(people=[typed]),
        "about_head": log_incident(people=[Named(part=INSTIGATOR, person=head)]),
    }


@pytest.mark.parametrize("route", READS)
def test_who_reads(route, routed, users):
    incident = routed[route]

    listed = {name for name, user in users.items() if incident in Incident.objects.readable_by(user)}

    assert listed == READS[route]


def test_what_is_listed_is_what_may_be_opened_and_handled(routed, users, signed_in):
    for user in users.values():
        readable, handled = Incident.objects.readable_by(user), Incident.objects.handled_by(user)
        for incident in routed.values():
            incident.refresh_from_db()
            standing = incident.standing_of(user)

            assert standing.reads == (incident in readable)
            assert standing.handles == (incident in handled)
            assert (signed_in(user).get(incident.get_absolute_url()).status_code == 200) == standing.reads


@pytest.mark.parametrize(("works", "restricted"), [("yes", True), ("unsure", True), ("no", False)])
def test_a_typed_adult_who_works_here_or_may_restricts(log_incident, works, restricted):
    typed = Named(part=INSTIGATOR, name="A. Adult", kind=Person.Kind.OTHER, works_or_volunteers=works)

    assert log_incident(people=[typed]).restricted is restricted


def test_an_adult_who_is_the_target_does_not_restrict(log_incident, coordinator):
    target = Named(part=Involvement.Part.TARGET, person=coordinator.person)

    assert log_incident(people=[target]).route == "ordinary"


def test_a_worry_about_an_adult_goes_to_the_head_even_without_a_name(log_incident):
    assert log_incident(kind="staff_conduct").route == "restricted"


def test_the_tick_about_the_head_goes_to_the_chair(log_incident):
    assert log_incident(kind="staff_conduct", about_headteacher=True).route == "about_head"


def test_the_heads_name_typed_goes_to_the_chair(log_incident, headteacher):
    typed = Named(part=INSTIGATOR, name="hattie HEAD", kind=Person.Kind.STAFF, works_or_volunteers="yes")

    assert log_incident(people=[typed]).route == "about_head"


@pytest.mark.parametrize("name", ["coordinator", "headteacher", "safeguarding_lead"])
def test_the_alleged_instigator_never_reads_not_even_by_name(log_incident, users, name):
    accused = users[name]
    incident = log_incident(people=[Named(part=INSTIGATOR, person=accused.person)])
    Reader.objects.create(incident=incident, user=accused, by=users["chair"], reason="By mistake")

    assert incident not in Incident.objects.readable_by(accused)
    assert not incident.standing_of(accused).reads


def test_a_witness_is_not_barred(log_incident, coordinator):
    witness = Named(part=Involvement.Part.WITNESS, person=coordinator.person)

    assert log_incident(people=[witness]) in Incident.objects.readable_by(coordinator)


def test_a_named_reader_reads_and_does_not_handle(incident, governor, headteacher):
    Reader.objects.create(incident=incident, user=governor, by=headteacher, reason="Second person")

    standing = incident.standing_of(governor)

    assert standing.reads
    assert not standing.handles
    assert incident in Incident.objects.readable_by(governor)


def test_what_is_recorded_of_somebody_in_one_incident_says_nothing_of_another(
    log_incident, governor, coordinator, headteacher
):
    target = Named(part=Involvement.Part.TARGET, person=headteacher.person)
    one, other = log_incident(people=[target]), log_incident()
    Reader.objects.create(incident=one, user=governor, by=headteacher, reason="Second person")
    Interest.objects.create(incident=one, user=coordinator, text="A neighbour")

    def holds(incident):
        reads, handles = incident.standing_of(governor).reads, incident.standing_of(coordinator).handles
        return reads, not handles, incident.standing_of(headteacher).must_declare

    assert holds(one) == (True, True, True)
    assert holds(other) == (False, False, False)


def test_a_coordinator_of_the_federation_reads_at_both_schools(appoint, federation, sister_schools, log_incident):
    coordinator = appoint(Role.COORDINATOR, federation)
    reporters = [appoint(Role.STAFF, school) for school in sister_schools]

    incidents = [log_incident(school=school, by=by) for school, by in zip(sister_schools, reporters, strict=True)]

    assert set(Incident.objects.readable_by(coordinator)) == set(incidents)


def test_an_unconfirmed_role_opens_nothing(incident, school, db):
    from people.models import Membership, User

    user = User.objects.create_user("new@test.example", "New Coordinator")
    Membership.objects.create(user=user, school=school, role=Role.COORDINATOR)

    assert incident not in Incident.objects.readable_by(user)


def test_who_can_read_is_shown_by_name(routed, users, signed_in):
    page = signed_in(users["chair"]).get(routed["about_head"].get_absolute_url()).content.decode()

    readers = page[page.index("Who can read this") :]
    assert "Charlie Chair" in readers[:300]
    assert "Hattie Head" not in readers[:300]
