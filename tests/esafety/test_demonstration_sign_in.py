"""A demonstration account counts only where the demonstration runs."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from people.models import User

PASSWORD = "demonstration-only"


@pytest.fixture
def somebody(db) -> User:
    return User.objects.create_user("staff@alder.example", "Priya Sandhu", PASSWORD, is_demonstration=True)


def sign_in(client):
    return client.post(reverse("sign-in"), {"username": "staff@alder.example", "password": PASSWORD})


def test_the_demonstration_lets_its_people_in(client, somebody, settings):
    settings.DEMONSTRATION = True

    assert sign_in(client).status_code == 302
    assert client.get("/").wsgi_request.user == somebody


def test_elsewhere_the_right_password_is_refused(client, somebody, settings):
    settings.DEMONSTRATION = False

    response = sign_in(client)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_elsewhere_a_session_that_was_begun_is_not_honoured(client, somebody, settings):
    settings.DEMONSTRATION = True
    sign_in(client)

    settings.DEMONSTRATION = False

    assert client.get("/").wsgi_request.user.is_anonymous


def test_it_is_not_loaded_on_a_schools_own_server(db, settings):
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="not for a school's own server"):
        call_command("load_demonstration")


def test_there_are_no_sign_ins_to_print_before_it_is_loaded(db, settings):
    settings.DEMONSTRATION = True

    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("sign_ins")


def test_elsewhere_they_are_not_printed_even_where_they_exist(somebody, settings, capsys):
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="These settings are not the demonstration's"):
        call_command("sign_ins")

    assert capsys.readouterr().out == ""
