"""A school's own server. Everything comes from the environment; .env.example lists it."""

from .base import *  # noqa: F403  settings are layered by star import, Django's own convention
from .base import VAR_DIR
from .environment import database, env, required, stop

SECRET_KEY = required("SECRET_KEY", "It signs sessions; use 50 random characters and keep it secret.")
HOSTS = required("ALLOWED_HOSTS", "Name the site's host, for example e-safety.school.example.")
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",")]

# A trial on one's own machine has no certificate. What crosses a network is never without HTTPS.
WITHOUT_HTTPS = env.bool("WITHOUT_HTTPS", default=False)
if WITHOUT_HTTPS and not set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"}:
    stop("WITHOUT_HTTPS is for a trial on this machine only. Take it out of .env, or allow no host but 127.0.0.1.")
SCHEME = "http" if WITHOUT_HTTPS else "https"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"{SCHEME}://{host}" for host in ALLOWED_HOSTS])

DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'esafety.sqlite3'}")}

HOST = ALLOWED_HOSTS[0].removeprefix(".")
LINKS = env.str("SITE_URL", default=f"{SCHEME}://{HOST}")
SITE_URL = LINKS.rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"E-safety <e-safety@{HOST}>")
if EMAIL_HOST := env.str("EMAIL_HOST", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_PORT = env.int("EMAIL_PORT", default=587)
    EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
    EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
    EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
    EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
    if EMAIL_USE_TLS and EMAIL_USE_SSL:
        stop("EMAIL_USE_TLS and EMAIL_USE_SSL are both set. Keep one: port 587 is TLS, port 465 is SSL.")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not WITHOUT_HTTPS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 0 if WITHOUT_HTTPS else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not WITHOUT_HTTPS

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
