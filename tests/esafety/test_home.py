"""The home page of each role: what needs it today, at a constant cost."""

from datetime import timedelta

import pytest

from core import clock
from incidents.models import Involvement
from incidents.statement import Named
from people.models import User
from people.roles import Role
from policies.access import CHECKS_POLICIES

CALL = "Seen something that worries you?"
# role → queries of its home page; three of them keep the session alive
QUERIES = {
    Role.STAFF: 7,
    Role.COORDINATOR: 12,
    Role.SAFEGUARDING_LEAD: 8,
    Role.HEADTEACHER: 13,
    Role.SENIOR_LEADER: 10,
    Role.GOVERNOR: 10,
    Role.CHAIR_OF_GOVERNORS: 12,
    Role.TECHNICIAN: 7,
    Role.ADMINISTRATOR: 18,
}


@pytest.fixture
def home(signed_in):
    """`home(user)`: what the home page says."""

    def page(user):
        response = signed_in(user).get("/")
        assert response.status_code == 200
        return response.content.decode()

    return page


def titles(response):
    return [block.title for block in response.context["blocks"]]


def test_every_role_is_counted_below():
    assert set(QUERIES) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_it_asks_a_constant_number_of_queries(
    signed_in, appoint, school, headteacher, log_incident, role, django_assert_num_queries
):
    user = appoint(role, school)

    for more in (1, 2):
        for _ in range(more):
            everything(log_incident, headteacher)
            if role not in {Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS}:
                log_incident(by=user)
        browser = signed_in(user)
        with django_assert_num_queries(QUERIES[role]):
            response = browser.get("/")
        assert response.status_code == 200


def everything(log_incident, headteacher):
    """An incident of each route: somebody handles it, whoever is asked."""
    typed = Named(part=Involvement.Part.INSTIGATOR, name="Mx Visitor", kind="other", works_or_volunteers="unsure")
    log_incident()
    log_incident(may_be_illegal=True)
    log_incident(people=[typed])
    log_incident(people=[Named(part=Involvement.Part.INSTIGATOR, person=headteacher.person)])


@pytest.mark.parametrize("role", [Role.STAFF, Role.TECHNICIAN, Role.ADMINISTRATOR, Role.SENIOR_LEADER])
def test_who_opens_no_records_is_asked_to_report(home, appoint, school, role):
    page = home(appoint(role, school))

    assert CALL in page
    assert "Nothing that you reported is open." in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.HEADTEACHER])
def test_who_opens_records_sees_first_what_waits_for_a_review(home, appoint, school, role):
    page = home(appoint(role, school))

    assert "To review" in page
    assert "Nothing waits for a review." in page
    assert CALL not in page


def test_a_governor_is_not_asked_to_report(home, governor):
    assert CALL not in home(governor)
    assert "Report an incident" not in home(governor)


def test_somebody_without_a_role_is_told_whom_to_ask(home, db):
    page = home(User.objects.create_user("new@test.example", "Nia New"))

    assert "Hello, Nia New" in page
    assert "Nobody has given you a role yet? Ask the school office." in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])  # who has a school to set up
def test_an_empty_home_greets_and_says_what_will_appear(home, appoint, school, role):
    page = home(appoint(role, school, "Erin Empty"))

    assert "<h1>Hello, Erin Empty</h1>" in page
    checks = role in CHECKS_POLICIES  # the standard set is in force, and that is something to look at
    assert ("Nothing is due today." if checks else "Nothing waits for you today.") in page
    assert "es-figures" not in page


def test_what_is_asked_of_one_school_does_not_name_it_in_each_line(home, appoint, headteacher, school, other_school):
    one = home(headteacher)
    appoint(Role.HEADTEACHER, other_school, user=headteacher)

    several = home(headteacher)

    assert f'<a class="es-ref" href="/policies/checks/#school-{school.code}">' not in one
    assert f'<a class="es-ref" href="/policies/checks/#school-{school.code}">{school.name}</a>' in several


def test_what_waits_takes_the_place_of_the_greeting(home, coordinator, incident):
    page = home(coordinator)

    assert "<h1>What needs you today</h1>" in page
    assert "Nothing waits for you today." not in page


def test_open_receipts_are_to_be_read_and_wait_for_nobody(home, teacher, incident):
    page = home(teacher)

    assert "<h1>Hello, Tess Teacher</h1>" in page
    assert incident.reference in page


@pytest.mark.both
def test_each_block_leads_to_what_it_counts(signed_in, coordinator, reviewed, log_incident):
    log_incident()
    with clock.set_to(clock.now() - timedelta(days=60)):
        late = log_incident()
        late.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
        log_incident()  # late too, for its review
    browser = signed_in(coordinator)

    blocks = browser.get("/").context["blocks"]
    listed = {
        block.title: len(browser.get(block.url).context["page"].rows)
        for block in blocks
        if block.url.startswith("/incidents/")
    }

    assert listed == {
        "Waiting too long": 1,
        "To review": 2,
        "Parents: informed, or why not": 2,
    }  # the late one is handled too


def test_a_reporter_sees_a_receipt_and_not_the_log(home, teacher, incident):
    page = home(teacher)

    assert incident.reference in page
    assert "/incidents/mine/" in page
    assert 'href="/incidents/"' not in page


def test_each_handler_sees_what_waits_for_them_alone(home, log_incident, coordinator, safeguarding_lead, headteacher):
    ordinary, illegal = log_incident(), log_incident(may_be_illegal=True)

    shown = {
        user.name: {incident.reference for incident in (ordinary, illegal) if incident.reference in home(user)}
        for user in (coordinator, safeguarding_lead, headteacher)
    }

    assert shown == {
        "Cora Coordinator": {ordinary.reference},
        "Sam Safeguarding": {illegal.reference},
        "Hattie Head": {ordinary.reference, illegal.reference},
    }


def test_what_is_overdue_comes_before_what_is_new(signed_in, reviewed, coordinator, log_incident):
    log_incident()
    browser = signed_in(coordinator)
    before = browser.get("/").context["blocks"]

    with clock.set_to(clock.now() + timedelta(days=10)):
        after = browser.get("/").context["blocks"]

    assert [block.urgency.name for block in before][:2] == ["NEW", "WAITING"]
    assert [(block.title, block.urgency.name) for block in after][:2] == [
        ("To review", "OVERDUE"),
        ("Parents: informed, or why not", "WAITING"),
    ]


def test_a_long_list_shows_its_oldest_five_and_how_many_there_are(home, log_incident, coordinator):
    references = [log_incident().reference for _ in range(7)]

    page = home(coordinator)

    assert "5 of 7 shown." in page
    assert [reference in page for reference in references] == [True] * 5 + [False] * 2


def test_the_incidents_of_another_school_are_nobodys_business(home, stranger, incident):
    page = home(stranger)

    assert "Nothing waits for a review." in page
    assert incident.reference not in page


def test_what_is_reported_in_a_federation_is_told_at_its_schools(home, appoint, federation, sister_schools):
    page = home(appoint(Role.COORDINATOR, federation))

    assert "Chalk Hill Federation" in page


@pytest.mark.parametrize(("wording", "shown"), [("e-safety", "E-safety"), ("online safety", "Online safety")])
def test_the_schools_own_word_is_shown(home, school, teacher, wording, shown):
    school.wording = wording
    school.save_as(teacher)

    assert f"<title>What needs you today – {shown}</title>" in home(teacher)
