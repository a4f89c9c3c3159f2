"""A federation of invented schools on this machine, to try everything with. Never for real records."""

from .base import *  # noqa: F403  settings are layered by star import, Django's own convention
from .base import VAR_DIR
from .environment import database, env

DEMONSTRATION = True
SECRET_KEY = "demonstration-only: nothing secret is kept here"  # noqa: S105  public on purpose
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
DEFAULT_FROM_EMAIL = "E-safety <e-safety@alder.example>"

DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'demonstration.sqlite3'}")}

# Apart from production's, whose compressed copies would be served in place of what was changed since.
STATIC_ROOT = VAR_DIR / "demonstration-static"
EVIDENCE_ROOT = VAR_DIR / "demonstration-evidence"
EVIDENCE_KEYS = {"demonstration": b"demonstration-only: not a secret"}  # public on purpose, like the one above
