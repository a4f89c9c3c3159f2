"""The site as it runs at a school: pages and workers, in processes of their own, that may be killed."""

import base64
import json
import os
import re
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .asking import PATIENCE, Visitors

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = ROOT / "deploy" / "systemd"
A_PAGE = "/accessibility/"  # /readyz asks for a worker too
Process = subprocess.Popen[bytes]


def wait_until(what: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Until it is so; `TimeoutError` when it has not come about in so many seconds."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise TimeoutError("It did not come about.")
        time.sleep(0.1)


def deployed(service: str) -> list[str]:
    """The command that systemd runs, with the programs of this Python's environment."""
    command = re.search(r"^ExecStart=(.+)$", (UNITS / f"{service}.service").read_text(), re.MULTILINE)
    program, *arguments = shlex.split(command[1] if command else "")
    return [str(Path(sys.executable).with_name(Path(program).name)), *arguments]


@dataclass
class Site:
    """A site with a database of its own, in a folder of its own."""

    folder: Path
    database: str
    mail_port: int = 0
    keys: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.visitors = Visitors(self.port, self.keys)
        self.evidence, self.uploads = self.folder / "evidence", self.folder / "uploads"
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "UPLOAD_ROOT": str(self.uploads),
            "SECRET_KEY": "n" * 50, "EVIDENCE_KEYS": f"2026:{key}", "ALLOWED_HOSTS": "127.0.0.1",
            "WITHOUT_HTTPS": "true", "DATABASE_URL": self.database, "EVIDENCE_ROOT": str(self.evidence),
            "EMAIL_HOST": "127.0.0.1" if self.mail_port else "", "EMAIL_PORT": str(self.mail_port or 25),
            "EMAIL_USE_TLS": "false",
        }  # fmt: skip

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._run(sys.executable, "manage.py", *arguments, check=check)

    def begin(self, *arguments: str) -> Process:
        """The same in a process that may be killed."""
        return self._start([sys.executable, "manage.py", *arguments], arguments[0])

    def inside(self, what: str, *arguments: str) -> Any:
        """What a function of inside.py answers, in a process with the site's settings."""
        done = self._run(sys.executable, "-m", "tests.faults.inside", what, *arguments)
        return json.loads(done.stdout.splitlines()[-1])

    def assert_sealed(self) -> None:
        """The chain is whole: every row is as it was sealed."""
        done = self.manage("verify_audit", check=False)
        assert done.returncode == 0, done.stderr
        assert "Everything is as it was sealed." in done.stdout

    def serve(self, workers: int = 2) -> Process:
        """The pages as they are deployed, in so many processes, once they answer."""
        command = " ".join(deployed("e-safety"))
        command = command.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        command = command.replace("--workers 2", f"--workers {workers}")
        process = self._start(shlex.split(command), "pages")
        wait_until(lambda: self.visitors.get(A_PAGE).status == 200)
        return process

    def work(self) -> Process:
        """One worker as it is deployed."""
        return self._start(deployed("e-safety-worker"), "worker")

    def wait_for_the_days_jobs(self) -> None:
        """Until workers have done what was due today."""
        wait_until(lambda: self.inside("jobs").keys() == {"SUCCESSFUL"})

    def kill(self, process: Process) -> None:
        """As when its machine ends: the process and all that it started, without a word."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @staticmethod
    def children_of(process: Process) -> list[int]:
        """The numbers of the processes that it started."""
        return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)

    def _start(self, command: list[str], name: str) -> Process:
        log_name = f"{len(self.processes)}-{name}.log"
        with (self.folder / log_name).open("wb") as log:
            process = subprocess.Popen(  # a session of its own: what it starts ends with it
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not check, done.stderr
        return done
