"""Where somebody is signed in."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from .models import User

# What a browser calls itself by, the more particular before what it also claims to be.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "CrOS": "a Chromebook",
    "Windows": "Windows",
    "Mac OS": "a Mac",
    "Linux": "Linux",
}


class Place(NamedTuple):
    """One session: in which browser, since when, and when it was last used."""

    key: int
    browser: str
    address: str
    since: datetime
    last_used: datetime
    is_here: bool


def places_of(user: User, request: HttpRequest) -> list[Place]:
    """Every session of this user that is not over, the newest first."""
    found = UserSession.objects.purge_and_list(user)
    ends = dict(
        Session.objects.filter(pk__in=[each.session_key for each in found]).values_list("session_key", "expire_date")
    )
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    places = [
        Place(
            key=each.pk,
            browser=browser_in_words(each.user_agent),
            address=each.ip,
            since=each.created_at,
            last_used=ends.get(each.session_key, each.created_at + idle) - idle,  # within a minute
            is_here=each.session_key == request.session.session_key,
        )
        for each in found
    ]
    return sorted(places, key=lambda place: (not place.is_here, -place.since.timestamp()))


def stay_signed_in(request: HttpRequest, user: User) -> None:
    """Here, after every session of the user was ended: under a new key, and listed with it."""
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)


def browser_in_words(user_agent: str) -> str:
    """“Firefox on Windows”; what is unknown is said so."""
    browser = next((name for sign, name in BROWSERS.items() if re.search(rf"\b{sign}[\w]*/", user_agent)), "A browser")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
