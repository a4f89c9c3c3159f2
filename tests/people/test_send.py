"""Sending an e-mail: what it says, when it is tried again, when it is given up, and when it is not sent at all."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django_tasks_db.models import DBTaskResult

from core import clock
from people.models import Notice, User
from people.tasks import PAUSES, send


@pytest.fixture
def days(work):
    """`days(3)`: the worker runs for so long, with a look at the queue every half minute that matters."""

    def run(number):
        with time_machine.travel(clock.now(), tick=False) as clockwork:
            until = clock.now() + timedelta(days=number)
            while (waiting := DBTaskResult.objects.filter(status="READY", run_after__lte=until)).exists():
                clockwork.move_to(max(clock.now(), waiting.latest("-run_after").run_after))
                work()

    return run


def test_it_names_the_record_says_what_is_wanted_and_leads_there(tell_user, work, user, settings):
    settings.SITE_URL = "https://e-safety.school.example"

    tell_user(label="ASH-23467", wanted="A new incident waits for its review.", path="/?from=mail")
    work()

    [letter] = mail.outbox
    assert letter.to == [user.email]
    assert letter.subject == "ASH-23467: A new incident waits for its review"
    assert "A new incident waits for its review.\nhttps://e-safety.school.example/?from=mail\n" in letter.body
    assert "https://e-safety.school.example/people/me/messages/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert user.name not in letter.message().as_string()


def test_it_says_that_it_leaves_something_out_only_where_it_does(tell_user, work):
    tell_user(label="Roles", wanted="Your role is confirmed.", path="/people/me/")
    work()
    tell_user(label="ASH-23467", wanted="A new incident waits for its review.", path="/?from=mail")
    work()

    said = ["E-mails never say what it is about" in letter.body for letter in mail.outbox]
    assert said == [False, True]


def test_it_takes_an_apostrophe_as_it_is(tell_user, work):
    tell_user(wanted="Read the school’s & the pupil's <answer>.")
    work()

    assert "Read the school’s & the pupil's <answer>." in mail.outbox[0].body


def test_a_line_break_makes_no_header(tell_user, work):
    tell_user(label="ASH-23467\r\nBcc: everybody@else.example", wanted="Look.\nAt once.")
    work()

    [letter] = mail.outbox
    assert letter.subject == "ASH-23467 Bcc: everybody@else.example: Look. At once"
    assert letter.message()["Bcc"] is None


def test_what_was_sent_is_marked_and_never_sent_again(tell_user, work, days):
    tell_user()
    work()
    days(3)
    send.call([Notice.objects.get().pk])
    send.call([Notice.objects.get().pk], 1)

    assert len(mail.outbox) == 1
    assert Notice.objects.get().sent_at is not None


def test_the_same_job_twice_sends_once(tell_user):
    tell_user()
    key = Notice.objects.get().pk

    send.call([key])
    send.call([key])

    assert len(mail.outbox) == 1


def test_the_same_try_twice_is_one_try(tell_user, mail_server_is_down):
    mail_server_is_down()
    tell_user()
    key = Notice.objects.get().pk
    send.call([key])

    mail_server_is_down(False)
    send.call([key])

    assert (mail.outbox, Notice.objects.get().attempts) == ([], 1)


def test_a_server_that_is_down_is_tried_again_later(tell_user, work, days, mail_server_is_down):
    mail_server_is_down()
    tell_user()
    work()
    notice = Notice.objects.get()
    assert (notice.attempts, notice.sent_at, notice.failed_at) == (1, None, None)

    mail_server_is_down(False)
    work()
    assert mail.outbox == []  # the pause is not over
    days(1)

    notice.refresh_from_db()
    assert len(mail.outbox) == 1
    assert (notice.attempts, notice.failed_at) == (2, None)


def test_the_pauses_grow():
    assert list(PAUSES) == sorted(PAUSES)
    assert len(set(PAUSES)) == len(PAUSES) == 5


def test_after_the_last_pause_it_is_given_up(tell_user, work, days, mail_server_is_down):
    mail_server_is_down()
    tell_user()
    work()
    days(3)

    notice = Notice.objects.get()
    assert (notice.attempts, notice.sent_at) == (5, None)
    assert notice.failed_at is not None
    mail_server_is_down(False)
    days(3)
    assert mail.outbox == []


def test_a_worker_that_is_killed_while_it_sends_loses_nothing(tell_user, days, monkeypatch):
    tell_user()

    def killed(*_):
        raise SystemExit

    key = Notice.objects.get().pk
    with monkeypatch.context() as patched:
        patched.setattr("people.tasks.letter", killed)
        with pytest.raises(SystemExit):
            send.call([key])
    assert mail.outbox == []
    days(1)

    assert len(mail.outbox) == 1


def no_mail(user, school):
    user.messages = User.Messages.NONE
    user.save()


def closed(user, school):
    user.is_active = False
    user.save()


def silent(user, school):
    school.sends_messages = False
    school.save_as(user)


@pytest.mark.parametrize("change", [no_mail, closed, silent])
def test_what_is_no_longer_wished_is_dropped(tell_user, work, user, school, change):
    tell_user()
    change(user, school)

    work()

    assert (mail.outbox, Notice.objects.count()) == ([], 0)


@pytest.mark.parametrize("path", ["/people/", "/nowhere/", "/incidents/ASH-99999/", "/policies/none/"])
def test_what_leads_where_the_user_may_not_go_is_dropped(tell_user, work, path):
    tell_user(path=path)

    work()

    assert (mail.outbox, Notice.objects.count()) == ([], 0)


def test_what_is_dropped_takes_nothing_else_with_it(tell_user):
    tell_user(path="/people/", at_once=False)
    tell_user(at_once=False)

    send.call(list(Notice.objects.values_list("pk", flat=True)))

    assert len(mail.outbox) == 1
    assert Notice.objects.get().sent_at is not None
