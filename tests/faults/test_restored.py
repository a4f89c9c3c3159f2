"""A backup is brought back as in a container: into a store that is a disk, in a folder where nothing can be written."""

import base64
import secrets
import time
from dataclasses import replace

import pytest

from esafety.backups.placing import UNDER_WAY

from . import disks
from .asking import PATIENCE

ROOM = 20_000_000  # bytes of a disk
CONTENT = b"09:12 See you.\n" * 400_000


@pytest.fixture
def backup(site):
    """Of a site with an incident and a file."""
    site.serve()
    answer = site.visitors.attach(site.visitors.new_incident(), CONTENT)
    assert answer.status == 302
    site.environment["BACKUP_KEY"] = base64.b64encode(secrets.token_bytes(32)).decode()
    site.manage("backup", str(site.folder / "one.backup"))
    return site.folder / "one.backup"


@pytest.fixture
def empty(site, request, tmp_path, make_small):
    """A site with the same keys, an empty database and an empty disk."""
    image = tmp_path / "image"
    make_small(image, ROOM)
    make_small(image / "evidence", ROOM)
    disks.make_read_only(image)
    if site.database.startswith("sqlite"):
        database = f"sqlite:///{tmp_path}/brought-back"
    else:
        cluster = request.getfixturevalue("cluster")
        cluster.create("brought_back")
        database = cluster.url("brought_back")
    empty = replace(site, folder=tmp_path / "second", database=database, processes=[])
    empty.folder.mkdir()
    empty.evidence = image / "evidence"
    changed = {"DATABASE_URL": database, "EVIDENCE_ROOT": str(empty.evidence)}
    empty.environment = site.environment | changed
    yield empty
    empty.end()


def wait_for_a_file(folder):
    until = time.monotonic() + PATIENCE
    while not disks.files_in(folder):
        assert time.monotonic() < until
        time.sleep(0.002)


def test_killed_in_the_middle_it_is_done_again_and_everything_is_back(site, backup, empty, did):
    before = site.inside("evidence"), site.inside("incidents")
    killed = empty.begin("restore", str(backup))
    wait_for_a_file(empty.evidence)
    empty.kill(killed)

    left = [path.name for path in empty.evidence.iterdir()]
    assert left == [UNDER_WAY]

    done = empty.manage("restore", str(backup))

    did(f"killed with {left} in the store; once more: {done.stdout.strip()}")
    assert "Everything is back, and is what it was." in done.stdout
    assert UNDER_WAY not in [path.name for path in empty.evidence.iterdir()]
    assert (empty.inside("evidence"), empty.inside("incidents")) == before
    empty.assert_sealed()
