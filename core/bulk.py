"""Many rows at once, each with its history: the one place that writes so.

The signal that names the actor is not sent in bulk, so the actor's name, the moment and the reason are given here.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, get_history_manager_for_model

from . import clock

Model = TypeVar("Model", bound=models.Model)


def create(model: type[Model], records: Iterable[Model], *, by: Any, reason: str) -> list[Model]:
    """Insert the records, each with the first row of its history."""
    return list(bulk_create_with_history(list(records), model, **_said(by, reason)))


def change(model: type[Model], records: Iterable[Model], fields: Sequence[str], *, by: Any, reason: str) -> None:
    """Write these fields of the records, which exist, each with a row of its history.

    As an insert that finds every row there: ten times as fast as one long CASE for each field.
    """
    rows = list(records)
    with transaction.atomic():
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["pk"], update_fields=list(fields)
        )
        history = get_history_manager_for_model(model)
        history.bulk_history_create(rows, update=True, **_said(by, reason))


def remove(model: type[Model], records: Iterable[Model], *, by: Any, reason: str) -> None:
    """Take away the records, to which nothing refers any more, each with the last row of its history."""
    rows = list(records)
    history = get_history_manager_for_model(model).model
    said = _said(by, reason)
    last = [
        history(
            history_date=said["default_date"],
            history_user=by,
            history_change_reason=reason,
            history_type="-",
            **said["custom_historical_attrs"],
            **{field.attname: getattr(row, field.attname) for field in history.tracked_fields},
        )
        for row in rows
    ]
    with transaction.atomic():
        found = model._default_manager.filter(pk__in=[row.pk for row in rows])
        found._raw_delete(found.db)  # as the collector of Django does where no signal is sent for each row
        history._default_manager.bulk_create(last)


def _said(by: Any, reason: str) -> dict[str, Any]:
    return {
        "default_user": by,
        "default_change_reason": reason,
        "default_date": clock.now(),
        "custom_historical_attrs": {"history_user_name": str(by) if by else ""},
    }
