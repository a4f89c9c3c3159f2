"""Asking a site as browsers do: many at once, with a sign-in, whatever becomes of the connection."""

import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

PATIENCE = 120  # seconds: two busy cores take their time
TOKEN = "t" * 32
AWAY = "The site cannot reach its records"


@dataclass
class Answer:
    """Status 0: the connection broke off, or there was none."""

    status: int
    text: str = ""
    location: str = ""


@dataclass
class Visitors:
    """Those who use the site at this port; `keys` are the cookies of their sign-ins, by role, and the `school`."""

    port: int
    keys: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, role: str = "") -> Answer:
        return self._ask("GET", path, role)

    def post(self, path: str, values: dict[str, str], role: str, file: tuple[str, bytes] | None = None) -> Answer:
        values = values | {"csrfmiddlewaretoken": TOKEN}
        if file is None:
            return self._ask("POST", path, role, urlencode(values).encode(), "application/x-www-form-urlencoded")
        mark = uuid.uuid4().hex
        parts = [_part(mark, f'name="{name}"', value.encode()) for name, value in values.items()]
        parts.append(_part(mark, f'name="file"; filename="{file[0]}"', file[1]))
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self._ask("POST", path, role, body, f"multipart/form-data; boundary={mark}")

    def report(self, submission: str) -> Answer:
        """One report, as the form sends it. `submission` is the form's own number."""
        said = {
            "submission": submission, "school": self.keys["school"], "kind": "bypass", "precision": "unknown",
            "place": "classroom", "device": "school_tablet", "people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0",
            "people-0-name": "Somebody", "people-0-part": "instigator", "people-0-who": "pupil",
            "description": f"Report {submission}.", "child_in_danger": "no",
        }  # fmt: skip
        return self.post("/incidents/report/", said, "staff")

    def report_all(self, submissions: Iterable[str]) -> list[Answer]:
        """The answer to each, in their order; sixteen are sent at a time."""
        with ThreadPoolExecutor(16) as senders:
            return list(senders.map(self.report, submissions))

    def cookies(self, role: str) -> str:
        return f"csrftoken={TOKEN}" + (f"; sessionid={self.keys[role]}" if role else "")

    def _ask(self, method: str, path: str, role: str, body: bytes | None = None, kind: str = "") -> Answer:
        headers = {"Cookie": self.cookies(role)} | ({"Content-Type": kind} if kind else {})
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode(errors="replace"), response.getheader("Location", ""))
        except (OSError, HTTPException):
            return Answer(0)
        finally:
            connection.close()


def _part(mark: str, named: str, value: bytes) -> bytes:
    return f"--{mark}\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode() + value + b"\r\n"


def submissions(how_many: int) -> list[str]:
    """The numbers of so many forms."""
    return [str(uuid.uuid4()) for _ in range(how_many)]
