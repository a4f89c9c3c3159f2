"""The files of a backup on their way into the store: in a folder of their own inside it, then in their places, or gone.

Inside, because the store may be a disk or a volume of its own: nothing can take its place, and beside it nothing may
be written. A file is in its place only once all of them are there and the database has taken every row.
"""

import fcntl
import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from incidents.evidence import storage

UNDER_WAY = "being-restored"
OF_THE_DISK = "lost+found"  # on a disk of its own, and nobody's file
OTHERS = (
    "Beside what a restore that was broken off has left, the folder {store} holds something that is not in this backup "
    "({names}), and nothing is overwritten. Let EVIDENCE_ROOT name a new folder."
)


class NotEmptyError(Exception):
    """There is something where the backup would go. `str()` says what to do."""


class Placing:
    """Files that are being brought back: written below `folder`, and then moved to where they belong."""

    def __init__(self, store: Path) -> None:
        self.store, self.folder = store, store / UNDER_WAY
        self.placed: list[Path] = []
        self.goes_on = store.exists() and bool(_standing(store))  # after one that was killed

    def put_in_place(self) -> None:
        """The last thing before the rows are kept: from here on only the database can refuse.

        What a restore that was killed while it did this has put there already is left there: it is the same.
        """
        here = {entry.name: entry for entry in sorted(self.folder.iterdir())}
        there = _standing(self.store)
        if other := sorted(name for name in there if not (name in here and _is_same(here[name], self.store / name))):
            raise NotEmptyError(OTHERS.format(store=self.store, names=", ".join(other)))
        for name, entry in here.items():
            if name not in there:
                storage.sync_folder(entry)
                self.placed.append(entry.rename(self.store / name))
        storage.sync_folder(self.store)

    def take_back(self) -> None:
        for path in (self.folder, *self.placed):
            shutil.rmtree(path, ignore_errors=True)
        if self.goes_on:
            self.folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def into_the_store() -> Iterator[Placing]:
    """The store, which must be empty, for one restore at a time. Left by an exception, it is as it was before.

    `NotEmptyError` where it holds anything but what a restore that was killed has left: what that had not put in its
    place is removed. The folder is there until the rows are kept, and tells the next one that there was one.
    """
    placing = Placing(Path(settings.EVIDENCE_ROOT))
    is_new = not placing.store.exists()
    _require_empty(placing.store)
    placing.store.mkdir(mode=0o700, parents=True, exist_ok=True)
    placing.folder.mkdir(mode=0o700, exist_ok=True)
    with _for_one(placing.folder):
        for left in placing.folder.iterdir():
            shutil.rmtree(left)
        try:
            yield placing
        except BaseException:
            placing.take_back()
            if is_new:
                with suppress(OSError):
                    placing.store.rmdir()
            raise
        shutil.rmtree(placing.folder, ignore_errors=True)  # the rows are kept: nothing may fail any more


def _require_empty(store: Path) -> None:
    if store.exists() and _standing(store) and not (store / UNDER_WAY).exists():
        raise NotEmptyError(
            f"The folder {store} already holds something, and nothing is overwritten. Let EVIDENCE_ROOT name a new "
            "folder."
        )


def _standing(store: Path) -> set[str]:
    """The names of what is in its place."""
    return {path.name for path in store.iterdir()} - {UNDER_WAY, OF_THE_DISK}


def _is_same(one: Path, other: Path) -> bool:
    """Whether both folders have the same files, byte for byte."""
    names = {path.name for path in one.iterdir()}
    if not other.is_dir() or names != {path.name for path in other.iterdir()}:
        return False
    _, differing, unread = filecmp.cmpfiles(one, other, names, shallow=False)
    return not differing and not unread


@contextmanager
def _for_one(folder: Path) -> Iterator[None]:
    """The kernel ends the lock with its process: what was killed holds nothing."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, folder.parent)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, store: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise NotEmptyError(f"Another restore is writing into {store} just now. Wait until it has ended.") from None
