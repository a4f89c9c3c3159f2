"""A backup is brought back whole and found right, or nothing is: `esafety.backups`."""

import io
import re
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connections

from audit.verifying import Problem
from core import clock
from esafety.backups import archive, chain, contents, tables
from esafety.backups.archive import NotReadableError
from esafety.backups.contents import Total
from esafety.backups.placing import NotEmptyError, Placing
from esafety.backups.restoring import BrokenError, DiffersError, examine, restore
from esafety.version import program_version
from incidents.evidence import storage
from incidents.models import Entry, Evidence, Incident
from people.models import School

from .conftest import BACK, KEY, SECRET

pytestmark = pytest.mark.sqlite  # PostgreSQL has its turn in test_move.py


@pytest.fixture
def backed_up(evidence):
    """A backup of all that the fixtures made."""
    return make()


def make():
    target = io.BytesIO()
    archive.write(target, contents.write("default", Total()), SECRET)
    return target


def altered(backup, change):
    """The same backup with its lines changed: an archive that is whole, and says something else."""
    backup.seek(0)
    lines = archive.read(backup, SECRET).read().split(b"\n")
    target = io.BytesIO()
    archive.write(target, [b"\n".join(change(lines))], SECRET)
    return target


@contextmanager
def nothing_is_kept(folder):
    yield
    assert not any(model._base_manager.using(BACK).exists() for model in tables.models())
    assert not folder.exists()


def test_everything_is_back(backed_up, evidence, empty_database, store, coordinator):
    before = tables.content("default")
    store("there")

    restored = restore(backed_up, SECRET, using=BACK)

    assert tables.content(BACK) == before
    assert restored.total.tables == before
    assert restored.total.files == len(evidence.copies)
    assert (restored.total.missing, restored.damaged) == ([], [])
    assert Incident.objects.using(BACK).get().description == Incident.objects.get().description
    assert b"".join(storage.open_verified(evidence.storage_key, sha256=evidence.sha256)) == b"09:12 see you\n"
    assert_computed_anew(evidence.incident)


def assert_computed_anew(incident):
    """What no backup holds: the database itself knows it."""
    assert Incident.objects.using(BACK).get().route == incident.route
    with connections[BACK].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM incidents_entry_text")
        assert cursor.fetchone() == (Entry.objects.count(),)


def test_nobody_is_signed_in_afterwards(db):
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=clock.now())

    backup = make()

    backup.seek(0)
    assert b"k" * 32 not in archive.read(backup, SECRET).read()


def test_a_backup_is_read_to_its_end_without_writing_anything(backed_up):
    preface, total = examine(backed_up, SECRET)

    assert (preface.database, preface.program) == ("sqlite", program_version())
    assert total.tables == tables.content("default")


def test_it_holds_no_key_and_what_each_is_known_by(backed_up, settings):
    preface, _ = examine(backed_up, SECRET)

    backed_up.seek(0)
    plain = archive.read(backed_up, SECRET).read()
    assert preface.keys.keys() == settings.EVIDENCE_KEYS.keys()
    assert not any(key in plain or key.hex().encode() in plain for key in settings.EVIDENCE_KEYS.values())


def test_a_file_that_was_missing_is_named_and_the_rest_comes_back(evidence, empty_database, store):
    storage.remove(evidence.storage_key)
    backup = make()
    store("there")

    restored = restore(backup, SECRET, using=BACK)

    assert restored.total.missing == [evidence.storage_key.hex]
    assert restored.damaged == []
    assert Evidence.objects.using(BACK).count() == 1


def test_so_is_one_that_was_damaged(evidence, empty_database, store, settings):
    path = settings.EVIDENCE_ROOT / evidence.storage_key.hex[:2] / evidence.storage_key.hex
    path.write_bytes(path.read_bytes()[:-1])
    backup = make()
    store("there")

    assert restore(backup, SECRET, using=BACK).damaged == [evidence.storage_key.hex]


