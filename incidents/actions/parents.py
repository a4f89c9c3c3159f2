"""Recording whether the parents were informed."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from core import clock
from core.access import Refused
from core.dates import date_in_words
from people.models import User

from ..models import Incident, Involvement
from .people import lock_person


@transaction.atomic
def record_parents(incident: Incident, answers: list[tuple[Involvement, dict[str, Any]]], *, by: User) -> None:
    """Record for each pupil whether the parents were informed, or why not: all of them or none.

    What was read before the lock is what an answer replaces: where somebody recorded another one meanwhile, or took
    the pupil out, nothing is done.
    """
    read = [_of(involvement, said) for involvement, said in answers]
    incident.lock()
    incident.access.require(by, "record_parents", incident)
    if any(involvement.incident_id != incident.pk for involvement, _ in answers):
        raise Refused("Somebody here is not a part of this incident.")
    for (involvement, said), before in zip(answers, read, strict=True):
        lock_person(involvement)
        if _of(involvement, said) not in (before, said):
            raise Refused(
                f"Somebody else recorded at the same moment what the parents of {involvement} know. "
                "Look at it, and save again."
            )
    informed = Involvement.Parents.INFORMED
    if incident.parents_wait and any(said["parents"] == informed != one.parents for one, said in answers):
        raise Refused(incident.parents_wait_in_words)
    for involvement, said in answers:
        if _of(involvement, said) != said:
            involvement.inform_parents(by=by, **said)
            words = f"{involvement.parents_informed_by} {involvement.parents_informed_how} {involvement.parents_reason}"
            incident.note(_told_parents(involvement), by=by, verb="record_parents", about=involvement.pk, words=words)


def _of(involvement: Involvement, columns: Collection[str]) -> dict[str, Any]:
    return {column: getattr(involvement, column) for column in columns}


def _told_parents(involvement: Involvement) -> str:
    name = involvement.display_name
    if involvement.parents == Involvement.Parents.INFORMED:
        on = date_in_words(involvement.parents_informed_on or clock.today())
        how = f", {involvement.parents_informed_how}" if involvement.parents_informed_how else ""
        return f"Parents of {name} informed on {on} by {involvement.parents_informed_by}{how}."
    return f"Parents of {name} not informed, because: {involvement.parents_reason}"
