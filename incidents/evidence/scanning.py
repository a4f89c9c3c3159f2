"""Asking a ClamAV server (clamd) about a file, where the school runs one: the setting `CLAMD`.

`unix:/run/clamav/clamd.ctl` or `host:port`; empty means that none is asked. Once it is set, a file is taken only
after the server has said that nothing is found in it: out of reach, it takes none.
"""

import re
import socket
import struct
from typing import IO

from django.conf import settings

from core.uploads import NotTakenError

PIECE = 64 * 1024
TIMEOUT = 30  # seconds, for each step
OUT_OF_REACH = "The virus scanner does not answer, so that no file is taken just now. Tell your administrator"


def scan(file: IO[bytes]) -> None:
    """Return where nothing was found, or none is asked; else `NotTakenError`."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, file)
    except OSError as error:
        raise NotTakenError(OUT_OF_REACH) from error
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        raise NotTakenError(f"The virus scanner found something harmful in it ({found[1][:80]}). It is not taken")
    if answer != "stream: OK":
        raise NotTakenError(OUT_OF_REACH)


def _ask(address: str, file: IO[bytes]) -> str:
    """The server's answer to INSTREAM: pieces with their length before them, and an empty one at the end."""
    file.seek(0)
    with _connected(address) as server:
        server.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            server.sendall(struct.pack("!I", len(piece)) + piece)
        server.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < PIECE and (more := server.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _connected(address: str) -> socket.socket:
    if address.startswith("unix:"):
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.settimeout(TIMEOUT)
        try:
            server.connect(address.removeprefix("unix:"))
        except OSError:
            server.close()
            raise
        return server
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)
