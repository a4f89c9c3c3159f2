"""The e-mail about notices: which record, what is wanted, the link. No name of anybody, no text of a record."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from .models import Notice, User


def letter(user: User, notices: Sequence[Notice]) -> EmailMessage:
    """One e-mail to one user about one or several notices."""
    first, *more = notices
    subject = f"{len(notices)} things wait for you" if more else f"{first.label}: {first.wanted}".rstrip(".")
    body = render_to_string(
        "people/letter.txt",
        {
            "notices": notices,
            "more_inside": any(not notice.says_all for notice in notices),
            "site": settings.SITE_URL,
            "wish": user.get_messages_display().lower(),
            "change": reverse("people:messages"),
        },
    )
    return EmailMessage(
        " ".join(subject.split()),  # a line break in it would be a header of its own
        body,
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},  # out-of-office replies are not wanted
    )
