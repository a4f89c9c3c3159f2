"""Answering a request for access: deciding after having read, having the file made, looking into it."""

import io
import json
import zipfile

from compliance import actions, tasks
from compliance.chapters import chapter_read_by
from compliance.models import FileContent


def decide(request, incident, *, by, **said):
    """After having read it, as it stands."""
    part = request.parts_for(by).filter(incident=incident).first()
    request.decide(incident, by=by, seen=chapter_read_by(by, part).seen, **said)


def made(request, by):
    file = actions.ask_for_answer(request, by=by)
    tasks.make_answer.func(file.pk)
    file.refresh_from_db()
    return file


def contents(file):
    """What is for machines, and the PDF."""
    with zipfile.ZipFile(io.BytesIO(bytes(FileContent.objects.get(file=file).zip))) as archive:
        return json.loads(archive.read("record.json")), archive.read("record.pdf")
