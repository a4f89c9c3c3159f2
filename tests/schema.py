"""The schema of the tests on SQLite: migrated once, kept in `var/` while the migrations stay as they are, and copied.

Migrating an empty database takes as long as a few hundred tests. What the kept file lacks, `migrate` still adds.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The database in memory starts as a copy of the kept one."""
    if connection.vendor != "sqlite":
        yield
        return
    make, opened = connection.creation._create_test_db, []

    def make_from_kept(*arguments, **options):
        name = make(*arguments, **options)
        if connection.creation.is_in_memory_db(name):
            opened.append(sqlite3.connect(name, uri=True))
            with closing(sqlite3.connect(kept_schema())) as kept:
                kept.backup(opened[0])
        return name

    connection.creation._create_test_db = make_from_kept
    yield
    connection.creation._create_test_db = make
    for each in opened:
        each.close()


def kept_schema() -> Path:
    """The file with all tables, made by the first process that asks for it."""
    folder = settings.VAR_DIR / "testing"
    folder.mkdir(parents=True, exist_ok=True)
    schema = folder / f"{fingerprint()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not schema.exists():
            for old in folder.glob("*.sqlite3*"):
                old.unlink()
            being_made = schema.with_suffix(".sqlite3-being-made")
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity=0"],
                cwd=settings.BASE_DIR,
                env={**os.environ, "DATABASE_URL": f"sqlite:///{being_made}"},
                check=True,
            )
            being_made.rename(schema)
    return schema


def fingerprint() -> str:
    """Of all that decides what it holds: Django, every app's migrations, and the presets built in after them."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted([*Path(app.path, "migrations").glob("*.py"), *Path(app.path, "presets").glob("*.*")]):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
