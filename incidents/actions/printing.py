"""Records leave the program on paper: the register of exports and the chronology keep it."""

import hashlib
from collections.abc import Sequence

from django.db import transaction

from people.models import User

from ..models import Export, Incident, Transfer
from ..printing.paper import PrintedCopy

NO_REASON = "None is asked for"


@transaction.atomic
def keep_printed(incident: Incident, copy: PrintedCopy, file: bytes, *, by: User) -> None:
    """Write down that this file was made of the whole record: for whom, why, and by which fingerprint it is known."""
    incident.lock()
    incident.access.require(by, "print_record", incident)
    sha256 = hashlib.sha256(file).hexdigest()
    said = {"query": copy.in_words, "with_names": not copy.redacts, "reason": copy.reason}
    Export.keep([incident], by=by, format=Export.Format.PDF, sha256=sha256, **said)
    names = "others as pseudonyms" if copy.redacts else "with every name"
    text = f"The whole record was printed. {copy.for_whom}, {names}. {copy.reason} SHA-256 {sha256}"
    incident.note(text, by=by, verb="print_record")


@transaction.atomic
def keep_part(incident: Incident, what: str, file: bytes, *, by: User) -> None:
    """Write down that this file was made of a part of the record, which has every name in it."""
    incident.lock()
    sha256 = hashlib.sha256(file).hexdigest()
    said = {"query": f"{what}, with every name", "with_names": True, "reason": NO_REASON}
    Export.keep([incident], by=by, format=Export.Format.PDF, sha256=sha256, **said)
    incident.note(f"{what} was printed, with every name. SHA-256 {sha256}", by=by, verb="print_record")


@transaction.atomic
def keep_printed_file(transfer: Transfer, incidents: Sequence[Incident], file: bytes, *, by: User) -> None:
    """Write down, with each incident that is in it, that the pupil's file was made."""
    transfer.lock()
    transfer.access.require(by, "print_file", transfer)
    sha256 = hashlib.sha256(file).hexdigest()
    said = {
        "query": "A pupil's file for a new school, others as pseudonyms",
        "reason": f"For {transfer.to_school}",
        "transfer": transfer,
    }
    Export.keep(incidents, by=by, format=Export.Format.PDF, sha256=sha256, **said)
    for incident in sorted(incidents, key=lambda each: each.pk):
        incident.lock()
        text = f"Printed with the file of {transfer.person} for {transfer.to_school}. SHA-256 {sha256}"
        incident.note(text, by=by, verb="print_record")
