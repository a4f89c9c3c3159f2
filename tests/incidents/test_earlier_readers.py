"""Who could read an incident before it was restricted, and what its reporter is told of that."""

from datetime import timedelta

import pytest

from core import clock
from incidents import actions
from incidents.models import Involvement
from incidents.openings import ONLY_OPENED, EarlierReading, earlier_readings, note_opening
from incidents.queries import who_reads
from incidents.statement import Named
from people.models import Membership, Person
from people.roles import Role
from tests.incidents.alleging import TOLD, page_of


@pytest.fixture
def restricted_later(reviewed, coordinator, headteacher, teacher, safeguarding_lead, appoint, school):
    """The coordinator worked on it, a senior leader read it by name, and then a teacher is accused."""
    leader = appoint(Role.SENIOR_LEADER, school, "Lena Leader")
    appoint(Role.COORDINATOR, school, "Colin Coordinator")
    reviewed.add_reader(by=headteacher, user=leader, reason="Second person")
    accused = Person.objects.create(school=school, kind="staff", name="Abe Accused")
    actions.add_person(reviewed, Named(part="instigator", person=accused), by=coordinator)
    return reviewed


def test_they_are_listed_with_how(restricted_later):
    listed = {str(one.user): one.how for one in restricted_later.earlier_readers.select_related("user")}

    assert listed == {
        "Cora Coordinator": "acted",
        "Colin Coordinator": "handled",
        "Hattie Head": "acted",
        "Lena Leader": "named",
        "Tess Teacher": "reported",
    }


def test_the_page_shows_them_and_who_opened_it(restricted_later, headteacher, signed_in):
    page = page_of(restricted_later, signed_in(headteacher))

    assert "Could read it, as one of those who handled it, until" in page
    assert page.count("No opening is recorded.") == 5
    assert page.count("<strong>Still reads it</strong>") == 2  # the head, and who reads it by name


def test_each_stands_with_the_last_opening_before_it_was_restricted(
    reviewed, coordinator, headteacher, teacher, appoint, school
):
    """The head opens it afterwards as well; Gus did before, and has lost his role by then."""
    gone, now = appoint(Role.COORDINATOR, school, "Gus Gone"), clock.now()
    first, second, third, restricted, later = (now + number * timedelta(minutes=20) for number in range(5))
    for at, user in ((first, coordinator), (second, coordinator), (third, gone), (restricted, headteacher)):
        with clock.set_to(at):
            note_opening(reviewed, by=user)
    Membership.objects.filter(user=gone).delete()
    with clock.set_to(restricted):
        actions.add_person(reviewed, Named(part="instigator", person=teacher.person), by=coordinator)
    with clock.set_to(later):
        note_opening(reviewed, by=headteacher)

    earlier = {one.who: one for one in earlier_readings(reviewed, who_reads(reviewed))}

    assert {name: one.opened for name, one in earlier.items()} == {
        "Cora Coordinator": second,
        "Gus Gone": third,
        "Hattie Head": restricted,
        "Tess Teacher": None,
    }
    assert earlier["Gus Gone"] == EarlierReading("Gus Gone", ONLY_OPENED, restricted, third, False)


def test_one_that_was_restricted_from_the_start_says_so(alleged, headteacher, signed_in):
    assert "Nobody: it was restricted from the start. Cora Coordinator reported it" in page_of(
        alleged, signed_in(headteacher)
    )


def test_another_kind_that_restricts_it_lists_them_too(reviewed, coordinator):
    reviewed.correct(by=coordinator, reason="It was an adult.", kind="staff_conduct")

    assert reviewed.restricted
    assert "Cora Coordinator" in [str(one.user) for one in reviewed.earlier_readers.all()]


def test_the_clock_starts_when_it_was_restricted(reviewed, coordinator):
    with clock.set_to(clock.now() + timedelta(days=30)):
        reviewed.correct(by=coordinator, reason="It was an adult.", kind="staff_conduct")
        due, today = reviewed.lado_day_if_harm, clock.today()

    assert today < due <= today + timedelta(days=3)


def test_the_reporters_receipt_says_no_more_than_of_any_other(
    log_incident, teacher, coordinator, headteacher, safeguarding_lead, pupil, signed_in
):
    """Reported as an ordinary one; that it is restricted since, decided on and shared changes no letter of it."""
    incident = log_incident(people=[Named(part="witness", person=pupil)])
    incident.review(by=headteacher, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")
    browser = signed_in(teacher)
    before = page_of(incident, browser, "receipt")
    cook = Person.objects.create(school=incident.school, kind="staff", name="Abe Accused")

    actions.add_person(incident, Named(part="instigator", person=cook), by=headteacher)
    incident.decide_allegation(by=headteacher, threshold="harm", reason="As I see it.")
    incident.tell_agency(by=headteacher, agency="lado", at=clock.now(), **TOLD)

    assert "Being reviewed" in before
    assert Involvement.objects.filter(person=cook).exists()
    assert page_of(incident, browser, "receipt") == before


def test_restricted_again_it_lists_who_could_read_it_until_then(
    reviewed, coordinator, headteacher, teacher, appoint, school
):
    first, again = clock.now(), clock.now() + 3 * clock.ONE_DAY
    with clock.set_to(first):
        actions.add_person(reviewed, Named(part="instigator", person=teacher.person), by=coordinator)
        reviewed.decide_allegation(by=headteacher, threshold="conduct", reason="A matter of conduct.")
        reviewed.share(by=headteacher, reason="Cora trains the staff.")
    second = appoint(Role.STAFF, school, "Sid Second")

    with clock.set_to(again):
        actions.add_person(reviewed, Named(part="instigator", person=second.person), by=coordinator)

    until = reviewed.earlier_readers.filter(user=coordinator).values_list("at", flat=True)
    assert list(until) == [again, first]


def test_who_bears_the_name_of_a_reader_does_not_still_read_it(reviewed, coordinator, headteacher, appoint, school):
    appoint(Role.COORDINATOR, school, "Hattie Head")
    accused = Person.objects.create(school=school, kind="staff", name="Abe Accused")
    actions.add_person(reviewed, Named(part="instigator", person=accused), by=coordinator)

    earlier = earlier_readings(reviewed, who_reads(reviewed))

    still = [one.still_reads for one in earlier if one.who == "Hattie Head"]
    assert sorted(still) == [False, True]
