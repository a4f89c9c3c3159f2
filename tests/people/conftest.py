"""What the tests about people share: mail servers, passwords, links in e-mails, forms that are sent."""

import re
import time
from collections.abc import Callable
from smtplib import SMTPServerDisconnected

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from people.models import Notice, User
from people.telling import tell

PASSWORD = "four words nobody guesses"


class Refusing(EmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture
def mail_server_is_down(settings) -> Callable[[bool], None]:
    """`mail_server_is_down()`; with False it is up again."""

    def say(down: bool = True) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.Refusing" if down else "django.core.mail.backends.locmem.EmailBackend"

    return say


@pytest.fixture
def user(teacher) -> User:
    return teacher


@pytest.fixture
def tell_user(user, school) -> Callable[..., None]:
    """`tell_user()`: the user is told of something on their home page."""

    def make(**said) -> None:
        tell([said.pop("to", user)], **{"label": "ASH-23467", "wanted": "Look.", "path": "/", "school": school} | said)

    return make


@pytest.fixture
def password():
    return PASSWORD


@pytest.fixture
def link_in(mailoutbox, work):
    """`link_in(address)`: the path of the link in the newest e-mail to this address."""

    def path(address):
        work()
        newest = [mail for mail in mailoutbox if mail.to == [address] and "/invitation/" in mail.body][-1]
        return re.search(r"http://127\.0\.0\.1:8000(/invitation/\S+)", newest.body)[1]

    return path


@pytest.fixture
def follow():
    """`follow(path)`: a browser that has opened the link, and the page it came to."""

    def browser(path):
        client = Client()
        return client, client.get(path, follow=True)

    return browser


@pytest.fixture
def accept(link_in, follow):
    """`accept(user)`: a browser in which this user has followed the newest link and chosen a password."""

    def browser(user, password=PASSWORD):
        client, page = follow(link_in(user.email))
        answer = client.post(page.request["PATH_INFO"], {"password": password, "password_again": password})
        assert answer.status_code == 302, answer.context["form"].errors
        return client

    return browser


@pytest.fixture
def post(signed_in):
    """`post(user, "people:give-role", pk, role=…)`: a form, filled in and sent."""

    def send(user, name, /, *args, **said):
        return signed_in(user).post(reverse(name, args=args), said)

    return send


@pytest.fixture
def told():
    """`told(user)`: what this user was told, oldest first."""

    def sentences(user):
        return list(Notice.objects.filter(user=user).order_by("pk").values_list("wanted", flat=True))

    return sentences


@pytest.fixture
def with_codes():
    """`code = with_codes(user)`: a telephone of theirs; `code()` is what it shows, `code(-1)` what it showed before."""

    def set_up(user):
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        return lambda step=0: format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))

    return set_up


@pytest.fixture
def enter(client):
    """`enter(user)`: the sign-in form with the right password, sent."""

    def send(user, password=PASSWORD, browser=client, **more):
        if not user.has_usable_password():
            user.set_password(PASSWORD)
            user.save()
        return browser.post(reverse("sign-in"), {"username": user.email, "password": password} | more)

    return send
