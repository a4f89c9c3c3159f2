"""The test suite: SQLite unless DATABASE_URL names another database."""

from .base import *  # noqa: F403  settings are layered by star import, Django's own convention
from .base import VAR_DIR
from .environment import database

SECRET_KEY = "testing"  # noqa: S105  nothing is kept
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = {"default": database("sqlite://:memory:")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 takes 0.2 s a sign-in, on purpose
STATIC_ROOT = VAR_DIR / "never-collected"  # WhiteNoise looks through it for each browser that a test opens
EVIDENCE_KEYS = {"testing": bytes(32)}
EVIDENCE_ROOT = UPLOAD_ROOT = VAR_DIR / "never-written"  # a test that stores files has folders of its own
