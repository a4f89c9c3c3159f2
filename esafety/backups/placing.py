"""The files of a backup on their way into the store: in a folder of their own inside it, then in their places, or gone.

Inside, because the store may be a disk or a volume of its own: nothing can take its place, and beside it nothing may
be written. A file is in its place only once all of them are there and the database has taken every row.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from incidents.evidence import storage

UNDER_WAY = "being-restored"
OF_THE_DISK = "lost+found"  # on a disk of its own, and nobody's file


class NotEmptyError(Exception):
    """There is something where the backup would go. `str()` says what to do."""


class Placing:
    """Files that are being brought back: written below `folder`, and then moved to where they belong."""

    def __init__(self, store: Path) -> None:
        self.store, self.folder = store, store / UNDER_WAY
        self.placed: list[Path] = []

    def put_in_place(self) -> None:
        """The last thing before the rows are kept: from here on only the database can refuse."""
        for entry in sorted(self.folder.iterdir()):
            storage.sync_folder(entry)
            self.placed.append(entry.rename(self.store / entry.name))
        self.folder.rmdir()
        storage.sync_folder(self.store)

    def take_back(self) -> None:
        for path in (self.folder, *self.placed):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def into_the_store() -> Iterator[Placing]:
    """The store, which must be empty, for one restore at a time. Left by an exception, it is as it was before.

    `NotEmptyError` where it holds anything but what a restore that was killed has left: that is removed.
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


def _require_empty(store: Path) -> None:
    if store.exists() and {path.name for path in store.iterdir()} - {UNDER_WAY, OF_THE_DISK}:
        raise NotEmptyError(
            f"The folder {store} already holds something, and nothing is overwritten. Let EVIDENCE_ROOT name a new "
            "folder, or empty this one where a restore that was broken off has left all of it."
        )


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
