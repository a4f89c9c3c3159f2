"""A mail server that keeps what it takes, and takes nothing while it is held."""

import socketserver
import threading
from collections import Counter


class Mailbox(socketserver.ThreadingTCPServer):
    """On a port of its own. `begun`: how many letters anybody asked to hand over."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.takes = threading.Event()
        self.takes.set()
        self.begun = 0
        self._subjects: list[str] = []
        super().__init__(("127.0.0.1", 0), _Conversation)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def letters(self) -> Counter[str]:
        """How often a letter about each record came: its reference stands at the head of the subject."""
        return Counter(subject.split(":")[0] for subject in list(self._subjects))

    def hold(self) -> None:
        """From here on whoever wants to hand over a letter waits."""
        self.takes.clear()

    def go_on(self) -> None:
        self.takes.set()

    def keep(self, subject: str) -> None:
        self._subjects.append(subject)


class _Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                return self._say("221 bye")
            if word == b"DATA":
                self._take()
            else:
                self._say("250 yes")
        return None

    def _take(self) -> None:
        """A letter is taken once all of it is there, and not before: a sender that is killed earlier sent nothing."""
        self.server.begun += 1
        self.server.takes.wait()
        self._say("354 go on")
        subject = ""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            if line.startswith(b"Subject:"):
                subject = line.decode().partition(":")[2].strip()
        self.server.keep(subject)
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
