"""Assigning several incidents at once."""

from django.db import transaction

from core.access import Refused
from incidents.models import Incident
from people.models import User


class NotAssigned(Refused):
    """Some could not be assigned, so none was. `reasons` has a sentence for each of them."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@transaction.atomic
def assign_many(shown: dict[Incident, int | None], *, to: User, by: User, reason: str = "") -> None:
    """Assign all of these or none. `shown` is the handler that the page showed: who was faster is not overruled.

    What the same person was given meanwhile is as it was wanted: a second click is no fault.
    """
    reasons = []
    for incident in sorted(shown, key=lambda one: one.pk):  # always in one order: two at once wait for each other
        incident.lock()
        if incident.handler_id == to.pk != shown[incident]:
            continue
        if incident.handler_id != shown[incident]:
            reasons.append(incident.has_changed_hands)
            continue
        try:
            incident.assign(by=by, to=to, reason=reason)
        except Refused as refused:
            reasons.append(f"{incident}: {refused}")
    if reasons:
        raise NotAssigned(reasons)
