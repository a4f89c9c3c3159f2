"""The e-mail of the morning: all that waits, in one; and what is forgotten."""

from datetime import timedelta

import pytest
from django.core import mail

from core import clock
from people.models import Notice, User
from people.tasks import forget_old_messages, send_morning_messages


@pytest.fixture
def morning(work):
    """`morning()`: the worker does the daily work of people."""

    def run():
        send_morning_messages.call()
        work()

    return run


@pytest.fixture
def daily(user):
    user.messages = User.Messages.DAILY
    user.save()
    return user


def test_who_wishes_one_a_day_gets_one_with_everything(daily, tell_user, morning):
    tell_user(label="ASH-23467", wanted="Review it.")
    tell_user(label="ASH-34567", wanted="Close it.")

    morning()

    [letter] = mail.outbox
    assert letter.subject == "2 things wait for you"
    assert letter.body.index("ASH-23467\nReview it.") < letter.body.index("ASH-34567\nClose it.")
    assert "one e-mail a day" in letter.body
    assert Notice.objects.waiting().count() == 0


def test_one_thing_alone_is_named_in_the_subject(daily, tell_user, morning):
    tell_user(label="ASH-23467", wanted="Review it.")

    morning()

    assert mail.outbox[0].subject == "ASH-23467: Review it"


def test_each_user_gets_their_own(daily, coordinator, tell_user, morning):
    tell_user(label="ASH-23467")
    tell_user(label="ASH-34567", to=coordinator, at_once=False)

    morning()

    told = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert told == {daily.email: "ASH-23467: Look", coordinator.email: "ASH-34567: Look"}


def test_nothing_waits_nothing_is_sent(daily, morning):
    morning()

    assert mail.outbox == []


def test_twice_in_a_morning_sends_once(daily, tell_user, morning):
    tell_user()

    morning()
    morning()

    assert len(mail.outbox) == 1


def test_what_the_user_may_not_open_any_more_is_left_out(daily, incident, coordinator, tell_user, morning):
    tell_user(label="ASH-23467")
    tell_user(label=incident.reference, path=incident.get_absolute_url())  # the reporter does not read the record

    morning()

    [letter] = mail.outbox
    assert letter.subject == "ASH-23467: Look"
    assert incident.reference not in letter.body


def test_what_was_left_over_by_a_worker_that_was_killed_goes_out_too(user, tell_user, morning):
    tell_user(at_once=False)

    morning()

    assert len(mail.outbox) == 1


def test_after_a_month_it_is_forgotten(tell_user):
    with clock.set_to(clock.now() - timedelta(days=31)):
        tell_user(label="Old")
    with clock.set_to(clock.now() - timedelta(days=29)):
        tell_user(label="New")

    forget_old_messages.call()

    assert Notice.objects.get().label == "New"
