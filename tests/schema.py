"""The schema of the tests: migrated once, kept while the migrations stay as they are, and copied.

Migrating an empty database takes as long as a few hundred tests. What the kept one lacks, `migrate` still adds.
"""

import fcntl
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation

FOLDER = settings.VAR_DIR / "testing"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """The database of the tests starts as a copy of one that is migrated.

    On SQLite it is in memory, unless a server answers beside the tests: then it is a file, of which each thread has a
    connection of its own.
    """
    creation, opened = connection.creation, []
    make = creation._create_test_db
    if connection.vendor == "sqlite":
        serves = any("live_server" in item.fixturenames for item in request.session.items)
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3") if serves else ":memory:"
        connection.settings_dict["TEST"]["NAME"] = name

    def make_from_kept(*arguments, **options):
        if connection.vendor == "postgresql":
            with _lock():
                return _copied_on_postgresql(creation)
        name = make(*arguments, **options)
        opened.append(sqlite3.connect(name, uri=True))
        with closing(sqlite3.connect(kept_schema())) as kept:
            kept.backup(opened[0])
        return name

    creation._create_test_db = make_from_kept
    yield
    creation._create_test_db = make
    for each in opened:
        each.close()


@contextmanager
def _lock() -> Iterator[None]:
    """One process at a time makes what is kept."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kept_schema() -> Path:
    """The file with all tables. It stays in the folder for the next run."""
    with _lock():
        schema = FOLDER / f"{fingerprint()}.sqlite3"
        if not schema.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            being_made = schema.with_suffix(".sqlite3-being-made")
            _migrate(f"sqlite:///{being_made}")
            being_made.rename(schema)
        return schema


def _copied_on_postgresql(creation: BaseDatabaseCreation) -> str:
    """Stays in the server, which is often made for one run."""
    name, kept = creation._get_test_db_name(), f"kept_{fingerprint()}"
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = %s", [kept])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {kept}_being_made")
            _migrate(re.sub(r"/[^/?]+(\?|$)", rf"/{kept}_being_made\1", os.environ["DATABASE_URL"], count=1))
            cursor.execute(f"ALTER DATABASE {kept}_being_made RENAME TO {kept}")
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE {kept}')
    return name


def _migrate(url: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url},
        check=True,
    )


def fingerprint() -> str:
    """Of all that decides what it holds: Django, every app's migrations, and the presets built in after them."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted([*Path(app.path, "migrations").glob("*.py"), *Path(app.path, "presets").glob("*.*")]):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    django.setup()
    kept_schema()
