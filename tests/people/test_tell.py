"""Telling somebody: what becomes of it, as they and their school wish."""

import pytest
from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from people.models import Notice, User
from people.telling import nobody, tell

EACH, DAILY, NONE = User.Messages


@pytest.fixture
def wish(user, school):
    """`wish(DAILY, school_sends=True)`"""

    def say(messages, *, school_sends=True):
        user.messages, school.sends_messages = messages, school_sends
        user.save()
        school.save_as(user)

    return say


# what the user wishes, whether the school sends, whether it can wait → notices kept, e-mails sent at once
WISHES = [
    (EACH, True, False, 1, 1),
    (EACH, True, True, 1, 0),
    (DAILY, True, False, 1, 0),
    (DAILY, True, True, 1, 0),
    (NONE, True, False, 0, 0),
    (EACH, False, False, 0, 0),
    (DAILY, False, False, 0, 0),
]


@pytest.mark.parametrize(("messages", "school_sends", "can_wait", "kept", "sent"), WISHES)
def test_how_it_goes_out_is_what_the_user_and_the_school_wish(
    wish, tell_user, work, messages, school_sends, can_wait, kept, sent
):
    wish(messages, school_sends=school_sends)

    tell_user(at_once=not can_wait)
    work()

    assert (Notice.objects.count(), len(mail.outbox)) == (kept, sent)


def test_nothing_goes_out_before_the_worker_runs(tell_user):
    tell_user()

    assert (Notice.objects.waiting().count(), len(mail.outbox)) == (1, 0)


def test_where_the_change_is_undone_nobody_is_told(tell_user, work):
    with transaction.atomic():
        tell_user()
        transaction.set_rollback(True)
    work()

    assert (Notice.objects.count(), DBTaskResult.objects.count(), len(mail.outbox)) == (0, 0, 0)


def test_who_is_named_twice_is_told_once(user, work):
    tell([user, User.objects.get(pk=user.pk)], label="ASH-23467", wanted="Look.", path="/")
    work()

    assert len(mail.outbox) == 1


def test_a_closed_account_is_not_told(user, tell_user):
    user.is_active = False
    user.save()

    tell_user()

    assert not Notice.objects.exists()


def test_what_bears_a_key_is_told_once(tell_user, work):
    tell_user(key="review ASH-23467 2026-11-20")
    tell_user(key="review ASH-23467 2026-11-20")
    tell_user(key="review ASH-23467 2026-11-21")
    work()

    assert (Notice.objects.count(), len(mail.outbox)) == (2, 2)


def test_while_the_past_is_replayed_nobody_is_told(tell_user):
    with nobody():
        tell_user()
    assert not Notice.objects.exists()

    tell_user()
    assert Notice.objects.exists()
