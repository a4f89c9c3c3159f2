"""Attaching a file: who may, what becomes of it, and that nothing stays of what was refused."""

import gc
import io

import pytest
from django.urls import reverse

from core import uploads
from core.access import Refused
from core.uploads import NotTakenError
from incidents.actions import attach
from incidents.evidence.checking import FileType
from incidents.evidence.encryption import DamagedError
from incidents.evidence.storage import open_verified
from incidents.models import Evidence
from incidents.statement import Named
from tests.pages import main_of

from . import files


def test_a_picture_is_kept_as_it_came_and_as_it_is_shown(upload, reviewed, coordinator, stored):
    content = files.png()

    page = upload(content, name="C:\\fakepath\\chat.png", shows="Four messages.")

    evidence = Evidence.objects.get()
    original = b"".join(open_verified(evidence.storage_key, sha256=evidence.sha256))
    shown = b"".join(open_verified(evidence.shown_key, sha256=evidence.shown_sha256))
    assert page.headers["Location"] == reverse("incidents:evidence", args=[reviewed.reference])
    assert (evidence.incident, evidence.attached_by, evidence.shows) == (reviewed, coordinator, "Four messages.")
    assert (evidence.filename, evidence.content_type, evidence.size) == ("chat.png", FileType.PNG, len(content))
    assert original == content
    assert files.SECRET in original
    assert files.SECRET not in shown
    assert len(stored()) == 2


def test_a_document_has_no_second_copy(upload, stored):
    upload(files.PDF, name="letter.pdf")

    evidence = Evidence.objects.get()
    assert (evidence.content_type, evidence.is_picture, len(stored())) == (FileType.PDF, False, 1)


def test_the_chronology_says_so_and_the_history_who(attached, reviewed, coordinator):
    evidence = attached()

    entry = reviewed.entries.first()
    assert (entry.verb, entry.text) == ("attach_evidence", "Evidence attached: “Screenshot of the chat”.")
    assert evidence.history.get().history_user == coordinator


