"""The log, one incident and the receipts: insider, colleague, stranger; constant queries."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.home import Urgency
from incidents.actions import record_parents
from incidents.codes import Branch
from incidents.models import Incident
from incidents.queries import rows_in_force
from incidents.statement import Named
from people.calendar import AcademicYear
from people.models import Person
from people.roles import Role
from tests.pages import main_of, said

VERBS = [
    "review", "row", "take-over", "entry", "refer", "not-refer", "answer", "close", "withdraw", "reopen",
]  # fmt: skip


@pytest.fixture
def many(log_incident, pupil, other_pupil):
    """Makes a number of incidents with two people each."""

    def make(count):
        return [
            log_incident(people=[Named(part="instigator", person=pupil), Named(part="target", person=other_pupil)])
            for _ in range(count)
        ]

    return make


@pytest.fixture
def register(school):
    """`register(3)`: three more pupils of the school."""

    def make(count):
        return [
            Person.objects.create(school=school, kind="pupil", name=f"Pupil {number}", year_group="5")
            for number in range(count)
        ]

    return make


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_asks_a_constant_number_of_queries(many, coordinator, signed_in, count, django_assert_num_queries):
    many(count)
    browser = signed_in(coordinator)

    with django_assert_num_queries(8):
        page = browser.get(reverse("incidents:log"))

    assert len(page.context["page"].rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_receipts_ask_a_constant_number_of_queries(many, teacher, signed_in, count, django_assert_num_queries):
    many(count)
    browser = signed_in(teacher)

    with django_assert_num_queries(7):
        page = browser.get(reverse("incidents:receipts"))

    assert len(page.context["page"].rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_incident_asks_a_constant_number_of_queries(
    reviewed, coordinator, signed_in, count, django_assert_num_queries
):
    for number in range(count):
        reviewed.add_entry(by=coordinator, text=f"Entry {number}")
    browser = signed_in(coordinator)

    with django_assert_num_queries(17):
        page = browser.get(reviewed.get_absolute_url())

    assert page.content.decode().count("Entry ") == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_incident_of_several_people_asks_no_more_than_of_one(
    log_incident, coordinator, signed_in, register, count, django_assert_num_queries
):
    incident = log_incident(people=[Named(part="instigator", person=person) for person in register(count)])
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="No.")
    browser = signed_in(coordinator)

    with django_assert_num_queries(17):
        page = browser.get(incident.get_absolute_url())

    assert page.content.decode().count("<strong>Pupil ") == count


@pytest.mark.django_db(transaction=True)
def test_an_incident_that_was_opened_before_asks_twelve_queries(
    reviewed, coordinator, signed_in, django_assert_num_queries
):
    """What approved policies say of it is kept by then; inside a transaction, as in the tests above, it never is."""
    browser = signed_in(coordinator)
    browser.get(reviewed.get_absolute_url())

    with django_assert_num_queries(12):
        browser.get(reviewed.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_nor_does_it_of_a_coordinator_of_a_federation(
    log_incident, appoint, federation, sister_schools, signed_in, django_assert_num_queries
):
    coordinator = appoint(Role.COORDINATOR, federation)
    pupil = Person.objects.create(school=sister_schools[0], kind="pupil", name="Pip Pupil")
    people = [Named(part="instigator", person=pupil)]
    incident = log_incident(school=sister_schools[0], by=appoint(Role.STAFF, sister_schools[0]), people=people)
    said = {"branch": Branch.UNSUITABLE, "user_action": incident.user_action, "safeguarding": False, "reason": "No."}
    incident.review(by=coordinator, **said)
    incident.involvements.update(no_misuse=True)
    browser = signed_in(coordinator)
    browser.get(incident.get_absolute_url())

    with django_assert_num_queries(12):
        browser.get(incident.get_absolute_url())


@pytest.mark.parametrize("beside", ["nothing", "a school beside", "a school of it"])
def test_the_top_of_an_incident_says_the_same_as_of_every_page(
    log_incident, appoint, federation, sister_schools, other_school, signed_in, beside
):
    """It is known from the incident's school alone, wherever that is enough."""
    user = appoint(Role.COORDINATOR, federation)
    incident = log_incident(school=sister_schools[0], by=user)
    if beside != "nothing":
        appoint(Role.STAFF, other_school if beside == "a school beside" else sister_schools[1], user=user)
    browser = signed_in(user)

    tops = [browser.get(address).context["frame"]["mast"] for address in (incident.get_absolute_url(), reverse("home"))]

    assert tops == [("3 schools" if beside == "a school beside" else federation.name, "E-safety")] * 2


