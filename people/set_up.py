"""The key to the first run: whoever starts the program sees it, and nobody else."""

import sys

from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from .models import School


def token() -> str:
    """The same at every start, so that it can be printed again; another for each installation."""
    return salted_hmac("people.set_up", "the first school", algorithm="sha256").hexdigest()[:32]


def is_token(written: str) -> bool:
    return constant_time_compare(written.strip(), token())


def is_open() -> bool:
    return not School.objects.exists()


def link() -> str:
    return f"{settings.SITE_URL}{reverse('set-up')}?{urlencode({'token': token()})}"


def announce() -> None:
    """On standard error, where the web server says what it does, while there is no school."""
    try:
        wanted = is_open()
    except DatabaseError:  # not there, or not migrated: the pages say so themselves
        return
    if wanted:
        sys.stderr.write(f"E-safety has no school yet. Set up the first one at {link()}\n")