class TestRefused:
    def test_where_the_database_holds_a_row(self, backed_up, empty_database, store):
        School.objects.using(BACK).create(name="Ashdown", code="ASH")
        store("there")

        with pytest.raises(NotEmptyError, match=r"already holds something \(schools\)"):
            restore(backed_up, SECRET, using=BACK)

        assert tables.content(BACK)["people.School"][0] == 1

    def test_where_the_folder_holds_a_file(self, backed_up, empty_database, store):
        folder = store("there")
        folder.mkdir()
        (folder / "mine.txt").write_text("keep")

        with pytest.raises(NotEmptyError, match="already holds something"):
            restore(backed_up, SECRET, using=BACK)

        assert (folder / "mine.txt").read_text() == "keep"

    @pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
    def test_what_was_cut_off(self, backed_up, empty_database, store, kept):
        cut = io.BytesIO(backed_up.getvalue()[: int(len(backed_up.getvalue()) * kept)])

        with nothing_is_kept(store("there")), pytest.raises(NotReadableError, match="cut off or changed"):
            restore(cut, SECRET, using=BACK)

    def test_the_tables_of_another_version(self, backed_up, empty_database, store):
        other = altered(backed_up, lambda lines: [lines[0].replace(b"people.0001", b"people.9999"), *lines[1:]])

        with (
            nothing_is_kept(store("there")),
            pytest.raises(NotReadableError, match="by another version"),
        ):
            restore(other, SECRET, using=BACK)

    @pytest.mark.parametrize(
        ("keys", "reason"),
        [({"other": KEY}, "EVIDENCE_KEYS lacks "), ({"testing": bytes(32)}, "has another key than ")],
    )
    def test_without_the_keys_of_the_evidence(self, backed_up, empty_database, store, settings, keys, reason):
        settings.EVIDENCE_KEYS = keys

        with nothing_is_kept(store("there")), pytest.raises(NotReadableError, match=f"{reason}.*“testing”"):
            restore(backed_up, SECRET, using=BACK)

    def test_a_row_less_than_it_says(self, backed_up, empty_database, store):
        at = b'{"table":"people.School"}'
        less = altered(backed_up, lambda lines: lines[: lines.index(at) + 1] + lines[lines.index(at) + 2 :])

        with nothing_is_kept(store("there")), pytest.raises(NotReadableError, match="does not add up"):
            restore(less, SECRET, using=BACK)

    def test_a_file_that_is_not_what_it_says(self, backed_up, empty_database, store):
        other = altered(
            backed_up,
            lambda lines: [re.sub(rb'{"sha256":"\w+"}', b'{"sha256":"0"}', line) for line in lines],
        )

        with nothing_is_kept(store("there")), pytest.raises(NotReadableError, match="does not add up: the file"):
            restore(other, SECRET, using=BACK)

    def test_what_came_out_otherwise_than_it_went_in(self, backed_up, empty_database, store, monkeypatch):
        """The last look of all: no way to get this far is known."""
        insert = tables.insert

        def lose_entries(model, rows, using):
            insert(model, [row for row in rows if model is not Entry], using)

        monkeypatch.setattr(tables, "insert", lose_entries)

        with nothing_is_kept(store("there")), pytest.raises(DiffersError, match=r"incidents\.Entry .* 0 are\."):
            restore(backed_up, SECRET, using=BACK)

    def test_a_chain_that_does_not_hold_unless_it_is_wanted_all_the_same(
        self, backed_up, empty_database, store, monkeypatch
    ):
        broken = Problem(school=1, number=3, object="incidents.entry", key=7, what="it is not what was written")
        monkeypatch.setattr(chain, "first_problem", lambda using: broken)

        with nothing_is_kept(store("there")), pytest.raises(BrokenError, match="link 3 of school 1"):
            restore(backed_up, SECRET, using=BACK)

        restored = restore(backed_up, SECRET, using=BACK, even_if_broken=True)

        assert restored.broken == broken
        assert tables.content(BACK)["incidents.Incident"][0] == 1

    def test_when_the_files_are_in_place_already(self, backed_up, empty_database, store, monkeypatch):
        put_in_place = Placing.put_in_place

        def and_then_the_database_refuses(placing):
            put_in_place(placing)
            raise IntegrityError

        monkeypatch.setattr(Placing, "put_in_place", and_then_the_database_refuses)

        with nothing_is_kept(store("there")), pytest.raises(IntegrityError):
            restore(backed_up, SECRET, using=BACK)
