"""Many rows at once, each with its history."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from simple_history.utils import bulk_create_with_history

from core import clock

Model = TypeVar("Model", bound=models.Model)


def create(model: type[Model], records: Iterable[Model], *, by: Any, reason: str) -> list[Model]:
    """Insert the records and their history; the signal that names the actor is not sent in bulk, so it is done here."""
    return list(
        bulk_create_with_history(
            list(records),
            model,
            default_user=by,
            default_change_reason=reason,
            default_date=clock.now(),
            custom_historical_attrs={"history_user_name": str(by) if by else ""},
        )
    )
