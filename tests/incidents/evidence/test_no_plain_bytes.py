"""Of a file that was uploaded no plain bytes lie anywhere: not in the store, not among uploads, not in any table."""

import base64
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from core.uploads import NotTakenError
from incidents.evidence import scanning, storage
from incidents.evidence.storage import open_verified
from incidents.models import Evidence

from . import files

WINDOW, APART = 64, 999  # bytes; a multiple of three, so that a window is found within what was written in base64 too
DOCUMENT = b"%PDF-1.7\n" + files.png(200, 150) + b"\n%%EOF\n"


@pytest.fixture(autouse=True)
def _temporary_folder(monkeypatch, tmp_path):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))


@pytest.fixture
def found(tmp_path):
    """`found(content)`: where a window of the content lies in the plain: paths of files, names of tables."""

    def search(content):
        windows = [content[start : start + WINDOW] for start in range(99, len(content) - WINDOW, APART)]
        assert len(windows) > 3
        forms = [form for each in windows for form in (each, each.hex().encode(), base64.b64encode(each[:63]))]
        everything = [*_files(tmp_path), *_tables()]
        assert len(everything) > 50  # every table of the database
        return {where for where, written in everything if any(form in written for form in forms)}

    return search


def _files(folder):
    return [(str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file()]


def _tables():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # the database named it
            yield table, b"\n".join(_as_bytes(value) for row in cursor.fetchall() for value in row)


def _as_bytes(value):
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_of_a_picture_neither_as_it_came_nor_as_it_is_shown(upload, found):
    content = files.png(300, 200)

    upload(content)

    evidence = Evidence.objects.get()
    shown = b"".join(open_verified(evidence.shown_key, sha256=evidence.shown_sha256))
    assert b"".join(open_verified(evidence.storage_key, sha256=evidence.sha256)) == content
    assert found(content) == set()
    assert found(shown) == set()


def test_of_a_document(upload, found):
    upload(DOCUMENT, name="chat.pdf")

    assert Evidence.objects.get().content_type == "application/pdf"
    assert found(DOCUMENT) == set()


def test_of_what_lies_in_quarantine(upload, reviewed, coordinator, found):
    content = files.png(300, 200)
    upload(content)

    reviewed.mark_images(by=coordinator, reason="I saw it.")

    assert Evidence.objects.exists()
    assert found(content) == set()


def _refuse(monkeypatch):
    def refused(file):
        raise NotTakenError("The virus scanner cannot be reached.")

    monkeypatch.setattr(scanning, "scan", refused)


def _no_room(monkeypatch):
    def full(key, pieces):
        next(iter(pieces))
        raise OSError("No space left on device")

    monkeypatch.setattr(storage, "_write", full)


@pytest.mark.parametrize("fail", [_refuse, _no_room])
def test_of_an_upload_that_failed(upload, found, monkeypatch, fail):
    content = files.png(300, 200)
    fail(monkeypatch)

    page = upload(content)

    assert page.context["form"].errors["file"]
    assert not Evidence.objects.exists()
    assert found(content) == set()


def test_of_what_the_reporters_form_was_sent_although_it_takes_no_file(teacher, signed_in, answers, found):
    content = files.png(300, 200)

    signed_in(teacher).post(reverse("incidents:report"), answers | {"file": SimpleUploadedFile("chat.png", content)})

    assert found(content) == set()


def test_the_search_finds_what_is_stored_in_the_plain(upload, found, monkeypatch):
    content = files.png(300, 200)

    def plain(source, target, *, name, keys):
        target.write(b"".join(source))
        return next(iter(keys))

    monkeypatch.setattr(storage, "encrypt", plain)

    upload(content)

    assert found(content)
