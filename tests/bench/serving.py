"""The servers that are measured, started as on a school's own machine, and what they hold in memory."""

import http.client
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlencode

from .asking import HOST, TOKEN, Asked

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "systemd" / "e-safety.service"


class Server:
    """gunicorn with the options that the unit has, for an application of this environment. A context."""

    def __init__(self, application: str, environment: Mapping[str, str], *more: str) -> None:
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port: int = free.getsockname()[1]
        found = re.search(r"^ExecStart=\S+gunicorn \S+ --bind \S+ (.+)$", UNIT.read_text(), re.MULTILINE)
        assert found, f"{UNIT} starts no gunicorn"
        options = ["--bind", f"{HOST}:{self.port}", *shlex.split(found[1]), "--log-level", "warning", *more]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, *options],
            cwd=ROOT,
            env=os.environ | environment,
        )

    def __enter__(self) -> "Server":
        for _ in range(300):
            try:
                socket.create_connection((HOST, self.port)).close()
                return self
            except ConnectionRefusedError:
                sleep(0.1)
        raise RuntimeError("The server does not answer.")

    def __exit__(self, *failed: object) -> None:
        self.process.terminate()
        self.process.wait(60)

    def takes(self, page: Asked) -> float:
        """Seconds from asking to the last byte of the answer. An answer that was not expected is an error."""
        headers = {"Cookie": page.cookies}
        body = None
        if page.form:
            body = urlencode([*page.filled(), ("csrfmiddlewaretoken", TOKEN)])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = perf_counter()
        line = http.client.HTTPConnection(HOST, self.port, timeout=300)
        line.request("POST" if page.form else "GET", page.path, body, headers)
        answer = line.getresponse()
        text = answer.read()
        took = perf_counter() - began
        line.close()
        if answer.status != (302 if page.form else 200):
            raise RuntimeError(f"{page.path} answered {answer.status}: {text[:500]!r}")
        return took

    def memory(self) -> list[float]:
        """MiB of each worker: its own, and its share of what they have in common (proportional set size)."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = []
        for child in children:
            size = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{child}/smaps_rollup").read_text(), re.MULTILINE)
            assert size
            found.append(int(size[1]) / 1024)
        return found
