"""A PostgreSQL of the tests' own, which may be stopped."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

NOWHERE = Path(os.devnull)


class Cluster:
    """Made in a folder of its own, reachable through a socket in it alone; it waits for the disk as a school's does."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        pg_ctl = found[-1] if found else Path(str(shutil.which("pg_ctl")))
        self.bin = pg_ctl.parent
        self.folder = Path(tempfile.mkdtemp(prefix="esafety-faults.", dir="/tmp"))
        self.owner: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(self.folder, "postgres")
            self.owner = [str(shutil.which("runuser", path="/usr/sbin:/sbin:/usr/bin")), "--user", "postgres", "--"]
        self._here = (f"--host={self.folder}", "--username=postgres")
        self._do("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")

    def url(self, name: str) -> str:
        return f"postgres://postgres@/{name}?host={self.folder}"

    def create(self, name: str, like: str = "template1") -> None:
        """A database, empty or a copy of one that nobody uses just now."""
        self._run("createdb", *self._here, f"--template={like}", name)

    def keep(self, name: str, file: Path) -> None:
        """Write what a database holds into a file."""
        self._run("pg_dump", *self._here, "--format=custom", name, into=file)

    def bring_back(self, name: str, file: Path) -> None:
        """The same in an empty database."""
        self._run("pg_restore", *self._here, f"--dbname={name}", "--single-transaction", out_of=file)

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        self._do("pg_ctl", f"--log={self.folder}/log", "--wait", f"--options={options}", "start")

    def stop(self, mode: str = "immediate") -> None:
        """`immediate` is how it ends when its machine does."""
        self._do("pg_ctl", f"--mode={mode}", "stop")

    def remove(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _do(self, program: str, *arguments: str) -> None:
        self._run(program, f"--pgdata={self.folder}/data", *arguments)

    def _run(self, program: str, *arguments: str, out_of: Path | None = None, into: Path | None = None) -> None:
        command = [*self.owner, str(self.bin / program), *arguments]
        with (out_of or NOWHERE).open("rb") as standard_input, (into or NOWHERE).open("wb") as output:
            subprocess.run(
                command, check=True, stdin=standard_input, stdout=output, stderr=subprocess.DEVNULL, cwd=self.folder
            )
