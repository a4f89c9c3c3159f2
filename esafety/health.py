"""What monitors ask: whether the process is alive (`/healthz`), and whether the site can do its work (`/readyz`)."""

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse

from . import running


class HealthMiddleware:
    """Stands before everything else: no session, no database, no question by which host or over HTTPS or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return _answer("ok", 200)
        if request.path_info == "/readyz":
            lacking = list(what_is_lacking())
            return _answer(f"not ready: {', '.join(lacking)}", 503) if lacking else _answer("ready", 200)
        return self.get_response(request)


def what_is_lacking() -> Iterator[str]:
    """`database`, `migrations`, `worker`, `storage`: of these what is not as it must be. Nothing more is told."""
    try:
        connection.ensure_connection()
        if tables_are_older():
            yield "migrations"
        elif not running.a_worker_runs():
            yield "worker"
    except (DatabaseError, InterfaceError):
        yield "database"
    if not all(_can_be_written(Path(folder)) for folder in (settings.EVIDENCE_ROOT, settings.UPLOAD_ROOT)):
        yield "storage"


def tables_are_older() -> bool:
    """Whether a migration of this program has not been applied yet."""
    return not known_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Those that this program comes with: they stay the same as long as the process lives."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _can_be_written(folder: Path) -> bool:
    """Permissions alone do not tell a disk that is full."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
            file.flush()
    except OSError:
        return False
    return True


def _answer(said: str, status: int) -> HttpResponse:
    return HttpResponse(f"{said}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"})