@pytest.mark.parametrize("verb", VERBS)
def test_strangers_and_colleagues_find_nothing_under_a_verb(incident, stranger, teacher, governor, signed_in, verb):
    url = reverse(f"incidents:{verb}", args=[incident.reference])

    for user in (stranger, teacher, governor):
        assert signed_in(user).get(url).status_code == 404
        assert signed_in(user).post(url, {"reason": "x", "text": "x"}).status_code == 404
    incident.refresh_from_db()
    assert incident.status == "reported"
    assert incident.entries.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_reader_who_does_not_handle_is_told_why_not(incident, governor, headteacher, signed_in, verb):
    incident.readers.create(user=governor, by=headteacher, reason="Second person")

    response = signed_in(governor).get(reverse(f"incidents:{verb}", args=[incident.reference]))

    assert response.status_code == 403
    assert "Only" in response.content.decode() or "The safeguarding lead" in response.content.decode()


def test_the_page_shows_what_may_be_done_now_and_why_the_rest_may_not(incident, coordinator, signed_in):
    page = signed_in(coordinator).get(incident.get_absolute_url()).content.decode()

    assert f"{incident.get_absolute_url()}review/" in page
    assert f"{incident.get_absolute_url()}close/" not in page
    assert "An incident that is reported cannot be closed." in page


def test_the_log_filters_by_status_and_keeps_the_filter(many, coordinator, signed_in):
    first, *_ = many(3)
    first.review(by=coordinator, branch=Branch.UNSUITABLE, user_action=None, safeguarding=False, reason="No.")

    page = signed_in(coordinator).get(reverse("incidents:log"), {"status": "under_review"})

    assert [row.reference for row in page.context["page"].rows] == [first.reference]


def test_the_log_filters_by_academic_year(log_incident, coordinator, signed_in):
    with clock.set_to(clock.now() - timedelta(days=370)):
        last_year = log_incident()
    this_year = log_incident()

    page = signed_in(coordinator).get(reverse("incidents:log"), {"period": str(AcademicYear.current().start)})

    assert [row.reference for row in page.context["page"].rows] == [this_year.reference]
    assert Incident.objects.filter(pk=last_year.pk).exists()


@pytest.mark.parametrize(
    "query", ["status=nonsense", "period=9999", "before=%00", "before=zzz", "school=x", "period=%00"]
)
def test_an_address_that_is_not_understood_shows_everything(incident, coordinator, signed_in, query):
    response = signed_in(coordinator).get(f"{reverse('incidents:log')}?{query}")

    assert response.status_code == 200
    assert incident.reference in response.content.decode()


def test_older_pages_continue_where_the_last_one_ended(many, coordinator, signed_in):
    incidents = many(30)
    browser = signed_in(coordinator)

    first = browser.get(reverse("incidents:log")).context["page"]
    second = browser.get(reverse("incidents:log"), {"before": first.next_key}).context["page"]

    shown = [row.reference for row in (*first.rows, *second.rows)]
    assert shown == [incident.reference for incident in reversed(incidents)]


def test_the_log_is_not_for_a_teacher_but_receipts_are(incident, teacher, signed_in):
    browser = signed_in(teacher)

    log, receipts = browser.get(reverse("incidents:log")), browser.get(reverse("incidents:receipts"))

    assert log.status_code == 403
    assert "Your own reports are under Receipts" in log.content.decode()
    assert incident.reference in receipts.content.decode()


def test_a_receipt_shows_nothing_that_others_added(incident, coordinator, teacher, signed_in):
    incident.add_entry(by=coordinator, text="Spoke to the family")
    url = reverse("incidents:receipt", args=[incident.reference])

    page = signed_in(teacher).get(url).content.decode()

    assert "A proxy page was open." in page
    assert "Received" in page
    assert "Spoke to the family" not in page


