"""A page as it is asked for: told by the process that filled a database to the one that measures."""

import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import uuid4

NEW_KEY, NEW_REFERENCE = "{new key}", "{new reference}"  # in a form: others each time that it is sent
TOKEN = "a" * 32  # in the cookie and in the form, as a browser has it that was here before
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Asked:
    """`form`: what is sent, if it is a form that is sent. `queries`: how many it asked."""

    name: str
    path: str
    form: tuple[tuple[str, str], ...] = ()
    cookies: str = ""
    queries: int = 0

    def filled(self) -> list[tuple[str, str]]:
        """The form as it is sent this time."""
        key = uuid4()
        new = {NEW_KEY: str(key), NEW_REFERENCE: key.hex[:10]}
        return [(name, new.get(value, value)) for name, value in self.form]


def counted(pages: Iterable[Asked], user: Any = None) -> Iterator[Asked]:
    """The pages with the session of this user (of nobody) and with how many queries each asks there.

    What begins and ends a transaction is no query.
    """
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(headers={"host": HOST})
    if user is not None:
        sign_in(browser, user)
    kept = f"{settings.CSRF_COOKIE_NAME}={TOKEN}"
    if user is not None:
        kept += f"; {settings.SESSION_COOKIE_NAME}={browser.session.session_key}"
    for page in pages:
        for _ in range(2):  # the first time also fills what a process keeps
            with CaptureQueriesContext(connection) as asked:
                answer = browser.post(page.path, dict(page.filled())) if page.form else browser.get(page.path)
            if answer.status_code != (302 if page.form else 200):
                wrong = re.findall(r'<p class="es-error".*?</p>', answer.content.decode())
                raise RuntimeError(f"{page.path} answered {answer.status_code}: {wrong}")
        queries = [query for query in asked if query["sql"] not in ("BEGIN", "COMMIT")]
        yield replace(page, cookies=kept, queries=len(queries))


def sign_in(browser: Any, user: Any) -> None:
    """With a second step, as whoever opens records does."""
    browser.force_login(user)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def as_text(pages: dict[str, Iterable[Asked]]) -> str:
    return json.dumps({who: [asdict(page) for page in asked] for who, asked in pages.items()})


def from_text(text: str) -> dict[str, list[Asked]]:
    return {
        who: [Asked(**page | {"form": tuple(map(tuple, page["form"]))}) for page in pages]
        for who, pages in json.loads(text).items()
    }
