"""Read the environment; a setting that is missing stops the start with a sentence that says what to set."""

import base64
import binascii
import os
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

import environ

from .base import BASE_DIR, SQLITE_OPTIONS, VAR_DIR

# sqlite://name, with a slash too few, would be a database in memory that is gone with the process.
KNOWN_DATABASES = ("postgres://", "postgresql://", "sqlite:///", "sqlite://:memory:")

MAKE_A_KEY = (
    "It encrypts evidence: a name, a colon and 32 random bytes in base64; several separated by commas, the newest "
    "first. Make one with: "
    "python3 -c 'import base64, os; print(\"2026:\" + base64.b64encode(os.urandom(32)).decode())'."
)

YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def stop(sentence: str) -> NoReturn:
    """End the start with one sentence instead of a traceback."""
    print(f"E-safety cannot start: {sentence}", file=sys.stderr)
    raise SystemExit(1)


def _owner_of(file: Path) -> str:
    try:
        return file.owner()
    except KeyError:  # an account without a name, as in a container
        return f"'#{file.stat().st_uid}'"


def _read(file: Path) -> environ.Env:
    """The environment, and what the file adds. To whoever may not read it every setting would seem to be missing."""
    if file.exists() and not os.access(file, os.R_OK):
        stop(f"{file} is there, but you may not read it. Run this as its owner: sudo -u {_owner_of(file)} …")
    if file.exists() and os.geteuid() == 0 != file.stat().st_uid:  # what root writes, the program could not read
        stop(f"this is not for root, since {file} is another's. Run it as its owner: sudo -u {_owner_of(file)} …")
    environ.Env.read_env(file)
    return environ.Env()


env = _read(BASE_DIR / ".env")


def required(name: str, why: str) -> str:
    """The setting's text; without it the program ends, naming the setting."""
    value: str = env.str(name, default="")
    return value or stop(f"{name} is not set. {why} Put it into the environment or into {BASE_DIR / '.env'}.")


def switch(name: str, *, default: bool) -> bool:
    """What is on or off. A slip is not taken for off: what it was to protect would be left open without a word."""
    written = env.str(name, default="").strip().lower()
    if written and written not in YES + NO:
        stop(f"{name} is not understood. Write true or false.")
    return written in YES if written else default


def hosts(name: str) -> list[str]:
    """Host names, separated by commas."""
    found = [
        host.strip() for host in required(name, "Name the site's host, for example e-safety.school.example.").split(",")
    ]
    if any("/" in host for host in found):
        stop(f"{name} is not understood. Write hosts without https://, for example e-safety.school.example.")
    return found


def address(name: str, *, default: str) -> str:
    """Of a site, without a stroke at its end."""
    written = env.str(name, default="") or default
    if not re.match(r"https?://[^/]", written):
        stop(f"{name} is not understood. Write an address that begins with https://.")
    return written.rstrip("/")


def mailboxes(name: str) -> list[str]:
    """E-mail addresses, separated by commas; none where nothing is set. A slip would be sent to nobody every day."""
    written = env.str(name, default="")
    found = [each.strip() for each in written.split(",") if each.strip()]
    if not all(re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", each) for each in found):
        stop(f"{name} is not understood. Write e-mail addresses, separated by commas.")
    return found


def port(name: str, *, default: int) -> int:
    written = env.str(name, default="") or str(default)
    if not (written.isdecimal() and 0 < int(written) < 65536):
        stop(f"{name} is not understood. Write a number, for example {default}.")
    return int(written)


def database(default: str) -> dict[str, Any]:
    """DATABASE_URL, or the default URL, with what each kind of database needs."""
    return _database_at(env.str("DATABASE_URL", default="") or default, "DATABASE_URL")


def new_database() -> dict[str, Any]:
    """Where `move_database` moves to; nothing where nobody wants that."""
    url = env.str("NEW_DATABASE_URL", default="")
    return _database_at(url, "NEW_DATABASE_URL") if url else {}


def _database_at(url: str, name: str) -> dict[str, Any]:
    try:
        if not url.startswith(KNOWN_DATABASES):
            raise ValueError(url)
        config: dict[str, Any] = env.db_url_config(url)
        if not config["NAME"]:
            raise ValueError(url)
    except ValueError:
        stop(f"{name} is not understood. Write postgres://user:password@host/name or sqlite:////path/to/file.")
    config["ENGINE"] = config["ENGINE"].replace("django.db.backends", "core.database")
    if config["ENGINE"].endswith("sqlite3"):
        VAR_DIR.mkdir(exist_ok=True)
        if not (folder := Path(config["NAME"]).parent).is_dir():
            stop(f"{name} names a file in {folder}, and there is no such folder. An absolute path has four strokes.")
        config["OPTIONS"] = SQLITE_OPTIONS
    else:
        config = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True} | config
    return config


def key_ring(text: str) -> dict[str, bytes]:
    """`name:base64, name:base64` as name → 32 bytes, in this order."""
    ring = {}
    for entry in text.split(","):
        name, _, written = entry.strip().partition(":")
        key = _decoded(written)
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name) or len(key) != 32 or name in ring:
            stop(f"EVIDENCE_KEYS is not understood. {MAKE_A_KEY}")
        ring[name] = key
    return ring


def backup_key() -> bytes:
    """The 32 bytes that encrypt backups; nothing where none is set."""
    written = env.str("BACKUP_KEY", default="")
    key = _decoded(written)
    if written and len(key) != 32:
        stop("BACKUP_KEY is not understood. It is 32 random bytes in base64; .env.example says how to make one.")
    return key


def _decoded(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error:
        return b""


def directory(*, server: str, name: str, client_id: str, secret: str) -> dict[str, Any]:
    """The school's directory as django-allauth wants it: one entry, whoever's it is (Microsoft, Google, another)."""
    if not server.startswith("https://"):
        stop("OIDC_SERVER is not understood. Write the address of the directory, beginning with https://.")
    app = {
        "provider_id": "directory",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": server.rstrip("/")},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
