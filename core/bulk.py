"""Many rows at once, each with its history: the one place that writes so.

The signal that names the actor is not sent in bulk, so the actor's name, the moment and the reason are given here.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from . import clock

Model = TypeVar("Model", bound=models.Model)
BATCH = 500  # rows a statement when rows are changed: more makes the statement slower than it saves


def create(model: type[Model], records: Iterable[Model], *, by: Any, reason: str) -> list[Model]:
    """Insert the records, each with the first row of its history."""
    return list(bulk_create_with_history(list(records), model, **_said(by, reason)))


def change(model: type[Model], records: Iterable[Model], fields: Sequence[str], *, by: Any, reason: str) -> None:
    """Write these fields of the records, each with a row of its history."""
    bulk_update_with_history(list(records), model, list(fields), batch_size=BATCH, **_said(by, reason))


def _said(by: Any, reason: str) -> dict[str, Any]:
    return {
        "default_user": by,
        "default_change_reason": reason,
        "default_date": clock.now(),
        "custom_historical_attrs": {"history_user_name": str(by) if by else ""},
    }
