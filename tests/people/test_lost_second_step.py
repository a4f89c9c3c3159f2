"""A second step that was lost: no colleague, and no two of them, take an account over by it.

| who | asks | agrees | opens the link |
|---|---|---|---|
| its owner | no | no | yes, from their own mailbox |
| administrator, head | yes | where they did not ask | no |
| chair of governors | no | yes | no |
| colleague, coordinator, stranger | no | no | no |
"""

import re
from datetime import timedelta
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.access import Refused
from people import actions
from people.access import UserAccess
from people.models import SecondStepReset, User


@pytest.fixture
def lost(coordinator, with_codes):
    """The coordinator's telephone is at the bottom of a lake."""
    with_codes(coordinator)
    return coordinator


@pytest.fixture
def asked(lost, administrator):
    return actions.ask_reset(lost, by=administrator, reason="In the lake.")


@pytest.fixture
def link(mailoutbox, work):
    """`link()`: the path in the newest e-mail about it, or None."""

    def path():
        work()
        found = [re.search(r"http://127\.0\.0\.1:8000(/sign-in/lost/\S+)", mail.body) for mail in mailoutbox]
        return next((each[1] for each in reversed(found) if each), None)

    return path


def test_where_records_are_opened_nothing_is_sent_before_a_second_person_agrees(asked, link, headteacher, lost):
    before = link()

    actions.agree_reset(lost, by=headteacher)

    assert before is None
    assert link()


def test_the_link_goes_to_the_account_and_to_nobody_else(asked, link, headteacher, lost, mailoutbox):
    actions.agree_reset(lost, by=headteacher)

    link()

    assert [mail.to for mail in mailoutbox if "/sign-in/lost/" in mail.body] == [[lost.email]]


def test_elsewhere_it_is_sent_at_once(teacher, administrator, with_codes, link):
    with_codes(teacher)

    actions.ask_reset(teacher, by=administrator, reason="In the lake.")

    assert link()


def test_its_owner_follows_it_and_sets_up_a_new_one(asked, link, headteacher, lost, signed_in, enter):
    actions.agree_reset(lost, by=headteacher)
    here, browser = signed_in(lost), Client()
    path = link()

    page, done = browser.get(path), browser.post(path)

    assert page.status_code == 200
    assert done["Location"] == reverse("sign-in")
    assert not Authenticator.objects.filter(user=lost).exists()
    assert here.get("/").status_code == 302
    assert browser.get("/").status_code == 302  # nobody is signed in by it
    enter(User.objects.get(pk=lost.pk), browser=browser)
    assert browser.get("/")["Location"] == reverse("set-up-second-step")


def test_however_long_ago_they_were_first_asked_there_are_days_to_set_up_another(asked, headteacher, lost):
    User.objects.filter(pk=lost.pk).update(may_set_up_until=clock.now() - timedelta(days=300))
    actions.agree_reset(lost, by=headteacher)

    actions.use_reset(SecondStepReset.objects.get(pk=asked.pk))

    assert User.objects.get(pk=lost.pk).has_time_to_set_up


def test_it_works_once(asked, link, headteacher, lost, with_codes, client):
    actions.agree_reset(lost, by=headteacher)
    path = link()
    client.post(path)
    with_codes(lost)

    assert client.post(path).status_code == 410
    assert lost.has_second_step


def test_a_role_that_was_confirmed_since_asks_for_the_second_person_after_all(
    teacher, administrator, headteacher, school, with_codes, link, client
):
    with_codes(teacher)
    actions.ask_reset(teacher, by=administrator, reason="In the lake.")
    actions.confirm_role(actions.give_role(teacher, "coordinator", school, by=administrator), by=headteacher)

    response = client.post(link())

    assert response.status_code == 409
    assert teacher.has_second_step


@pytest.mark.parametrize("who", ["administrator", "coordinator", "teacher", "stranger"])
def test_not_everybody_is_the_second_person(who, asked, lost, request):
    with pytest.raises(Refused):
        actions.agree_reset(lost, by=request.getfixturevalue(who))


def test_two_at_once_agree_once_and_the_other_is_told(asked, lost, headteacher, chair, work, mailoutbox):
    actions.agree_reset(lost, by=headteacher)

    with pytest.raises(Refused, match="This has already been agreed"):
        actions.agree_reset(lost, by=chair)
    work()

    assert sum("/sign-in/lost/" in mail.body for mail in mailoutbox) == 1


@pytest.mark.parametrize("days", [0, 7], ids=["done", "over"])
def test_what_ended_while_somebody_was_about_to_agree_is_told(days, asked, lost, headteacher):
    if not days:
        asked.needs_agreement, asked.done_at = False, clock.now()
        asked.save_as(lost, "Taken away")

    with clock.set_to(clock.now() + timedelta(days=days)):
        for agree in (partial(actions.agree_reset, lost), asked.agree):
            with pytest.raises(Refused, match="it has been done, or was asked for more than a week ago"):
                agree(by=headteacher)


def test_one_that_is_over_is_not_agreed_to_in_the_place_of_the_one_that_waits(asked, lost, administrator, headteacher):
    with clock.set_to(clock.now() + timedelta(days=7)):
        actions.ask_reset(lost, by=administrator, reason="In the lake, still.")

        with pytest.raises(Refused, match="it has been done, or was asked for more than a week ago"):
            asked.agree(by=headteacher)


def test_the_chair_of_governors_may_be(asked, lost, chair):
    assert UserAccess.allows(chair, "agree_reset", lost)


@pytest.mark.parametrize("who", ["coordinator", "teacher", "chair", "stranger"])
def test_not_everybody_asks(who, lost, request):
    with pytest.raises(Refused):
        actions.ask_reset(lost, by=request.getfixturevalue(who), reason="x")


def test_the_database_itself_wants_two_people(asked, administrator):
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondStepReset.objects.filter(pk=asked.pk).update(agreed_by=administrator)


def test_the_database_itself_wants_each_moment(asked, headteacher):
    for changed in ({"agreed_by": headteacher}, {"agreed_by": None, "done_at": asked.asked_at - timedelta(days=1)}):
        SecondStepReset.objects.filter(pk=asked.pk).update(needs_agreement=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            SecondStepReset.objects.filter(pk=asked.pk).update(**changed)


def test_nobody_but_its_owner_uses_it(asked, headteacher, lost):
    asked.agree(by=headteacher)

    assert UserAccess.allows(lost, "use_reset", asked)
    assert not UserAccess.allows(headteacher, "use_reset", asked)


def test_whoever_may_agree_is_told_and_led_there(headteacher, asked, lost, told, signed_in):
    page = signed_in(headteacher).get(reverse("people:agree-reset", args=[lost.pk]))

    assert told(headteacher) == ["A second step was lost. Do you agree?"]
    assert "In the lake." in page.content.decode()


def test_on_the_pages_it_is_asked_and_agreed_to(lost, administrator, chair, post, link):
    post(administrator, "people:ask-reset", lost.pk, reason="In the lake.")
    post(chair, "people:agree-reset", lost.pk)

    assert link()
