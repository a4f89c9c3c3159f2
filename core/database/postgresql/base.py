"""The database of Django's own of this name: it seals before it commits, and prepares what is asked often."""

from typing import Any

from django.db.backends.postgresql import base

from core.database import SealsBeforeCommit

MOST_PREPARED = 200  # statements of one connection; the server keeps them in its memory


class DatabaseWrapper(SealsBeforeCommit, base.DatabaseWrapper):
    """See `core.database`. A statement that is asked often is prepared once for each connection (`core.statements`).

    To read and to plan a statement takes the server several times as long as to answer it, where a few keys are
    looked up.
    """

    @property
    def prepares_statements(self) -> bool:
        """Not where a pool gives each transaction another connection, which is said as Django has it said."""
        return not self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")

    def get_connection_params(self) -> dict[str, Any]:
        """PostgreSQL would plan a prepared statement anew for its first five values, and then compare.

        Here a generic plan is always wanted, and from the first: a connection does not last that long.
        """
        params: dict[str, Any] = super().get_connection_params()
        if self.prepares_statements:
            params["options"] = f"{params.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
        return params

    def connect(self) -> None:
        self._prepared: set[str] = set()
        super().connect()

    def is_usable(self) -> bool:
        """After an error, too: it may have been of a prepared statement that is gone, or fits its tables no more."""
        usable = super().is_usable()
        if usable and self.errors_occurred:
            self._forget_prepared()
        return usable

    def prepare(self, name: str, declared: str) -> None:
        """Have it prepared on this connection, if it was not yet; many that are not asked any more give way to it."""
        self.close_if_health_check_failed()  # as Django does before a cursor
        self.ensure_connection()
        if name in self._prepared:
            return
        # past Django's cursor: it is no query of the page, and is not counted or logged as one
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            if len(self._prepared) >= MOST_PREPARED:
                self._forget_prepared()
            cursor.execute(f"PREPARE {name} {declared}")
        self._prepared.add(name)

    def _forget_prepared(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        self._prepared.clear()  # before anything else can fail: a rollback does not bring them back
