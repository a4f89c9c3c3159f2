"""What was written in a transaction, gathered until its last moment: then whoever seals it is asked to.

What is gathered waits among Django's own hooks for after the commit, because Django forgets those of a savepoint
that is rolled back. `core.database` takes it out from there before the commit. Where nothing is gathered, outside a
transaction, each row is sealed at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from . import clock


@dataclass(slots=True, eq=False)
class Written:
    """Rows of one table, `model`, that were written in this transaction.

    Either `row` itself, of the record `of`, or the `keys` of many rows whose `model` names their school.
    """

    model: type[models.Model]
    row: models.Model | None = None
    of: Any = None
    keys: Sequence[int] = ()
    at: datetime = field(default_factory=clock.now)
    is_sealed: bool = False

    def __call__(self) -> None:
        """Nobody gathered it: it is sealed by itself."""
        if not self.is_sealed:
            with transaction.atomic():
                _seal([self])


Seal = Callable[[Sequence[Written]], None]
_sealers: list[Seal] = []


def seal_with(seal: Seal) -> None:
    """`seal` is given what was written, in its transaction. An app above says so when it is ready."""
    if seal not in _sealers:
        _sealers.append(seal)


def written(model: type[models.Model], *, row: Any = None, of: Any = None, keys: Sequence[int] = ()) -> None:
    """Say that a row of this table was written, or those with these keys."""
    transaction.on_commit(Written(model, row, of, keys))


def seal_what_waits(connection: BaseDatabaseWrapper | None = None, *, at_least: int = 0) -> None:
    """Seal what this transaction has written so far, where that is `at_least` so much.

    Not to be called under a savepoint that may still be given up.
    """
    connection = connection or connections[DEFAULT_DB_ALIAS]
    hooks: list[Any] = connection.run_on_commit
    if len(hooks) < at_least:
        return
    if waiting := [hook[1] for hook in hooks if isinstance(hook[1], Written)]:
        _seal([each for each in waiting if not each.is_sealed])
        connection.run_on_commit = [hook for hook in hooks if not isinstance(hook[1], Written)]


def _seal(waiting: list[Written]) -> None:
    for seal in _sealers:
        seal(waiting)
    for each in waiting:
        each.is_sealed = True
