"""Where files are stored: below `EVIDENCE_ROOT`, each under a random name, encrypted with a key of `EVIDENCE_KEYS`."""

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings

from core import clock

from .encryption import DamagedError, decrypt, encrypt

READ = 64 * 1024
UNFINISHED = ".part"
LEFT_FOR = timedelta(days=1)  # nobody uploads for longer: what no record names by then is left over


class NotStoredError(Exception):
    """Nothing was stored. `str()` is the sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a record needs to know of a file to find it again, and to know it again."""

    key: uuid.UUID
    key_id: str
    sha256: str
    size: int


class Shelf:
    """Files of one transaction: what was put on it is taken down again when the transaction fails."""

    def __init__(self) -> None:
        self.files: list[uuid.UUID] = []

    def put(self, file: IO[bytes]) -> Stored:
        """Store what is in the file, whole or not at all."""
        key = uuid.uuid4()
        path = _path(key)
        unfinished = path.with_suffix(UNFINISHED)
        digest = hashlib.sha256()
        size = 0

        def read() -> Iterator[bytes]:
            nonlocal size
            while chunk := file.read(READ):
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        file.seek(0)
        self.files.append(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _create(unfinished) as target:
                key_id = encrypt(read(), target, name=str(key), keys=settings.EVIDENCE_KEYS)
                target.flush()
                os.fsync(target.fileno())
            unfinished.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            remove(key)
            raise NotStoredError(
                "There is no room to store the file, or the store cannot be reached. Nothing was saved: tell your "
                "administrator, and attach it again later."
            ) from error
        return Stored(key, key_id, digest.hexdigest(), size)

    def clear(self) -> None:
        for key in self.files:
            remove(key)


@contextmanager
def shelf() -> Iterator[Shelf]:
    """Files and rows together: put files on the shelf, then write the rows in a transaction inside the block."""
    files = Shelf()
    try:
        yield files
    except BaseException:
        files.clear()
        raise


def open_verified(key: uuid.UUID, *, sha256: str) -> Iterator[bytes]:
    """The plain bytes in pieces. The whole file is read and compared with its fingerprint before the first is given.

    `DamagedError` where it is not what was stored, or is not there.
    """
    digest = hashlib.sha256()
    for piece in _plain(key):
        digest.update(piece)
    if digest.hexdigest() != sha256:
        raise DamagedError("The fingerprint is another one.")
    return _plain(key)


def _plain(key: uuid.UUID) -> Iterator[bytes]:
    try:
        with _path(key).open("rb") as file:
            yield from decrypt(file, name=str(key), keys=settings.EVIDENCE_KEYS)
    except OSError as error:
        raise DamagedError("The file is not there, or cannot be read.") from error


def remove(key: uuid.UUID) -> None:
    """Take a file away. What is not there any more is no fault; what cannot be removed now, the sweep removes."""
    path = _path(key)
    for each in (path, path.with_suffix(UNFINISHED)):
        with suppress(OSError):
            each.unlink()


def _key_of(path: Path) -> uuid.UUID | None:
    """The key that a file is stored under; None for what is no file of ours."""
    with suppress(ValueError):
        return uuid.UUID(hex=path.stem)
    return None


def sweep(is_named: Callable[[uuid.UUID], bool]) -> int:
    """Remove files that no record names and that are older than any upload lasts. How many they were."""
    before = clock.now() - LEFT_FOR
    removed = 0
    for path in _root().glob("??/*"):
        key = _key_of(path)
        written = datetime.fromtimestamp(path.stat().st_mtime, tz=before.tzinfo)
        if key and written < before and (path.suffix == UNFINISHED or not is_named(key)):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _root() -> Path:
    return Path(settings.EVIDENCE_ROOT)


def _path(key: uuid.UUID) -> Path:
    return _root() / key.hex[:2] / key.hex


def _create(path: Path) -> IO[bytes]:
    """A new file that only this program's user can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync_folder(folder: Path) -> None:
    """Let the new name survive a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
