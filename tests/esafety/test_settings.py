"""A school's own server starts with what it needs, or says in one sentence what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COMPLETE = {
    "SECRET_KEY": "n" * 50,
    "EVIDENCE_KEYS": f"2026:{'A' * 43}=",
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
        ({"EVIDENCE_KEYS": None}, "EVIDENCE_KEYS is not set. It encrypts evidence: a name, a colon and"),
        ({"BACKUP_KEY": "c2hvcnQ="}, "BACKUP_KEY is not understood. It is 32 random bytes in base64;"),
        ({"NEW_DATABASE_URL": "esafety"}, "NEW_DATABASE_URL is not understood. Write postgres://"),
        ({"EVIDENCE_KEYS": "2026"}, "EVIDENCE_KEYS is not understood. It encrypts evidence:"),
        ({"EVIDENCE_KEYS": "2026:c2hvcnQ="}, "EVIDENCE_KEYS is not understood."),
        ({"EVIDENCE_KEYS": f"2026:{'A' * 43}=,2026:{'B' * 43}="}, "EVIDENCE_KEYS is not understood."),
        ({"EVIDENCE_ROOT": str(ROOT / "static" / "files")}, "EVIDENCE_ROOT is below a folder that is served"),
        ({"CLAMD": "clamav"}, "CLAMD is not understood. Write unix:/path/to/socket or host:port"),
        ({"WITHOUT_HTTPS": "true"}, "WITHOUT_HTTPS is for a trial on this machine only."),
        ({"DATABASE_URL": "postgres://u:p@host"}, "DATABASE_URL is not understood. Write postgres://"),
        ({"DATABASE_URL": "sqlite:///nowhere/x.sqlite3"}, "DATABASE_URL names a file in nowhere, and there is no such"),
        ({"ALLOWED_HOSTS": "https://a.example"}, "ALLOWED_HOSTS is not understood. Write hosts without https://"),
        ({"SITE_URL": "e-safety.school.example"}, "SITE_URL is not understood. Write an address that begins with"),
        ({"BEHIND_PROXY": "tru"}, "BEHIND_PROXY is not understood. Write true or false."),
        ({"AUDIT_HEADS_TO": "clerk"}, "AUDIT_HEADS_TO is not understood. Write e-mail addresses, separated by commas."),
        ({"EMAIL_HOST": "mail.example", "EMAIL_PORT": "abc"}, "EMAIL_PORT is not understood. Write a number"),
    ],
)
def test_what_is_missing_or_not_understood_stops_the_start_with_one_sentence(changed, sentence):
    process = start(**changed)

    assert process.returncode == 1
    assert process.stderr.startswith(f"E-safety cannot start: {sentence}")
    assert len(process.stderr.splitlines()) == 1


NOT_READ = "os.access = lambda *_: False"
OF_ANOTHER = "os.geteuid = lambda: 0; os.chown(file, 65534, 65534) if os.getuid() == 0 else None"


@pytest.mark.parametrize(
    ("so_that", "sentence"),
    [
        (NOT_READ, " is there, but you may not read it. Run this as its owner: sudo -u "),
        (OF_ANOTHER, "this is not for root, since "),
    ],
)
def test_the_settings_of_another_user_are_read_by_nobody_else(tmp_path, so_that, sentence):
    """Who may not read them would be told that they are missing; what root writes could be read by nobody else."""
    file = tmp_path / ".env"
    file.write_text("")
    read = f"import os, pathlib; file = pathlib.Path({str(file)!r}); from esafety.settings import environment"
    process = subprocess.run(  # noqa: S603  as above
        [sys.executable, "-c", f"{read}; {so_that}; environment._read(file)"],
        env=COMPLETE | {"PATH": os.environ["PATH"]},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.returncode == 1
    assert sentence in process.stderr
    assert len(process.stderr.splitlines()) == 1


def test_a_setting_that_is_emptied_is_left_out():
    emptied = start(
        "settings.DATABASES['default']['NAME'], settings.SITE_URL, settings.BEHIND_PROXY",
        **dict.fromkeys(("DATABASE_URL", "SITE_URL", "BEHIND_PROXY"), ""),
    )

    assert emptied.stdout == f"{ROOT / 'var' / 'esafety.sqlite3'} https://e-safety.school.example False\n"


@pytest.mark.parametrize(
    "url", ["postgres://u:hunter2@127.0.0.1:1/name", "postgres://u:hunter2@127.0.0.1:1/name?sslmod=x"]
)
def test_a_command_says_in_one_sentence_that_the_database_cannot_be_opened(url):
    process = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        env=COMPLETE | {"DATABASE_URL": url, "PATH": os.environ["PATH"]},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.returncode == 1
    assert process.stderr.startswith("The database that DATABASE_URL names cannot be opened: ")
    assert (len(process.stderr.splitlines()), "hunter2" in process.stderr) == (1, False)


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

    assert process.stdout == "core.database.postgresql records True\n"


def test_the_address_of_a_database_may_say_how_it_is_connected():
    names = ("CONN_MAX_AGE", "DISABLE_SERVER_SIDE_CURSORS", "CONN_HEALTH_CHECKS")
    pooled = "postgres://esafety:secret@localhost/records?CONN_MAX_AGE=0&DISABLE_SERVER_SIDE_CURSORS=True"

    process = start(f"*(settings.DATABASES['default'].get(name) for name in {names})", DATABASE_URL=pooled)

    assert process.stdout == "0 True True\n"


def test_a_process_that_serves_pages_loads_no_library_that_few_of_them_need():
    large = {"openpyxl", "numpy", "scipy", "lxml", "pikepdf", "weasyprint"}  # a third of what a process takes, and more

    process = start(f"__import__('esafety.urls') and sorted({large} & __import__('sys').modules.keys())")

    assert (process.stdout, process.stderr) == ("[]\n", "")


def test_the_web_server_has_its_pages_before_the_first_visitor_comes_and_keeps_them_out_of_the_collectors_way():
    process = start(
        "__import__('runpy').run_path('gunicorn.conf.py')['post_worker_init'](None),"
        " 'incidents.views.log' in __import__('sys').modules, __import__('gc').get_freeze_count() > 100_000"
    )

    assert (process.stdout, process.stderr) == ("None True True\n", "")


def test_without_a_mail_server_e_mails_are_written_to_the_output():
    process = start("*(settings.EMAIL_BACKEND, settings.SITE_URL, settings.DEFAULT_FROM_EMAIL)")

    assert process.stdout == (
        "django.core.mail.backends.console.EmailBackend https://e-safety.school.example "
        "E-safety <e-safety@e-safety.school.example>\n"
    )


@pytest.mark.parametrize(
    ("changed", "port_tls_ssl"),
    [
        ({}, "587 True False"),
        ({"EMAIL_PORT": "465", "EMAIL_USE_SSL": "true"}, "465 False True"),
        ({"EMAIL_PORT": "25", "EMAIL_USE_TLS": "false"}, "25 False False"),
    ],
)
def test_with_one_they_are_sent_through_it(changed, port_tls_ssl):
    shows = "settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS"

    process = start(f"*({shows}, settings.EMAIL_USE_SSL)", EMAIL_HOST="mail.school.example", **changed)

    assert process.stdout == f"django.core.mail.backends.smtp.EmailBackend mail.school.example {port_tls_ssl}\n"


def test_two_ways_of_encrypting_at_once_stop_the_start():
    process = start(EMAIL_HOST="mail.school.example", EMAIL_USE_SSL="true", EMAIL_USE_TLS="true")

    assert process.returncode == 1
    assert process.stderr.startswith("E-safety cannot start: EMAIL_USE_TLS and EMAIL_USE_SSL are both set.")


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"SITE_URL": "https://log.school.example/"}, "https://log.school.example"),
        ({"ALLOWED_HOSTS": ".school.example"}, "https://school.example"),
    ],
)
def test_links_begin_with_the_sites_own_address(changed, shown):
    assert start("settings.SITE_URL", **changed).stdout == f"{shown}\n"
