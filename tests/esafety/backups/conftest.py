"""What the tests of backups share: a database with something in it, and empty ones to bring it back into."""

import io
import os
import sqlite3
import subprocess
from contextlib import closing

import pytest
from django.db import connection, connections

from core.sealing import seal_what_waits
from esafety.backups.archive import Secret
from incidents.actions import attach

SECRET = Secret(key=bytes(range(32)))
KEY = bytes(range(1, 33))
BACK = "brought_back"


@pytest.fixture
def evidence(incident, coordinator, settings):
    settings.EVIDENCE_KEYS = {"testing": KEY}
    incident.review(by=coordinator, branch="unsuitable", user_action=None, safeguarding=False, reason="Seen.")
    attached = attach(incident, io.BytesIO(b"09:12 see you\n"), by=coordinator, name="chat.txt", title="Chat")
    seal_what_waits()  # as the commit does
    return attached


@pytest.fixture
def empty_database(db, tmp_path):
    """A database with this program's tables and no row, as the alias `BACK`: quicker than migrating one."""
    made = _empty_file(tmp_path / "empty.sqlite3") if connection.vendor == "sqlite" else _empty_beside()
    connections.databases[BACK] = connections.databases["default"] | {"NAME": made}
    connections[BACK].connect()  # Django's tests refuse to open what was not there when they began
    yield BACK
    connections[BACK].close()
    del connections[BACK]
    del connections.databases[BACK]


def _empty_file(path):
    with closing(sqlite3.connect(path)) as made, made, connection.cursor() as cursor:
        made.execute("BEGIN")  # else each table is written to the disk by itself
        cursor.execute("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_text%'")
        for (statement,) in cursor.fetchall():
            made.execute(statement)
        cursor.execute("SELECT app, name, applied FROM django_migrations ORDER BY id")
        rows = [[str(value) for value in row] for row in cursor.fetchall()]
        made.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", rows)
    return str(path)


def _empty_beside():
    """On the same PostgreSQL server, which goes when the tests end."""
    there = connection.settings_dict
    reached = {
        "PGHOST": there["OPTIONS"].get("host") or there["HOST"],
        "PGUSER": there["USER"],
        "PATH": os.environ["PATH"],
    }

    def run(*command, **options):
        return subprocess.run(command, env=reached, check=True, capture_output=True, **options).stdout  # noqa: S603  our own names

    run("dropdb", "--if-exists", "--force", BACK)
    run("createdb", "--template=template0", BACK)
    tables = run("pg_dump", "--schema-only", there["NAME"])
    done = run("pg_dump", "--data-only", "--table=django_migrations", there["NAME"])
    run("psql", "--quiet", BACK, input=tables + done)
    return BACK


@pytest.fixture
def store(settings, tmp_path):
    """`store("there")`: from here on, the store of evidence is this folder."""

    def use(name):
        settings.EVIDENCE_ROOT = tmp_path / name
        return settings.EVIDENCE_ROOT

    return use
