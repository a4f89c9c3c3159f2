"""Records leave the program on paper: the register of exports and the chronology keep it."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from core import clock
from people.models import User

from ..models import Export, Incident, Transfer
from ..printing.paper import Copy


@transaction.atomic
def keep_printed(incident: Incident, copy: Copy, file: bytes, *, by: User) -> None:
    """Write down that this file was made of the whole record: for whom, why, and by which fingerprint it is known."""
    incident.lock()
    incident.access.require(by, "print_record", incident)
    sha256 = _register([incident], file, copy.in_words, by=by, with_names=not copy.redacts, reason=copy.reason)
    names = "others as pseudonyms" if copy.redacts else "with every name"
    text = f"The whole record was printed. {copy.for_whom}, {names}. {copy.reason} SHA-256 {sha256}"
    incident.note(text, by=by, verb="print_record")


@transaction.atomic
def keep_printed_file(transfer: Transfer, incidents: Sequence[Incident], file: bytes, *, by: User) -> None:
    """Write down, with each incident that is in it, that the pupil's file was made."""
    transfer.lock()
    transfer.access.require(by, "print_file", transfer)
    reason = f"For {transfer.to_school}"
    said = "A pupil's file for a new school, others as pseudonyms"
    sha256 = _register(incidents, file, said, by=by, with_names=False, reason=reason, transfer=transfer)
    for incident in sorted(incidents, key=lambda each: each.pk):
        incident.lock()
        text = f"Printed with the file of {transfer.person} for {transfer.to_school}. SHA-256 {sha256}"
        incident.note(text, by=by, verb="print_record")


def _register(
    incidents: Sequence[Incident],
    file: bytes,
    said: str,
    *,
    by: User,
    with_names: bool,
    reason: str,
    transfer: Transfer | None = None,
) -> str:
    """A line of the register of exports; the fingerprint of the file."""
    sha256 = hashlib.sha256(file).hexdigest()
    export = Export.objects.create(
        user=by,
        at=clock.now(),
        format=Export.Format.PDF,
        query=said,
        with_names=with_names,
        reason=reason,
        rows=len(incidents),
        sha256=sha256,
        transfer=transfer,
    )
    export.incidents.add(*incidents)
    return sha256
