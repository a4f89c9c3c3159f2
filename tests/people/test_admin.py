"""The technical admin: it says who changed what, moves no school, and tells of no incident and no password."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from incidents.models import Incident
from people.actions import close_account
from people.models import Federation, School, User


@pytest.fixture
def technician(db) -> User:
    """Uses the technical admin, and holds no role."""
    return User.objects.create_superuser("tech@test.example", "Terry Technical", "a long enough password")


@pytest.fixture
def browser(technician, signed_in):
    return signed_in(technician)


def sent(school, **changed):
    """The school's form as its page holds it, with changes."""
    fields = ("name", "code", "phase", "wording", "urn", "suppress_below", "review_within", "close_within")
    as_it_is = {name: getattr(school, name) for name in (*fields, "repeats_within")}
    ticked = dict.fromkeys(("second_approver", "shows_policies", "sends_messages", "sends_reminders"), "on")
    return as_it_is | ticked | {"federation": school.federation_id or ""} | changed


def test_a_school_stays_in_its_federation_and_keeps_its_code_and_its_suppression(browser, sister_schools):
    school = sister_schools[0]
    other = Federation.objects.create(name="Another federation")
    changed = sent(school, name="Chalk Hill Nursery", federation=other.pk, code="XXX", suppress_below=9)

    response = browser.post(reverse("admin:people_school_change", args=[school.pk]), changed)

    after = School.objects.get(pk=school.pk)
    assert response.status_code == 302
    assert after.name == "Chalk Hill Nursery"
    assert (after.federation, after.code, after.suppress_below) == (school.federation, "CHI", 5)


def test_a_new_school_is_given_all_three(browser, federation):
    new = School(name="Dell Primary", code="DEL", federation=federation, suppress_below=8)

    response = browser.post(reverse("admin:people_school_add"), sent(new))

    made = School.objects.get(code="DEL")
    assert response.status_code == 302
    assert (made.federation, made.suppress_below) == (federation, 8)
    assert made.history.get().history_user_name == "Terry Technical"


def test_the_history_says_who_changed_a_school(browser, school):
    browser.post(reverse("admin:people_school_change", args=[school.pk]), sent(school, name="Ashdown School"))

    last = school.history.latest()
    assert (last.name, last.history_user_name) == ("Ashdown School", "Terry Technical")


def test_an_account_that_never_held_a_role_is_closed_there_and_the_history_says_by_whom(browser, technician):
    other = User.objects.create_superuser("other@test.example", "Olive Other", "a long enough password")

    browser.post(reverse("admin:people_user_change", args=[other.pk]), {"name": other.name})

    last = other.history.latest()
    assert (last.is_active, last.history_user, last.history_user_name) == (False, technician, "Terry Technical")


def test_the_last_head_is_not_closed_there(browser, headteacher):
    browser.post(reverse("admin:people_user_change", args=[headteacher.pk]), {"name": "Hattie Headley"})

    headteacher.refresh_from_db()
    assert (headteacher.name, headteacher.is_active) == ("Hattie Headley", True)


def test_nor_is_an_account_opened_again_with_roles_that_nobody_has_confirmed_since(browser, headteacher, coordinator):
    close_account(coordinator, by=headteacher, reason="Left.")
    said = {"name": coordinator.name, "is_active": "on"}

    browser.post(reverse("admin:people_user_change", args=[coordinator.pk]), said)

    coordinator.refresh_from_db()
    assert not coordinator.is_active


@pytest.mark.parametrize("model", ["school", "federation", "user"])
def test_nothing_is_deleted_there(browser, teacher, sister_schools, model):
    record = {"school": sister_schools[0], "federation": sister_schools[0].federation, "user": teacher}[model]

    response = browser.post(reverse(f"admin:people_{model}_delete", args=[record.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert type(record).objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("who", ["technician", "headteacher", "teacher", None])
def test_the_number_of_an_incident_does_not_lead_to_its_reference(who, request, incident, signed_in):
    browser = signed_in(request.getfixturevalue(who)) if who else Client()
    of_incidents = ContentType.objects.get_for_model(Incident).pk

    answers = [browser.get(f"/admin/r/{of_incidents}/{number}/") for number in (incident.pk, incident.pk + 1, "x")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert incident.reference not in "".join(answer.content.decode() for answer in answers)


@pytest.mark.parametrize("lookup", ["password__startswith", "password", "password__regex", "memberships__role"])
def test_passwords_and_roles_are_not_asked_about(browser, lookup):
    response = browser.get(reverse("admin:people_user_changelist"), {lookup: "argon2"})

    assert response.status_code == 400


@pytest.mark.parametrize("lookup", ["incidents", "incidents__id", "incidents__isnull"])
def test_nor_is_where_an_incident_was(browser, incident, lookup):
    response = browser.get(reverse("admin:people_school_changelist"), {lookup: "1"})

    assert response.status_code == 400


def test_what_the_list_shows_may_be_asked_about(browser, teacher):
    response = browser.get(reverse("admin:people_user_changelist"), {"name__startswith": "Tess"})

    assert [user.name for user in response.context["cl"].result_list] == ["Tess Teacher"]


@pytest.mark.parametrize(
    "address", ["index", "people_school_changelist", "people_user_changelist", "people_school_add"]
)
def test_its_pages_open(browser, school, address):
    assert browser.get(reverse(f"admin:{address}")).status_code == 200


def test_its_own_log_goes_on(browser, school):
    browser.post(reverse("admin:people_school_change", args=[school.pk]), sent(school, name="Ashdown School"))

    assert LogEntry.objects.get().get_change_message() == "Changed Name."
    assert browser.get(reverse("admin:people_school_history", args=[school.pk])).status_code == 200
    assert "Ashdown School" in browser.get(reverse("admin:index")).content.decode()


def test_who_has_no_power_there_is_told_so_and_shown_no_form(signed_in, headteacher):
    answer = signed_in(headteacher).get(reverse("admin:people_school_changelist"), follow=True)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The technical admin is for whoever runs this site." in page
    assert 'type="password"' not in page


def test_nobody_signs_in_there_not_even_with_the_right_password(signed_in, teacher, technician):
    browser = signed_in(teacher)
    said = {"username": technician.email, "password": "a long enough password"}

    answer = browser.post(reverse("admin:login"), said)

    assert answer.status_code == 403
    assert browser.get("/").context["user"] == teacher


def test_without_a_sign_in_one_comes_to_the_one_door(client):
    assert client.get(reverse("admin:login"))["Location"] == "/sign-in/?next=/admin/login/"


def test_it_has_no_form_of_its_own_for_another_password(browser):
    assert browser.get(reverse("admin:password_change"))["Location"] == reverse("people:change-own-password")


def test_what_somebody_else_writes_in_that_moment_stays(browser, headteacher, monkeypatch):
    lock = User.lock

    def others_first(user):
        User.objects.filter(pk=user.pk).update(email="new@test.example")
        return lock(user)

    monkeypatch.setattr(User, "lock", others_first)
    browser.post(reverse("admin:people_user_change", args=[headteacher.pk]), {"name": "Hattie Headley"})

    headteacher.refresh_from_db()
    assert (headteacher.name, headteacher.email) == ("Hattie Headley", "new@test.example")
