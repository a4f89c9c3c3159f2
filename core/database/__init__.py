"""Django's two databases, each with one thing more: what a transaction wrote is sealed just before it is committed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper as Wrapper
else:
    Wrapper = object


class SealsBeforeCommit(Wrapper):
    """Asks `core.sealing` before each commit, as part of the transaction: neither is ever there without the other."""

    def commit(self) -> None:
        from core.sealing import seal_what_waits  # the settings name this module before there are any apps

        if self.run_on_commit:
            self.in_atomic_block = True  # as it was until now: its statements belong to this transaction
            try:
                seal_what_waits(self)
            except BaseException:
                self.in_atomic_block = False
                self.rollback()
                raise
            self.in_atomic_block = False
        super().commit()
