"""Asking a site as browsers do: many at once, with a sign-in, whatever becomes of the connection."""

import socket
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

PATIENCE = 120  # seconds: two busy cores take their time
TOKEN = "t" * 32
REPORT = "/incidents/report/"
ATTACH = "/incidents/{}/evidence/attach/"
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
        return self._ask("POST", path, role, *encoded(values, file))

    def begin(self, path: str, role: str, kind: str, body: bytes, *, announced: int) -> socket.socket:
        """A connection over which a form was begun, of which more is `announced` than has come."""
        head = (
            f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {self.cookies(role)}",
            f"Content-Type: {kind}", f"Content-Length: {announced}",
        )  # fmt: skip
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.sendall("\r\n".join((*head, "\r\n")).encode() + body)
        return connection

    def report(self, submission: str) -> Answer:
        return self.post(REPORT, self.a_report(submission), "staff")

    def report_until_answered(self, submission: str) -> Answer:
        """As somebody does whose connection broke off: the same form again, some times."""
        answers = (self.report(submission) for _ in range(20))
        return next((answer for answer in answers if answer.status), Answer(0))

    def a_report(self, submission: str) -> dict[str, str]:
        """What the form sends. `submission` is the form's own number."""
        return {
            "submission": submission, "school": self.keys["school"], "kind": "bypass", "precision": "unknown",
            "place": "classroom", "device": "school_tablet", "people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0",
            "people-0-name": "Somebody", "people-0-part": "instigator", "people-0-who": "pupil",
            "child_in_danger": "no", "description": f"Report {submission}.",
        }  # fmt: skip

    def new_incident(self) -> str:
        """The reference of one that was just reported."""
        return self.report(*submissions(1)).location.split("/")[-2]

    def attach(self, reference: str, content: bytes) -> Answer:
        """A file that the head attaches to an incident."""
        return self.post(ATTACH.format(reference), {"title": "The chat"}, "headteacher", ("chat.txt", content))

    def report_all(self, submissions: Iterable[str]) -> list[Answer]:
        """The answer to each, in their order; sixteen are sent at a time."""
        with ThreadPoolExecutor(16) as senders:
            return list(senders.map(self.report, submissions))

    def cookies(self, role: str) -> str:
        return f"csrftoken={TOKEN}" + (f"; sessionid={self.keys[role]}" if role else "")

    def _ask(self, method: str, path: str, role: str, kind: str = "", body: bytes | None = None) -> Answer:
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


def encoded(values: dict[str, str], file: tuple[str, bytes] | None = None) -> tuple[str, bytes]:
    """The kind and the bytes of a form with its token, and with a file: its name and what is in it."""
    values = {"csrfmiddlewaretoken": TOKEN} | values
    if file is None:
        return "application/x-www-form-urlencoded", urlencode(values).encode()
    mark = uuid.uuid4().hex
    parts = [_part(mark, f'name="{name}"', value.encode()) for name, value in values.items()]
    parts.append(_part(mark, f'name="file"; filename="{file[0]}"', file[1]))
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()


def _part(mark: str, named: str, value: bytes) -> bytes:
    return f"--{mark}\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode() + value + b"\r\n"


def submissions(how_many: int) -> list[str]:
    """The numbers of so many forms."""
    return [str(uuid.uuid4()) for _ in range(how_many)]
