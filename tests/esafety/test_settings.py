"""A school's own server starts with what it needs, or says in one sentence what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMPLETE = {
    "SECRET_KEY": "n" * 50,
    "ALLOWED_HOSTS": "e-safety.school.example",
    "DATABASE_URL": "sqlite://:memory:",
    "DJANGO_SETTINGS_MODULE": "esafety.settings.production",
}


def start(show="'started'", **changed):
    """Load the production settings in a process of their own, and print something of them."""
    environment = {name: value for name, value in (COMPLETE | changed).items() if value is not None}
    return subprocess.run(  # noqa: S603  our own interpreter, and arguments from this file
        [sys.executable, "-c", f"import django; django.setup(); from django.conf import settings; print({show})"],
        env=environment | {"PATH": os.environ["PATH"]},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_all_that_is_required_it_starts():
    process = start()

    assert (process.returncode, process.stdout, process.stderr) == (0, "started\n", "")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set. It signs sessions;"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set."),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set. Name the site's host"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not understood. Write postgres://"),
        ({"DATABASE_URL": "mysql://u:p@host/name"}, "DATABASE_URL is not understood. Write postgres://"),
        ({"DATABASE_URL": "postgres://u:p@host:port/name"}, "DATABASE_URL is not understood. Write postgres://"),
        ({"DATABASE_URL": "sqlite://esafety.sqlite3"}, "DATABASE_URL is not understood. Write postgres://"),
        ({"DATABASE_URL": "//"}, "DATABASE_URL is not understood. Write postgres://"),
        ({"WITHOUT_HTTPS": "true"}, "WITHOUT_HTTPS is for a trial on this machine only."),
    ],
)
def test_what_is_missing_or_not_understood_stops_the_start_with_one_sentence(changed, sentence):
    process = start(**changed)

    assert process.returncode == 1
    assert process.stderr.startswith(f"E-safety cannot start: {sentence}")
    assert len(process.stderr.splitlines()) == 1


def test_hosts_may_be_written_with_spaces_after_the_commas():
    process = start("settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS", ALLOWED_HOSTS="a.example, b.example")

    assert process.stdout == "['a.example', 'b.example'] ['https://a.example', 'https://b.example']\n"


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({}, "True None True True"),
        ({"SECURE_SSL_REDIRECT": "false"}, "False None True True"),
        ({"WITHOUT_HTTPS": "true", "ALLOWED_HOSTS": "127.0.0.1,localhost"}, "False None False False"),
        ({"BEHIND_PROXY": "true"}, "True ('HTTP_X_FORWARDED_PROTO', 'https') True True"),
    ],
)
def test_it_keeps_to_https(changed, shown):
    shows = "settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER"
    cookies = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE"

    process = start(f"*({shows}, {cookies})", **changed)

    assert process.stdout.strip() == shown


def test_it_never_shows_what_broke_and_never_lets_demonstration_accounts_in():
    process = start("settings.DEBUG, settings.DEMONSTRATION")

    assert process.stdout == "False False\n"


def test_passwords_are_hashed_with_argon2_and_nothing_weaker():
    process = start("settings.PASSWORD_HASHERS")

    assert process.stdout == "['django.contrib.auth.hashers.Argon2PasswordHasher']\n"


def test_writers_to_sqlite_queue_instead_of_failing():
    process = start("settings.DATABASES['default']['OPTIONS']['transaction_mode']")

    assert process.stdout == "IMMEDIATE\n"


def test_connections_to_postgresql_are_checked_before_use():
    database = "settings.DATABASES['default']"

    process = start(
        f"{database}['ENGINE'], {database}['NAME'], {database}['CONN_HEALTH_CHECKS']",
        DATABASE_URL="postgres://esafety:secret@localhost/records",
    )

    assert process.stdout == "django.db.backends.postgresql records True\n"
