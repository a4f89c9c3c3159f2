"""Abstract models: what a record is."""

from typing import Any, ClassVar, Self

from django.db import models

from . import clock, sealing


class Record(models.Model):
    """Something that is kept, with a history that names who changed it, when and why.

    Each row of its history is sealed for a school: `sealed_in` is the path to the school's id, empty where it is of
    none, and `sealed_as` the kind of its seals. Of its many-to-many fields, which no history holds, the database lets
    the pairs of those in `only_added` neither change nor go.
    """

    sealed_in: ClassVar[str] = "school_id"
    sealed_as: ClassVar[str] = "change"
    only_added: ClassVar[tuple[str, ...]] = ()

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


class AlreadyWrittenError(Exception):
    """A line is written once: nothing changes it and nothing takes it away."""


class Line(models.Model):
    """Something that is written once: never changed, never removed, and sealed with its transaction.

    `sealed_in` and `sealed_by` are the paths to the ids of its school and of who wrote it, empty where there is none.
    """

    sealed_in: ClassVar[str] = "school_id"
    sealed_as: ClassVar[str] = "line"
    sealed_by: ClassVar[str] = "by_id"

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it. This is the one place through which a single line comes; many at once go through `core.bulk`."""
        if not self._state.adding:
            raise AlreadyWrittenError(f"{self._meta.label} {self.pk} is there already, and stays as it is.")
        super().save(*args, **kwargs)
        sealing.written(type(self), row=self, of=self)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise AlreadyWrittenError(f"{self._meta.label} {self.pk} stays.")
