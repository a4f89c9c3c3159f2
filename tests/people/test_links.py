"""Links by which one chooses a password: the invitation, and the forgotten password."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from core import clock
from people import actions
from people.models import User

PASSWORD_PAGE = "/password/"
GONE = "This link does not work any more"


@pytest.fixture
def invited(appoint, school):
    """Holds a role, and has never chosen a password."""
    return appoint("staff", school, "Nia New")


@pytest.fixture
def ask(client):
    """`ask(address)`: for a link, on the page for it."""

    def post(address):
        return client.post(PASSWORD_PAGE, {"email": address}, follow=True)

    return post


def test_an_invitation_lets_one_choose_a_password_and_signs_in(invited, ask, accept, password):
    ask(invited.email)

    browser = accept(invited)

    assert browser.get(reverse("home")).context["user"] == invited
    assert Client().login(username=invited.email, password=password)


def test_the_history_says_that_its_owner_chose_it(invited, ask, accept):
    ask(invited.email)
    accept(invited)

    last = invited.history.exclude(history_change_reason="").latest()
    assert (last.history_change_reason, last.history_user) == ("Chose a password", invited)


def test_the_address_of_the_form_does_not_hold_the_key(invited, ask, link_in, follow):
    ask(invited.email)
    path = link_in(invited.email)

    _, page = follow(path)

    assert page.request["PATH_INFO"].endswith("/set-password/")
    assert path.split("/")[-2] not in page.content.decode()


def test_a_link_works_once(invited, ask, accept, link_in, follow):
    ask(invited.email)
    path = link_in(invited.email)
    accept(invited)

    _, page = follow(path)

    assert page.status_code == 410
    assert GONE in page.content.decode()


def test_a_form_that_was_opened_before_the_link_was_used_is_too_late(invited, ask, accept, link_in, follow):
    ask(invited.email)
    slow, page = follow(link_in(invited.email))
    accept(invited)

    late = slow.post(
        page.request["PATH_INFO"], {"password": "another four words", "password_again": "another four words"}
    )

    assert late.status_code == 410
    assert not User.objects.get(pk=invited.pk).check_password("another four words")


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 410)], ids=["within seven days", "after seven days"])
def test_an_invitation_lives_for_seven_days(invited, ask, link_in, follow, days, status):
    ask(invited.email)
    path = link_in(invited.email)

    with clock.set_to(clock.now() + timedelta(days=days)):
        _, page = follow(path)

    assert page.status_code == status


@pytest.mark.parametrize(("hours", "status"), [(23, 200), (25, 410)], ids=["within a day", "after a day"])
def test_a_link_to_an_account_in_use_lives_for_a_day(invited, ask, link_in, follow, hours, status):
    invited.choose_password("the old four words")
    ask(invited.email)
    path = link_in(invited.email)

    with clock.set_to(clock.now() + timedelta(hours=hours)):
        _, page = follow(path)

    assert page.status_code == status


def test_the_link_of_a_closed_account_leads_nowhere(invited, ask, link_in, follow):
    ask(invited.email)
    path = link_in(invited.email)
    invited.is_active = False
    invited.save_as(None)

    _, page = follow(path)

    assert page.status_code == 410


def test_an_older_link_ends_when_the_address_is_changed(invited, ask, link_in, follow):
    ask(invited.email)
    path = link_in(invited.email)
    invited.email = "moved@test.example"
    invited.save_as(None)

    _, page = follow(path)

    assert page.status_code == 410


@pytest.mark.parametrize("path", ["/invitation/x/y/", "/invitation/MQ/set-password/", "/invitation/MTIz/a-b/"])
def test_what_is_no_link_says_so(client, db, path):
    response = client.get(path)

    assert response.status_code == 410
    assert GONE in response.content.decode()


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("", "", "Choose a password"),
        ("short", "short", "at least 12 characters"),
        ("qwerty123456", "qwerty123456", "too common"),
        ("four good words here", "four good words there", "The two passwords are not the same"),
        ("nia new nia", "nia new nia", "at least 12 characters"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_a_sentence(
    invited, ask, link_in, follow, password, again, sentence
):
    ask(invited.email)
    browser, page = follow(link_in(invited.email))

    response = browser.post(page.request["PATH_INFO"], {"password": password, "password_again": again})

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not User.objects.get(pk=invited.pk).is_used


def test_known_and_unknown_addresses_are_answered_alike(invited, ask, work, mailoutbox):
    known, unknown = ask(invited.email), ask("nobody@test.example")
    work()

    assert [str(message) for message in known.context["messages"]] == [
        str(message) for message in unknown.context["messages"]
    ]
    assert [mail.to for mail in mailoutbox] == [[invited.email]]


def test_an_address_without_an_account_is_as_much_work(invited, db):
    asked = []
    for address in (invited.email, "nobody@test.example"):
        with CaptureQueriesContext(connection) as queries:
            actions.send_forgotten(address)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_link_is_sent_once_in_ten_minutes_however_often_it_is_asked_for(invited, teacher, ask, work, mailoutbox):
    answers = [ask(address) for address in [invited.email, invited.email.upper(), invited.email, teacher.email]]
    work()

    assert [mail.to for mail in mailoutbox] == [[invited.email], [teacher.email]]
    assert len({str(*page.context["messages"]) for page in answers}) == 1

    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        ask(invited.email)
        work()
    assert len(mailoutbox) == 3


def test_a_closed_account_is_sent_nothing(invited, ask, work, mailoutbox):
    invited.is_active = False
    invited.save_as(None)

    ask(invited.email)
    work()

    assert mailoutbox == []


def test_who_has_a_password_keeps_it_until_another_is_chosen(invited, ask):
    invited.choose_password("the old four words")

    ask(invited.email)

    assert User.objects.get(pk=invited.pk).check_password("the old four words")


@pytest.mark.both
def test_an_account_that_is_closed_meanwhile_is_sent_nothing(invited, ask, work, mailoutbox):
    ask(invited.email)
    invited.is_active = False
    invited.save_as(None)

    work()

    assert mailoutbox == []


def test_the_link_is_kept_nowhere_but_in_the_mailbox(invited, ask):
    ask(invited.email)

    job = DBTaskResult.objects.get()
    assert job.args_kwargs == {"args": [invited.pk], "kwargs": {}}


def test_a_mail_server_that_is_down_loses_no_invitation(invited, ask, work, link_in, mail_server_is_down):
    mail_server_is_down()
    ask(invited.email)
    work()

    mail_server_is_down(False)
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert link_in(invited.email)
