"""Gunicorn's threaded worker, except that a slow client cannot hold a thread for as long as it likes.

Gunicorn's `--timeout` is about its processes: a thread that reads a request waits for the rest of it without an end,
and so does one that writes an answer which nobody takes. Eight such clients would be the whole site.

And who sends an address that is longer than gunicorn reads is told so in a sentence.
"""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_error
from gunicorn.workers.gthread import TConn, ThreadWorker

ARRIVES_WITHIN = 30.0  # seconds for all of a request: the web server in front has it before it passes it on
DONE_WITHIN = 300.0  # … and until its answer is taken: no page works for so long
TOO_LONG = "The address is longer than the server reads. Go back, and search for fewer words or take a filter off."


class Worker(ThreadWorker):
    """Connections that a thread is at, and since when; those that take too long are ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_work: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        """In one of the threads: read a request and answer it."""
        self.at_work[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self.at_work[conn]

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """An address that is too long never reaches the program: what to do about it is said here."""
        if isinstance(exc, LimitRequestLine):
            with suppress(OSError):
                write_error(client, 414, "The address is too long", TOO_LONG)
        else:
            super().handle_error(req, client, addr, exc)

    def murder_pending(self) -> None:
        """In the main thread, each second."""
        super().murder_pending()
        now = time.monotonic()
        for conn, began in self.at_work.copy().items():
            if now - began > ARRIVES_WITHIN:
                # Whatever came until now is all that comes. What is being answered notices nothing.
                how = socket.SHUT_RDWR if now - began > DONE_WITHIN else socket.SHUT_RD
                with suppress(OSError):
                    conn.sock.shutdown(how)
