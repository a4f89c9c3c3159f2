"""`manage.py backup` and `manage.py restore`, as somebody at a keyboard meets them."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from audit.verifying import Problem
from core import clock
from esafety import health
from esafety.backups import archive, making
from esafety.backups.contents import Preface, Total
from esafety.backups.restoring import Restored
from esafety.models import Backup
from esafety.version import program_version
from incidents.evidence import storage

from .conftest import SECRET

pytestmark = pytest.mark.sqlite

NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _key(settings):
    settings.BACKUP_KEY = SECRET.key


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "safe place"
    folder.mkdir()
    return folder


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_a_backup_in_a_folder_bears_its_moment_and_is_for_nobody_else(evidence, place, capsys):
    with clock.set_to(NIGHT):
        call_command("backup", place)

    assert names(place) == ["e-safety-2026-11-22-020000.backup"]
    assert (place / "e-safety-2026-11-22-020000.backup").stat().st_mode & 0o777 == 0o600
    assert "rows and 1 file of evidence" in capsys.readouterr().out
    made = Backup.objects.get()
    assert (made.files, made.missing, made.made_at) == (1, 0, NIGHT)


def test_it_can_be_read_to_its_end(evidence, place, capsys):
    with clock.set_to(NIGHT):
        call_command("backup", place)

    call_command("restore", *place.iterdir(), "--check")

    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith(f"Made on 22 November 2026 at 02:00 by {program_version()}: ")
    assert said.endswith(" and 1 file of evidence. The backup is whole.")


def test_one_that_lacks_files_of_evidence_says_so_fails_and_removes_no_earlier_one(evidence, place):
    with clock.set_to(NIGHT):
        call_command("backup", place, keep=1)
    storage.remove(evidence.storage_key)

    with (
        clock.set_to(NIGHT + timedelta(days=1)),
        pytest.raises(CommandError, match=rf"1 file of evidence could not be read.*: {evidence.storage_key.hex}\."),
    ):
        call_command("backup", place, keep=1)

    assert names(place) == ["e-safety-2026-11-22-020000.backup", "e-safety-2026-11-23-020000.backup"]
    assert Backup.objects.latest("made_at").missing == 1


def test_the_newest_are_kept_and_nothing_else_is_touched(db, place):
    (place / "mine.backup").write_text("")
    (place / "e-safety-notes.backup").write_text("")
    for day in range(4):
        with clock.set_to(NIGHT + timedelta(days=day)):
            call_command("backup", place, keep=2)

    assert names(place) == [
        "e-safety-2026-11-24-020000.backup",
        "e-safety-2026-11-25-020000.backup",
        "e-safety-notes.backup",
        "mine.backup",
    ]


def test_what_a_killed_backup_has_left_goes_with_the_next_one(db, place, capsys):
    """Without --keep, and before anything is written: the disk may be full of it."""
    for name, hours in {
        "e-safety-2026-11-21-020000.backup.part": 24,
        "e-safety-2026-11-21-220000.backup.part": 4,  # somebody may be writing it
        "mine.backup.part": 24,
    }.items():
        (place / name).write_text("half")
        written = (NIGHT - timedelta(hours=hours)).timestamp()
        os.utime(place / name, (written, written))

    with clock.set_to(NIGHT):
        call_command("backup", place)

    assert names(place) == [
        "e-safety-2026-11-21-220000.backup.part",
        "e-safety-2026-11-22-020000.backup",
        "mine.backup.part",
    ]
    assert capsys.readouterr().out.startswith("Removed e-safety-2026-11-21-020000.backup.part: a backup that was")


def test_one_that_could_not_be_finished_leaves_nothing_and_removes_none(db, place, monkeypatch):
    with clock.set_to(NIGHT):
        call_command("backup", place, keep=1)

    def full(*_, **__):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(archive, "encrypt", full)

    with pytest.raises(CommandError, match=r"cannot be written: No space left on device\. Nothing was kept"):
        call_command("backup", place, keep=1)

    assert names(place) == ["e-safety-2026-11-22-020000.backup"]
    assert Backup.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["there.backup"], "is there already, and nothing is overwritten"),
        (["a-slip-in-the-name"], "There is no folder a-slip-in-the-name. Name one that is there, or a file that"),
        (["nowhere/new.backup"], "cannot be written: No such file or directory"),
        (["new", "--keep=2"], "--keep needs a number from 1 on, and a folder"),
        ([".", "--keep=0"], "--keep needs a number from 1 on"),
        (["new.backup", "--passphrase-file=nowhere"], "The passphrase cannot be read"),
        (["new.backup", "--passphrase-file=there.backup"], "fewer than 16 characters"),
    ],
)
def test_what_cannot_be_done_is_said(db, place, monkeypatch, arguments, said):
    monkeypatch.chdir(place)
    (place / "there.backup").write_text("too short")

    with pytest.raises(CommandError, match=said):
        call_command("backup", *arguments)

    assert names(place) == ["there.backup"]
    assert (place / "there.backup").read_text() == "too short"


def test_none_is_made_between_a_new_program_and_its_migrations(db, place, monkeypatch):
    monkeypatch.setattr(health, "known_migrations", lambda: {("incidents", "9999_of_tomorrow")})

    with pytest.raises(CommandError, match=r"The tables are older than the program: run “manage\.py migrate” first"):
        call_command("backup", place)

    assert names(place) == []


def test_nothing_is_written_without_a_key(db, place, settings):
    settings.BACKUP_KEY = b""

    with pytest.raises(CommandError, match="BACKUP_KEY is not set, and there is no --passphrase-file"):
        call_command("backup", place)

    assert names(place) == []


def test_a_passphrase_comes_from_the_first_line_of_a_file(db, place, settings, monkeypatch):
    monkeypatch.setattr(archive, "COST", 2)
    settings.BACKUP_KEY = b""
    (place / "words").write_text("five words are quite enough\nand a second line")

    call_command("backup", place / "new.backup", passphrase_file=place / "words")

    with (place / "new.backup").open("rb") as file:
        assert archive.read(file, archive.Secret(passphrase="five words are quite enough")).readline()


def test_what_cannot_be_restored_is_said_in_a_sentence(db, place):
    (place / "other").write_text("no backup")

    with pytest.raises(CommandError, match="This file is no backup of E-safety"):
        call_command("restore", place / "other", "--check")
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("restore", place / "nowhere")


def test_a_site_that_is_in_use_is_not_overwritten(evidence, place):
    making.back_up(place / "new", SECRET, using="default")

    with pytest.raises(CommandError, match="already holds something, and nothing is overwritten"):
        call_command("restore", place / "new")


def test_a_store_that_is_full_is_not_said_to_be_the_backup(db, place, settings, monkeypatch):
    def full(*_, **__):
        raise OSError(28, os.strerror(28))

    (place / "new").write_text("a backup")
    monkeypatch.setattr("esafety.management.commands.restore.restore", full)

    with pytest.raises(CommandError, match=f"^{settings.EVIDENCE_ROOT}: No space left on device. Nothing was kept"):
        call_command("restore", place / "new")


def test_what_was_broken_before_is_said_of_what_is_back(db, place, monkeypatch, capsys):
    preface = Preface(1, "e-safety 1", NIGHT.isoformat(), "sqlite", [], {})
    broken = Problem(school=1, number=3, object="incidents.entry", key=7, what="it is not what was written")
    (place / "new").write_text("a backup")
    monkeypatch.setattr(
        "esafety.management.commands.restore.restore", lambda *_, **__: Restored(preface, Total(), broken, [])
    )

    call_command("restore", place / "new", "--even-if-broken")

    assert (
        "changed past the program before this was copied: incidents.entry 7 (link 3 of school 1)"
        in capsys.readouterr().err
    )
