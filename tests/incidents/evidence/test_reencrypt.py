"""Another key for files that are stored already: run once or again, nothing is lost."""

import pytest
from django.core.management import CommandError, call_command

from incidents.evidence import storage
from incidents.models import Evidence

from . import files
from .conftest import alter

OLD, NEW = bytes(32), bytes(range(32))


@pytest.fixture
def ring(settings):
    """`ring("new", "old")`: these keys, the first one writes."""
    known = {"old": OLD, "new": NEW}

    def use(*names):
        settings.EVIDENCE_KEYS = {name: known[name] for name in names}

    use("old")
    return use


def run(capsys):
    call_command("reencrypt_evidence")
    return capsys.readouterr().out


def read(evidence, by, copy="original"):
    return b"".join(evidence.open(by=by, copy=copy))


def test_afterwards_the_old_key_is_needed_no_more(ring, attached, coordinator, capsys):
    content = files.png()
    evidence = attached(content)
    attached(files.TEXT, name="chat.txt", title="Chat")
    ring("new", "old")

    said = run(capsys)

    ring("new")
    assert "Encrypted with “new” now: 2. Before already: 0." in said
    assert "No file needs another key than “new” any more." in said
    assert read(evidence, coordinator) == content
    evidence.refresh_from_db()
    assert set(Evidence.objects.values_list("key_id", flat=True)) == {"new"}
    assert evidence.history.first().history_change_reason == "Encrypted with another key"


def test_run_again_it_does_nothing_more(ring, attached, stored, capsys):
    attached()
    ring("new", "old")
    run(capsys)
    before = [path.read_bytes() for path in stored()]

    assert "now: 0. Before already: 1." in run(capsys)
    assert [path.read_bytes() for path in stored()] == before


def test_cut_off_between_two_files_it_goes_on_where_it_was(ring, attached, coordinator, capsys):
    content = files.png()
    evidence = attached(content)
    ring("new", "old")
    storage.reencrypt(evidence.storage_key, sha256=evidence.sha256)  # the picture's other copy still has the old key

    assert "now: 1." in run(capsys)
    ring("new")
    assert read(evidence, coordinator) == content
    assert read(evidence, coordinator, "shown").startswith(b"\x89PNG")


def test_killed_in_the_middle_the_old_file_is_there_and_what_was_begun_is_written_anew(
    ring, attached, coordinator, stored, capsys, settings
):
    evidence = attached(files.TEXT, name="chat.txt", title="Chat")
    [path] = stored()
    path.with_suffix(storage.UNFINISHED).write_bytes(b"half")
    ring("new", "old")

    run(capsys)

    assert read(evidence, coordinator) == files.TEXT
    assert [each.suffix for each in stored()] == [""]


def test_a_damaged_file_stays_as_it_is_and_is_named_by_its_place_in_the_store(ring, attached, stored, capsys):
    damaged = attached(files.TEXT, name="chat.txt", title="Chat")
    [path] = stored()
    alter(path)
    whole = path.read_bytes()
    attached()
    ring("new", "old")

    with pytest.raises(CommandError, match=rf"(?s)1 file could not be read .*{damaged.storage_key.hex}") as refused:
        call_command("reencrypt_evidence")

    assert "now: 1." in capsys.readouterr().out
    assert path.read_bytes() == whole
    assert "Chat" not in str(refused.value)


def test_a_file_of_other_content_is_not_put_in_its_place(ring, attached, stored):
    evidence = attached(files.TEXT, name="chat.txt", title="Chat")
    before = stored()[0].read_bytes()
    ring("new", "old")

    with pytest.raises(storage.DamagedError):
        storage.reencrypt(evidence.storage_key, sha256="0" * 64)

    assert [path.read_bytes() for path in stored()] == [before]


def test_what_was_destroyed_is_left_alone(ring, with_police, headteacher, leader, capsys):
    asked = with_police.ask_destruction(by=headteacher, police_reference="P-1", reason="As they said.")
    asked.confirm(by=leader)
    ring("new", "old")

    assert "now: 0. Before already: 0." in run(capsys)