REFUSED = {
    "HTML named .png": (files.HTML, "chat.png", "This is a web page"),
    "SVG with a script": (files.SVG, "drawing.svg", "This is a web page or a drawing"),
    "a program": (b"\x7fELF" + bytes(50), "chat.png", "Only pictures"),
    "0 bytes": (b"", "chat.png", "The file is empty"),
    "a bomb": (files.bomb(), "chat.png", "This picture has more than 40 million pixels"),
    "half a picture": (files.png()[:80], "chat.png", "This picture is damaged"),
    "26 MB": (bytes(26 * 1024 * 1024), "chat.txt", "The file is larger than 25 MB"),
    "60 MB": (bytes(60 * 1024 * 1024), "chat.txt", "The file is larger than 25 MB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_said_beside_the_file_and_nothing_is_stored(upload, reviewed, stored, what):
    content, name, sentence = REFUSED[what]
    entries = reviewed.entries.count()

    page = upload(content, name=name, shows="What I typed")

    [error] = page.context["form"].errors["file"]
    assert page.status_code == 200
    assert error.startswith(sentence)
    assert "What I typed" in page.content.decode()
    assert (Evidence.objects.count(), stored(), reviewed.entries.count()) == (0, [], entries)


def test_while_the_virus_scanner_is_out_of_reach_nothing_is_stored(upload, stored, settings):
    settings.CLAMD = "unix:/nowhere/clamd"

    page = upload(files.png(), name="chat.png")

    [error] = page.context["form"].errors["file"]
    assert error.startswith("The virus scanner does not answer")
    assert (Evidence.objects.count(), stored()) == (0, [])


@pytest.mark.parametrize(("name", "shown"), [("../../etc/passwd.png", "passwd.png"), ("a\u202egnp.png", "agnp.png")])
def test_a_name_that_misleads_is_text_alone(upload, stored, settings, name, shown):
    upload(files.png(), name=name)

    assert Evidence.objects.get().filename == shown
    assert all(path.is_relative_to(settings.EVIDENCE_ROOT) for path in stored())
    assert not any("passwd" in path.name for path in stored())


def test_nothing_unseen_and_nothing_turned_round_stays_in_a_title(upload):
    upload(files.png(), title="\u202eevil\u2066 chat\u200b")

    assert Evidence.objects.get().title == "evil chat"


def test_without_a_title_the_file_is_asked_for_again(upload, stored):
    page = upload(files.png(), title="\u200b")

    assert page.context["form"].errors == {
        "title": ["Say what it is"],
        "file": ["Choose the file once more: a page that comes back cannot keep it"],
    }
    assert stored() == []


@pytest.mark.both
def test_a_double_click_attaches_it_once(upload, stored):
    content = files.png()
    upload(content)

    page = upload(content, title="Again")

    assert page.status_code == 409
    assert "This very file is already attached, as “Screenshot of the chat”." in page.content.decode()
    assert (Evidence.objects.count(), len(stored())) == (1, 2)


def test_what_was_withdrawn_may_be_attached_again(attached, coordinator):
    content = files.png()
    attached(content).withdraw(by=coordinator, reason="The wrong title.")

    attached(content, title="The right title")

    assert Evidence.objects.count() == 2


@pytest.mark.parametrize("name", ["teacher", "governor", "chair", "administrator", "stranger"])
def test_nobody_else_attaches(upload, attached, request, stored, name):
    user = request.getfixturevalue(name)

    page = upload(files.png(), by=user)
    with pytest.raises(
        Refused, match="Only somebody who handles this incident, or investigates it now, can attach evidence"
    ):
        attached(by=user)

    assert page.status_code == 404
    assert stored() == []


def test_a_reader_by_name_is_told_why_not(upload, reviewed, headteacher, governor, stored):
    reviewed.add_reader(by=headteacher, user=governor, reason="Second person")

    page = upload(files.png(), by=governor)

    assert page.status_code == 403
    assert (
        "Only somebody who handles this incident, or investigates it now, can attach evidence to it."
        in page.content.decode()
    )
    assert stored() == []


def test_the_accused_finds_nothing(log_incident, coordinator, headteacher, attached, file_url, signed_in):
    incident = log_incident(people=[Named(part="instigator", person=coordinator.person)])
    evidence = attached(incident=incident, by=headteacher)
    browser = signed_in(coordinator)

    pages = [incident.get_absolute_url() + "evidence/", evidence.get_absolute_url(), file_url(evidence, "original")]

    assert [browser.get(page).status_code for page in pages] == [404, 404, 404]
    assert [signed_in(headteacher).get(page).status_code for page in pages] == [200, 200, 200]


def test_an_incident_that_has_ended_takes_none(attached, log_incident, coordinator, stored):
    incident = log_incident()
    incident.withdraw(by=coordinator, reason="Reported in error.")

    with pytest.raises(Refused, match="An incident that is withdrawn takes no evidence"):
        attached(incident=incident)

    assert stored() == []


def test_a_target_declares_an_interest_first(log_incident, coordinator, attached):
    incident = log_incident(people=[Named(part="target", person=coordinator.person)])

    with pytest.raises(Refused, match="You are a target in this incident"):
        attached(incident=incident)


def test_a_large_upload_never_has_a_name_on_the_disk(settings, monkeypatch, upload):
    seen = []
    write = uploads.UploadHandler.receive_data_chunk

    def look(handler, raw_data, start):
        write(handler, raw_data, start)
        seen.append(list(settings.UPLOAD_ROOT.iterdir()))

    monkeypatch.setattr(uploads.UploadHandler, "receive_data_chunk", look)
    upload(b"a" * 5_000_000, name="long.txt")

    assert Evidence.objects.get().size == 5_000_000
    assert len(seen) > 10
    assert set(map(tuple, seen)) == {()}
    assert oct(settings.UPLOAD_ROOT.stat().st_mode)[-3:] == "700"


def test_a_disk_that_is_full_while_it_comes_in_is_said(upload, monkeypatch, stored):
    def full():
        class Full(io.BytesIO):
            def write(self, _):
                raise OSError(28, "No space left on device")

        return Full()

    monkeypatch.setattr(uploads, "unnamed_file", full)

    page = upload(files.PDF, name="a.pdf")

    assert page.context["form"].errors["file"] == [
        "There is no room for the file just now. Tell your administrator, and try later"
    ]
    assert stored() == []


def test_a_disk_that_is_full_while_it_is_stored_is_said(upload, settings, tmp_path):
    (tmp_path / "in-the-way").write_text("")
    settings.EVIDENCE_ROOT = tmp_path / "in-the-way"

    page = upload(files.PDF, name="a.pdf")

    [error] = page.context["form"].errors["file"]
    assert error.startswith("There is no room to store the file")
    assert not Evidence.objects.exists()


def test_the_tick_that_is_set_while_a_file_is_uploading_wins(reviewed, coordinator, headteacher, stored, monkeypatch):
    from incidents.evidence import scanning

    def meanwhile(file):
        type(reviewed).objects.readable_by(headteacher).get().mark_images(by=headteacher, reason="I saw it.")

    monkeypatch.setattr(scanning, "scan", meanwhile)

    with pytest.raises(Refused, match="Images of children may be part of this incident: nothing is attached"):
        attach(reviewed, io.BytesIO(files.png()), by=coordinator, name="chat.png", title="Chat")

    assert (Evidence.objects.count(), stored()) == (0, [])


def test_what_cannot_be_judged_is_not_attached_by_any_way(reviewed, coordinator, stored):
    with pytest.raises(NotTakenError, match="This is a web page"):
        attach(reviewed, io.BytesIO(files.HTML), by=coordinator, name="chat.png", title="Chat")

    assert stored() == []


def test_the_reporters_form_takes_no_file(teacher, signed_in):
    page = main_of(signed_in(teacher).get(reverse("incidents:report")))

    assert "<form" in page
    assert "multipart/form-data" not in page
    assert 'type="file"' not in page


def test_a_file_that_is_read_halfway_leaves_nothing_open(attached):
    evidence = attached(bytes(b"a" * 300_000), name="a.txt")
    pieces = open_verified(evidence.storage_key, sha256=evidence.sha256)

    assert len(next(pieces)) > 0
    pieces.close()
    gc.collect()

    with pytest.raises(DamagedError):
        open_verified(evidence.storage_key, sha256="0")
