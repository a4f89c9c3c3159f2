"""Erasing what two people decided: it changes many tables at once."""

from typing import Any

from django.db import transaction

from core import clock
from incidents.models import Incident
from people.models import User

from .erasing import erase, what_goes, what_goes_of
from .models import Disposal


@transaction.atomic
def confirm(disposal: Disposal, *, by: User) -> None:
    """The second of two people confirms; the worker erases it."""
    from .tasks import dispose  # which does what is confirmed here

    disposal.confirm(by=by)
    dispose.enqueue(disposal.pk)


@transaction.atomic
def carry_out(disposal: Disposal) -> bool:
    """Erase what was confirmed, once; not what is held back by now, or was opened again. Whether it was erased."""
    record: Any = disposal.lock_record()
    disposal.lock()
    if disposal.confirmed_at is None or disposal.done_at or disposal.called_off_at:
        return False
    if held := disposal.held_because():
        disposal.stop(f"It is held back: {held}")
        return False
    if isinstance(record, Incident) and record.is_open:
        disposal.stop("It was opened again.")
        return False
    keys = what_goes(record) if isinstance(record, Incident) else what_goes_of(record)
    disposal.done_at = clock.now()
    disposal.files = sum(not each.is_destroyed for each in record.evidence.all()) if disposal.incident else 0
    disposal.save_as(None, "Erased")
    erase(
        keys,
        permit=str(disposal),
        reason=str(disposal.get_rule_display()),
        by=disposal.confirmed_by,
        school=disposal.school,
    )
    return True
