"""The database of Django's own of this name, sealing before it commits, and planning once what is asked often."""

from typing import Any

from django.db.backends.postgresql import base

from core.database import SealsBeforeCommit

MOST_PREPARED = 200  # statements of one connection; the server keeps them in its memory


class DatabaseWrapper(SealsBeforeCommit, base.DatabaseWrapper):
    """See `core.database`. Of a statement that stands the server keeps for each connection how it will answer it.

    To read and to plan a statement takes it several times as long as to answer, where a few keys are looked up.
    """

    @property
    def plans_once(self) -> bool:
        """Not where a pool gives each transaction another connection, which is said as Django has it said."""
        return not self.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")

    def get_connection_params(self) -> dict[str, Any]:
        """It would plan the first five times anew, to see whether that is worth it; here it never is."""
        params: dict[str, Any] = super().get_connection_params()
        if self.plans_once:
            params["options"] = f"{params.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
        return params

    def connect(self) -> None:
        self._prepared: set[str] = set()
        super().connect()

    def prepare(self, name: str, statement: str) -> None:
        """Have it planned for this connection, if it was not yet; many that are not asked any more give way to it."""
        self.ensure_connection()
        if name in self._prepared:
            return
        full = len(self._prepared) >= MOST_PREPARED
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(f"{'DEALLOCATE ALL; ' if full else ''}PREPARE {name} {statement}")
        if full:
            self._prepared.clear()
        self._prepared.add(name)
