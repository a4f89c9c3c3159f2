"""What changes more than one table: erasing what two people decided, making and taking the file of an answer."""

import hashlib
from typing import Any

from django.db import transaction

from core import clock
from core.words import counted
from incidents.models import Export, Incident
from people.models import User

from .answers import answer_of
from .erasing import erase, leave_names_in_records, what_goes, what_goes_of
from .models import AccessRequest, AnswerFile, Disposal, FileContent, Taking


@transaction.atomic
def confirm(disposal: Disposal, *, by: User) -> None:
    """The second of two people confirms; the worker erases it."""
    from .tasks import dispose  # which does what is confirmed here

    disposal.confirm(by=by)
    dispose.enqueue(disposal.pk)


@transaction.atomic
def carry_out(disposal: Disposal) -> bool:
    """Erase what was confirmed, once; not what is on legal hold by now, or was opened again. Whether it was erased."""
    record: Any = disposal.lock_record()
    disposal.lock()
    if disposal.confirmed_at is None or disposal.done_at or disposal.called_off_at:
        return False
    if held := disposal.held_because():
        disposal.stop(f"It is on legal hold: {held}")
        return False
    if isinstance(record, Incident) and record.is_open:
        disposal.stop("It was opened again.")
        return False
    if isinstance(record, Incident):
        keys = what_goes(record)
    else:
        leave_names_in_records(record)
        keys = what_goes_of(record)
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


@transaction.atomic
def ask_for_answer(request: AccessRequest, *, by: User) -> AnswerFile:
    """Have the worker make the file, as this user reads the records; one that is being made already is waited for."""
    from .tasks import make_answer  # which does what is asked for here

    request.lock()
    request.access.require(by, "make", request)
    if waiting := AnswerFile.objects.filter(request=request, made_for=by, made_at=None, stopped_because="").first():
        return waiting
    file = AnswerFile(request=request, made_for=by, asked_at=clock.now())
    file.save_as(by, "Asked for")
    make_answer.enqueue(file.pk)
    return file


@transaction.atomic
def make_answer(file: AnswerFile) -> None:
    """Make it, once, of what was seen when it was decided.

    What its maker may do is asked again: it may be another day.
    """
    file.lock()
    if file.made_at is not None or file.stopped_because:
        return
    request, by, at = file.request, file.made_for, clock.now()
    if refusal := request.access.refusal(by, "make", request):
        file.stop(refusal)
        return
    answer = answer_of(request, by)
    if answer.unseen:
        for decision in answer.unseen:
            decision.open_again()
        changed = counted(len(answer.unseen), "incident")
        file.stop(f"Other names or texts are found in {changed} than when it was decided. Decide again.")
        return
    content = answer.zipped(by=by, at=at)
    file.made_at, file.incidents = at, len(answer.held)
    file.sha256 = hashlib.sha256(content).hexdigest()
    file.save_as(by, "Made")
    FileContent.objects.create(file=file, zip=content)
    if answer.held:
        Export.keep(
            answer.held, by=by, format=Export.Format.PDF, sha256=file.sha256, reason=str(request),
            query="Everything about one person, others as pseudonyms",
        )  # fmt: skip


@transaction.atomic
def take_answer(file: AnswerFile, *, by: User) -> bytes | None:
    """The content, and that it was taken; None where it was deleted meanwhile."""
    file.lock()
    file.access.require(by, "download", file)
    content = FileContent.objects.filter(file=file).first()
    if content is None:
        return None
    Taking.objects.create(file=file, user=by, at=clock.now())
    return bytes(content.zip)
