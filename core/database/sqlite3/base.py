"""The database of Django's own of this name, sealing before it commits."""

import os
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base

from core.database import SealsBeforeCommit

NO_FILE = (":memory:", "file:")


class DatabaseWrapper(SealsBeforeCommit, base.DatabaseWrapper):
    """See `core.database`. A new file is its owner's alone, whoever starts the program with whatever umask."""

    prepares_statements = False  # by itself: Python keeps what it was asked last

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        name = str(conn_params["database"])
        if not name.startswith(NO_FILE):
            with suppress(OSError):  # it is there; or cannot be made, which SQLite says better
                os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # what it adds has the same rights
        return super().get_new_connection(conn_params)
