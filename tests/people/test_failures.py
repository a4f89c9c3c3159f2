"""What could not be sent or done: told to the administrator, by address, and never about which record."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django_tasks_db.models import DBTaskResult

from core import clock
from core.access import Refused
from incidents.models import Involvement
from incidents.statement import Named
from people.actions import try_again
from people.models import Notice
from people.roles import Role
from people.telling import tell

URL = "/people/failures/"
TITLE = "Could not be sent or done"


@pytest.fixture
def other_administrator(appoint, other_school):
    return appoint(Role.ADMINISTRATOR, other_school, "Otto Administrator")


@pytest.fixture
def given_up(work, mail_server_is_down):
    """`given_up()`: what is in the queue is tried in vain for two days."""

    def run():
        mail_server_is_down()
        with time_machine.travel(clock.now(), tick=False) as clockwork:
            for _ in range(8):
                work()
                clockwork.shift(timedelta(hours=9))
        mail_server_is_down(False)

    return run


@pytest.fixture
def failed_job(db):
    """A job of every day that failed for good."""
    return DBTaskResult.objects.create(
        task_path="people.tasks.send_morning_messages",
        backend_name="default",
        args_kwargs={"args": [], "kwargs": {}},
        run_after=clock.now() - timedelta(hours=1),
        finished_at=clock.now() - timedelta(minutes=30),
        status="FAILED",
    )


def test_while_everything_goes_out_nothing_is_said(signed_in, administrator, tell_user, work):
    tell_user()
    work()
    browser = signed_in(administrator)

    assert TITLE not in browser.get("/").content.decode()
    assert "Everything was sent" in browser.get(URL).content.decode()


def test_a_mail_server_that_is_down_shows_on_the_home_page(signed_in, administrator, user, tell_user, given_up):
    tell_user()
    given_up()

    page = signed_in(administrator).get("/").content.decode()

    assert TITLE in page
    assert user.email in page
    assert f"1 e-mail did not reach {user.email}." in page


def test_it_shows_while_it_is_still_being_tried(signed_in, administrator, user, tell_user, work, mail_server_is_down):
    mail_server_is_down()
    tell_user()
    with time_machine.travel(clock.now(), tick=False) as clockwork:
        work()
        clockwork.shift(timedelta(minutes=2))
        work()

    page = signed_in(administrator).get(URL).content.decode()

    assert user.email in page
    assert "Being tried again" in page
    assert "2 times" in page


def test_a_restricted_incident_leaves_no_more_than_the_address(
    signed_in, administrator, log_incident, headteacher, given_up
):
    typed = Named(part=Involvement.Part.INSTIGATOR, name="Mx Visitor", kind="other", works_or_volunteers="unsure")
    incident = log_incident(people=[typed])
    assert incident.restricted
    assert Notice.objects.get().label == incident.reference
    given_up()
    browser = signed_in(administrator)

    pages = browser.get("/").content.decode() + browser.get(URL).content.decode()

    assert headteacher.email in pages
    assert "Given up" in pages
    assert incident.reference not in pages
    assert Notice.objects.get().wanted not in pages


def test_several_to_one_address_are_one_line(signed_in, administrator, tell_user, given_up):
    tell_user(label="ASH-23467")
    tell_user(label="ASH-34567")
    given_up()

    [row] = signed_in(administrator).get(URL).context["addresses"]

    assert (row["count"], row["given_up"], row["tries"]) == (2, 2, 5)


@pytest.mark.parametrize("who", ["teacher", "coordinator", "headteacher", "governor", "chair", "safeguarding_lead"])
def test_it_is_for_the_administrator_alone(signed_in, request, who):
    response = signed_in(request.getfixturevalue(who)).get(URL)

    assert response.status_code == 403
    assert "Messages that could not be sent are for the administrator." in response.content.decode()


def test_an_administrator_elsewhere_neither_sees_nor_retries_it(
    signed_in, other_administrator, user, tell_user, given_up
):
    tell_user()
    tell_user(school=None)
    given_up()
    browser = signed_in(other_administrator)

    assert user.email not in browser.get(URL).content.decode()
    assert TITLE not in browser.get("/").content.decode()
    response = browser.post(URL, {"user": user.pk}, follow=True)

    assert "There is nothing of this left to try again." in response.content.decode()
    assert Notice.objects.failing().count() == 2


def test_what_is_of_no_school_is_shown_where_its_user_holds_a_role(signed_in, administrator, user, tell_user, given_up):
    tell_user(school=None)
    given_up()

    assert user.email in signed_in(administrator).get(URL).content.decode()


def test_trying_again_sends_all_to_the_address_in_one(signed_in, administrator, user, tell_user, given_up, work):
    tell_user(label="ASH-23467")
    tell_user(label="ASH-34567")
    given_up()
    browser = signed_in(administrator)

    response = browser.post(URL, {"user": user.pk}, follow=True)
    work()

    assert "It is being tried again." in response.content.decode()
    assert [letter.subject for letter in mail.outbox] == ["2 things wait for you"]
    assert "Everything was sent" in browser.get(URL).content.decode()


@pytest.mark.both
def test_a_double_click_sends_it_once(signed_in, administrator, user, tell_user, given_up, work):
    tell_user()
    given_up()
    browser = signed_in(administrator)

    browser.post(URL, {"user": user.pk})
    second = browser.post(URL, {"user": user.pk}, follow=True)
    work()

    assert "There is nothing of this left to try again." in second.content.decode()
    assert len(mail.outbox) == 1


def test_only_who_sees_failures_tries_them_again(headteacher, user, tell_user, given_up, failed_job):
    tell_user()
    given_up()

    with pytest.raises(Refused, match="are for the administrator"):
        try_again(by=headteacher, user=user.pk, job=failed_job.task_path)

    failed_job.refresh_from_db()
    assert failed_job.status == "FAILED"
    assert Notice.objects.failing().count() == 1


@pytest.mark.parametrize("sent", [{}, {"user": "x"}, {"user": "9" * 40}, {"job": "os.system"}, {"job": "\0"}])
def test_a_forged_question_does_nothing(signed_in, administrator, tell_user, given_up, sent):
    tell_user()
    given_up()

    response = signed_in(administrator).post(URL, sent, follow=True)

    assert response.status_code == 200
    assert Notice.objects.failing().count() == 1


def test_a_job_that_failed_is_told_by_its_name(signed_in, administrator, failed_job):
    browser = signed_in(administrator)

    assert "Send morning messages" in browser.get("/").content.decode()
    assert "Send morning messages" in browser.get(URL).content.decode()


def test_it_is_tried_again_and_gone(signed_in, administrator, failed_job, work):
    browser = signed_in(administrator)

    response = browser.post(URL, {"job": failed_job.task_path}, follow=True)
    assert "It is being tried again." in response.content.decode()
    work()

    failed_job.refresh_from_db()
    assert failed_job.status == "SUCCESSFUL"
    assert "Everything was sent" in browser.get(URL).content.decode()


def test_work_for_every_school_is_started_again_by_who_sees_to_all_of_them(
    signed_in, administrator, other_school, appoint, failed_job
):
    browser = signed_in(administrator)

    page = browser.get(URL).content.decode()
    refused = browser.post(URL, {"job": failed_job.task_path})

    failed_job.refresh_from_db()
    assert "Only the administrator of all of its schools starts work for all of them again" in page
    assert failed_job.task_path not in page
    assert (refused.status_code, failed_job.status) == (403, "FAILED")

    appoint(Role.ADMINISTRATOR, other_school, user=administrator)
    browser.post(URL, {"job": failed_job.task_path})
    failed_job.refresh_from_db()
    assert failed_job.status == "READY"


def test_a_worker_that_does_not_run_is_told_of(signed_in, administrator, tell_user):
    browser = signed_in(administrator)
    tell_user()
    assert "The worker" not in browser.get("/").content.decode()

    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        home, page = browser.get("/").content.decode(), browser.get(URL).content.decode()

    assert "Nothing has been sent for a while" in home
    assert "The worker does not seem to be running" in page


@pytest.mark.parametrize("users", [1, 3])
def test_the_page_asks_a_constant_number_of_queries(
    signed_in, administrator, appoint, school, given_up, users, django_assert_num_queries
):
    everybody = [appoint(Role.STAFF, school) for _ in range(users)]
    tell(everybody, label="ASH-23467", wanted="Look.", path="/", school=school)
    given_up()
    browser = signed_in(administrator)

    with django_assert_num_queries(8):
        response = browser.get(URL)

    assert len(response.context["addresses"]) == users