def test_a_receipt_says_the_same_whatever_others_judged(reviewed, coordinator, teacher, signed_in):
    browser, url = signed_in(teacher), reverse("incidents:receipt", args=[reviewed.reference])
    extremism = next(row for row in rows_in_force(reviewed)[1] if row.key == "extremism")

    before = main_of(browser.get(url))
    reviewed.choose_row(by=coordinator, user_action=extremism, reason="It was this.")
    after = main_of(browser.get(url))

    reviewed.refresh_from_db()
    assert reviewed.safeguarding
    assert "Being reviewed" in before
    assert after == before


def test_the_first_button_of_a_reported_incident_is_review(incident, headteacher, signed_in):
    page = signed_in(headteacher).get(incident.get_absolute_url())

    assert page.context["possible"][0].label == "Review"
    assert f'class="btn btn-primary" href="{incident.get_absolute_url()}review/"' in said(page)


def test_a_child_in_danger_comes_first_on_the_home_page(log_incident, coordinator, headteacher, signed_in):
    older, illegal = log_incident(), log_incident(may_be_illegal=True)
    danger = log_incident(child_in_danger=True, told_in_person="Sam, at ten")

    page = signed_in(headteacher).get(reverse("home"))

    block = page.context["blocks"][0]
    assert (block.title, block.urgency) == ("To review", Urgency.DANGER)
    assert [item.label for item in block.items] == [danger.reference, illegal.reference, older.reference]


def test_a_child_in_danger_is_tagged_in_the_log_while_it_is_open(log_incident, headteacher, signed_in):
    log_incident()
    danger = log_incident(child_in_danger=True, told_in_person="Sam, at ten")
    browser, url = signed_in(headteacher), reverse("incidents:log")

    while_open = main_of(browser.get(url)).count("Child in danger")
    danger.withdraw(by=headteacher, reason="Reported in error.")
    afterwards = main_of(browser.get(url)).count("Child in danger")

    assert (while_open, afterwards) == (1, 0)


def test_a_receipt_is_only_the_reporters(incident, coordinator, stranger, signed_in):
    url = reverse("incidents:receipt", args=[incident.reference])

    assert signed_in(coordinator).get(url).status_code == 404
    assert signed_in(stranger).get(url).status_code == 404


def test_parents_are_recorded_for_all_pupils_at_once(many, coordinator, signed_in):
    incident = many(1)[0]
    instigator, target = incident.involvements.all()
    answers = {
        f"pupil-{instigator.pk}-parents": "informed",
        f"pupil-{instigator.pk}-parents_informed_on": clock.today().isoformat(),
        f"pupil-{instigator.pk}-parents_informed_by": "Cora",
        f"pupil-{target.pk}-parents": "not_informed",
        f"pupil-{target.pk}-parents_reason": "They told us.",
    }

    signed_in(coordinator).post(f"{incident.get_absolute_url()}parents/", answers)

    assert [person.parents for person in incident.involvements.all()] == ["informed", "not_informed"]
    assert [point.text for point in incident.missing_for_closure if point.anchor == "people"] == []


def test_one_wrong_answer_about_parents_saves_none(many, coordinator, signed_in):
    incident = many(1)[0]
    instigator, target = incident.involvements.all()
    answers = {
        f"pupil-{instigator.pk}-parents": "not_informed",
        f"pupil-{instigator.pk}-parents_reason": "Kept as typed",
        f"pupil-{target.pk}-parents": "informed",
        f"pupil-{target.pk}-parents_informed_on": "2999-01-01",
    }

    page = signed_in(coordinator).post(f"{incident.get_absolute_url()}parents/", answers).content.decode()

    assert "The date cannot be in the future" in page
    assert "Say who informed the parents of Quinn Pupil" in page
    assert "Kept as typed" in page
    assert [person.parents for person in incident.involvements.all()] == ["", ""]


def test_history_is_told_in_words(reviewed, coordinator, signed_in):
    involvement = reviewed.involvements.get()
    record_parents(reviewed, [(involvement, {"parents": "not_informed", "parents_reason": "A."})], by=coordinator)

    page = said(signed_in(coordinator).get(reviewed.get_absolute_url()))

    assert "<strong>Cora Coordinator</strong> changed <strong>status</strong> from reported to under review" in page
    assert "changed <strong>parents</strong> for Pip Pupil from nothing to not informed, because" in page
