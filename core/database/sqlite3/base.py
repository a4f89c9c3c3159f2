"""The database of Django's own of this name, sealing before it commits."""

from django.db.backends.sqlite3 import base

from core.database import SealsBeforeCommit


class DatabaseWrapper(SealsBeforeCommit, base.DatabaseWrapper):
    """See `core.database`."""
