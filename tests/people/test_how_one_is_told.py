"""The page on which each user chooses how to be told."""

import pytest

from core.access import Refused
from people.models import User
from tests.pages import said

URL = "/people/me/messages/"


@pytest.mark.parametrize("who", ["teacher", "coordinator", "headteacher", "governor", "administrator", "stranger"])
def test_everybody_chooses_for_themselves(signed_in, request, who):
    user = request.getfixturevalue(who)

    response = signed_in(user).post(URL, {"messages": "daily"}, follow=True)

    user.refresh_from_db()
    assert user.messages == "daily"
    assert "This is saved: from now on you are told like this." in response.content.decode()
    assert (user.history.latest().history_user, user.history.latest().history_change_reason) == (
        user,
        "Chose how to be told",
    )


def test_the_page_shows_what_was_chosen(signed_in, user):
    user.choose_messages(by=user, messages=User.Messages.NONE)

    page = signed_in(user).get(URL)

    assert page.context["form"]["messages"].value() == "none"
    assert "Ashdown Primary sends no e-mails" not in page.content.decode()


@pytest.mark.parametrize("sent", [{}, {"messages": ""}, {"messages": "hourly"}])
def test_anything_else_changes_nothing(signed_in, user, sent):
    response = signed_in(user).post(URL, sent)

    user.refresh_from_db()
    assert user.messages == "each"
    assert "Error: E-mail settings" in response.content.decode()


def test_the_same_again_leaves_no_line_in_the_history(user):
    before = user.history.count()

    user.choose_messages(by=user, messages=User.Messages.EACH)

    assert user.history.count() == before


def test_nobody_chooses_for_somebody_else(user, administrator):
    with pytest.raises(Refused, match="Only you choose how you are told"):
        user.choose_messages(by=administrator, messages=User.Messages.NONE)


def test_where_the_school_sends_nothing_the_page_says_so(signed_in, user, school):
    school.sends_messages = False
    school.save_as(user)

    assert "Ashdown Primary sends no e-mails at present." in said(signed_in(user).get(URL))


def test_it_is_in_the_menu_of_every_page(signed_in, user):
    assert f'href="{URL}"' in signed_in(user).get("/").content.decode()
