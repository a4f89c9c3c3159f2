"""Attaching a file: it is judged and stored first, then the rows are written; all of it, or nothing."""

from typing import IO

from django.db import transaction

from core import pictures
from core.access import Refused
from people.models import User

from ..evidence import scanning, storage
from ..evidence.checking import PICTURES, FileType, check_size, clean_name, type_of
from ..models import Evidence, Incident


def attach(incident: Incident, file: IO[bytes], *, by: User, name: str, title: str, shows: str = "") -> Evidence:
    """Attach a file. `NotTakenError` and `NotStoredError` say what is wrong with it, `Refused` why it may not be.

    Storing it takes a while, in which nothing is locked: whether it may be is asked again with the rows.
    """
    incident.access.require(by, "attach_evidence", incident)
    check_size(file.seek(0, 2))
    kind = type_of(file, name)
    scanning.scan(file)
    with storage.shelf() as shelf:
        shown = _stored_anew(file, kind, shelf) if kind in PICTURES else None
        original = shelf.put(file)
        with transaction.atomic():
            incident.lock()
            incident.access.require(by, "attach_evidence", incident)
            same = incident.evidence.filter(sha256=original.sha256, withdrawn_at=None).first()
            if same is not None:
                raise Refused(f"This very file is already attached, as “{same}”.")
            evidence = Evidence(
                incident=incident,
                title=title,
                shows=shows,
                filename=clean_name(name),
                content_type=kind,
                size=original.size,
                sha256=original.sha256,
                storage_key=original.key,
                key_id=original.key_id,
                shown_key=shown.key if shown else None,
                shown_size=shown.size if shown else None,
                shown_sha256=shown.sha256 if shown else "",
                attached_by=by,
            )
            evidence.save_as(by, "Attached")
            incident.note(f"Evidence attached: “{title}”.", by=by, verb="attach_evidence")
    return evidence


def _stored_anew(file: IO[bytes], kind: FileType, shelf: storage.Shelf) -> storage.StoredFile:
    with pictures.written_anew(file, kind) as written:
        return shelf.put(written)
