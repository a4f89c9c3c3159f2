"""What the tests of telling people share."""

from collections.abc import Callable
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend

from people.models import User
from people.telling import tell


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
