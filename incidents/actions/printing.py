"""A record leaves the program on paper: the register of exports and the chronology keep it."""

import hashlib

from django.db import transaction

from core import clock
from people.models import User

from ..models import Export, Incident
from ..printing.paper import Copy


@transaction.atomic
def keep_printed(incident: Incident, copy: Copy, file: bytes, *, by: User) -> None:
    """Write down that this file was made of the whole record: for whom, why, and by which fingerprint it is known."""
    incident.lock()
    incident.access.require(by, "print_record", incident)
    sha256 = hashlib.sha256(file).hexdigest()
    export = Export.objects.create(
        user=by,
        at=clock.now(),
        format=Export.Format.PDF,
        query=copy.in_words,
        with_names=not copy.redacts,
        reason=copy.reason,
        rows=1,
        sha256=sha256,
    )
    export.incidents.add(incident)
    names = "others as pseudonyms" if copy.redacts else "with every name"
    text = f"The whole record was printed. {copy.for_whom}, {names}. {copy.reason} SHA-256 {sha256}"
    incident.note(text, by=by, verb="print_record")
