"""Abstract models: what a record is."""

from typing import Any, Self

from django.db import models

from . import clock


class Record(models.Model):
    """Something that is kept, with a history that names who changed it, when and why."""

    class Meta:
        abstract = True

    def lock(self) -> Self:
        """Re-read this row under a lock that lasts until the transaction ends.

        Whatever was decided before the lock is decided again after it. SQLite has one writer at a time, taken at
        the start of the transaction, so there the re-reading alone is enough.
        """
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update())
        return self

    def save_as(self, by: models.Model | None, reason: str = "", **kwargs: Any) -> None:
        """Save with the actor and the reason in the history, in the transaction of the change."""
        self._say_who(by, reason)
        self.save(**kwargs)

    def delete_as(self, by: models.Model | None, reason: str) -> None:
        """Take the row away; its history keeps that it was there, and who took it away and why."""
        self._say_who(by, reason)
        self.delete()

    def _say_who(self, by: models.Model | None, reason: str) -> None:
        self._history_user = by
        self._history_date = clock.now()
        self._change_reason = reason
