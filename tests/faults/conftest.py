"""A site on each database, made once and copied for each test; and what a test says that it did."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings

from tests import schema

from . import disks
from .mailbox import Mailbox
from .postgres import Cluster
from .site import Site

BLANK = "blank"
_numbers = count(1)


@pytest.fixture
def did(request):
    """`did("…")` says on the terminal what a test did and found."""
    plugins = request.config.pluginmanager
    terminal, capture = plugins.get_plugin("terminalreporter"), plugins.get_plugin("capturemanager")

    def say(said):
        with capture.global_and_fixture_disabled():
            terminal.write_line(f"    {said}")

    return say


@pytest.fixture(scope="session")
def cluster():
    cluster = Cluster()
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def blanks(cluster, tmp_path_factory):
    """A site of each kind with its first school and people, by the name of the database; both are made at once."""
    folder = tmp_path_factory.mktemp("blank")
    with ThreadPoolExecutor() as makers:
        sites = {
            "sqlite": makers.submit(_blank_on_sqlite, folder),
            "postgresql": makers.submit(_blank_on_postgresql, folder, cluster),
        }
        return {name: site.result() for name, site in sites.items()}


def _blank_on_sqlite(folder: Path) -> Site:
    shutil.copy(schema.kept_schema(), folder / BLANK)
    site = Site(folder, f"sqlite:///{folder}/{BLANK}")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    site.keys |= site.inside("prepare")
    return site


def _blank_on_postgresql(folder: Path, cluster: Cluster) -> Site:
    """Migrated once; what that made is kept beside the schema of the other tests."""
    kept = settings.VAR_DIR / "testing" / f"{schema.fingerprint()}.postgresql"
    cluster.create(BLANK)
    site = Site(folder, cluster.url(BLANK))
    if kept.exists():
        cluster.bring_back(BLANK, kept)
    else:
        site.manage("migrate", "--verbosity", "0")
        kept.parent.mkdir(parents=True, exist_ok=True)
        for old in kept.parent.glob("*.postgresql"):
            old.unlink()
        cluster.keep(BLANK, kept)
    site.keys |= site.inside("prepare")
    return site


@pytest.fixture
def mailbox():
    """Where the e-mails of the test's site go."""
    with Mailbox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        yield box
        box.go_on()
        box.shutdown()


@pytest.fixture
def site_on_postgresql(cluster, blanks, tmp_path, mailbox):
    name = f"site{next(_numbers)}"
    cluster.create(name, like=BLANK)
    site = Site(tmp_path, cluster.url(name), mail_port=mailbox.port, keys=blanks["postgresql"].keys)
    yield site
    site.end()


@pytest.fixture
def site_on_sqlite(blanks, tmp_path, mailbox):
    home = tmp_path / "database"
    home.mkdir()
    shutil.copy(blanks["sqlite"].folder / BLANK, home)
    database = f"sqlite:///{home}/{BLANK}"
    site = Site(tmp_path, database, mail_port=mailbox.port, keys=blanks["sqlite"].keys)
    yield site
    site.end()


@pytest.fixture(params=["postgresql", "sqlite"])
def site(request):
    return request.getfixturevalue(f"site_on_{request.param}")


@pytest.fixture
def make_small():
    """`make_small(folder, size)`: a disk of so many bytes, until the test is over."""
    made = []

    def make(folder, size):
        disks.make_small(folder, size)
        made.append(folder)

    yield make
    for folder in reversed(made):  # one may stand in another
        disks.take_away(folder)
