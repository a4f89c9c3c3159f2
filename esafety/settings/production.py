"""A school's own server. Everything comes from the environment; .env.example lists it."""

import re
from pathlib import Path

from .base import *  # noqa: F403  settings are layered by star import, Django's own convention
from .base import BASE_DIR, VAR_DIR
from .environment import (
    MAKE_A_KEY,
    address,
    backup_key,
    database,
    directory,
    env,
    hosts,
    key_ring,
    mailboxes,
    new_database,
    port,
    required,
    stop,
    switch,
)

SECRET_KEY = required("SECRET_KEY", "It signs sessions; use 50 random characters and keep it secret.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = hosts("ALLOWED_HOSTS")

# A trial on one's own machine has no certificate. What crosses a network is never without HTTPS.
WITHOUT_HTTPS = switch("WITHOUT_HTTPS", default=False)
if WITHOUT_HTTPS and not set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"}:
    stop("WITHOUT_HTTPS is for a trial on this machine only. Take it out of .env, or allow no host but 127.0.0.1.")
SCHEME = "http" if WITHOUT_HTTPS else "https"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"{SCHEME}://{host}" for host in ALLOWED_HOSTS])

DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'esafety.sqlite3'}")}
NEW_DATABASE = new_database()

EVIDENCE_KEYS = key_ring(required("EVIDENCE_KEYS", MAKE_A_KEY))
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default=str(VAR_DIR / "evidence"))).resolve()
if any(EVIDENCE_ROOT.is_relative_to(served) for served in (BASE_DIR / "static", VAR_DIR / "static")):
    stop("EVIDENCE_ROOT is below a folder that is served to everybody. Name one of its own.")
BACKUP_KEY = backup_key()
AUDIT_HEADS_TO = mailboxes("AUDIT_HEADS_TO")
CLAMD = env.str("CLAMD", default="")
if CLAMD and not re.fullmatch(r"unix:/.+|[^:]+:[0-9]+", CLAMD):
    stop("CLAMD is not understood. Write unix:/path/to/socket or host:port, or leave it out.")

if SERVER := env.str("OIDC_SERVER", default=""):
    NEEDED = "The directory that OIDC_SERVER names gave it when this site was registered there."
    SOCIALACCOUNT_PROVIDERS = directory(
        server=SERVER,
        name=env.str("OIDC_NAME", default="the school’s directory"),
        client_id=required("OIDC_CLIENT_ID", NEEDED),
        secret=required("OIDC_CLIENT_SECRET", NEEDED),
    )
    DIRECTORY_PROVES_ADDRESSES = switch("OIDC_PROVES_ADDRESSES", default=False)

HOST = ALLOWED_HOSTS[0].removeprefix(".")
SITE_URL = address("SITE_URL", default=f"{SCHEME}://{HOST}")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"E-safety <e-safety@{HOST}>")
if EMAIL_HOST := env.str("EMAIL_HOST", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_PORT = port("EMAIL_PORT", default=587)
    EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
    EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
    EMAIL_USE_SSL = switch("EMAIL_USE_SSL", default=False)
    EMAIL_USE_TLS = switch("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
    if EMAIL_USE_TLS and EMAIL_USE_SSL:
        stop("EMAIL_USE_TLS and EMAIL_USE_SSL are both set. Keep one: port 587 is TLS, port 465 is SSL.")

SECURE_SSL_REDIRECT = switch("SECURE_SSL_REDIRECT", default=not WITHOUT_HTTPS)
BEHIND_PROXY = switch("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # whose last word on where somebody sits counts for the limits
SECURE_HSTS_SECONDS = 0 if WITHOUT_HTTPS else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not WITHOUT_HTTPS

# One line of JSON for each request and job, and for what goes wrong; core/logs.py says what is never in one.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},  # refusals are answers
        # A trial's own output shows the e-mails: the requests would bury them.
        "esafety": {"handlers": ["console"], "level": "WARNING" if WITHOUT_HTTPS else "INFO", "propagate": False},
    },
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
