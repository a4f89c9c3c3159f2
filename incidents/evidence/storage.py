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

from .encryption import DamagedError, decrypt, encrypt, encrypted_with

READ = 64 * 1024
UNFINISHED = ".part"
NOT_THERE = "The file is not there, or cannot be read."
LEFT_FOR = timedelta(days=1)  # nobody uploads for longer: what no record names by then is left over


class NotStoredError(Exception):
    """Nothing was stored. `str()` is the sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a record needs to know of a file to find it again, and to know it again."""

    key: uuid.UUID
    key_id: str
    sha256: str
    size: int


class Shelf:
    """Files of one transaction: what was put on it is taken down again when the transaction fails."""

    def __init__(self) -> None:
        self.files: list[uuid.UUID] = []

    def put(self, file: IO[bytes]) -> StoredFile:
        """Store what is in the file, whole or not at all."""
        key = uuid.uuid4()
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
            key_id = _write(key, read())
        except OSError as error:
            remove(key)
            raise NotStoredError(
                "There is no room to store the file, or the store cannot be reached. Nothing was saved: tell your "
                "administrator, and attach it again later."
            ) from error
        return StoredFile(key, key_id, digest.hexdigest(), size)

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


def open_verified(key: uuid.UUID, *, sha256: str, below: Path | None = None) -> Iterator[bytes]:
    """The plain bytes in pieces. The whole file is read and compared with its fingerprint before the first is given.

    `below`: of a folder with the order of the store, else of the store. `DamagedError` where it is not what was
    stored, or is not there.
    """
    digest = hashlib.sha256()
    for piece in _plain(key, below):
        digest.update(piece)
    if digest.hexdigest() != sha256:
        raise DamagedError("The fingerprint is another one.")
    return _plain(key, below)


def is_whole(key: uuid.UUID, *, sha256: str, below: Path | None = None) -> bool:
    """Whether the file is there and is what was stored. All of it is read."""
    try:
        open_verified(key, sha256=sha256, below=below)
    except DamagedError:
        return False
    return True


def current_key() -> str:
    """The name of the key that writes."""
    return next(iter(settings.EVIDENCE_KEYS))


def reencrypt(key: uuid.UUID, *, sha256: str) -> bool:
    """Let the first key of the ring encrypt this file; False where it did already.

    The old file stays until the new one is whole and its content has the fingerprint: killed at any moment, one of
    the two is there. `DamagedError` where the old one is not what was stored.
    """
    try:
        with _path(key).open("rb") as file:
            if encrypted_with(file) == current_key():
                return False
    except OSError as error:
        raise DamagedError(NOT_THERE) from error
    _write(key, _fitting(_plain(key), sha256))
    return True


def _fitting(pieces: Iterator[bytes], sha256: str) -> Iterator[bytes]:
    """The same pieces; `DamagedError` after the last one where they are not what the fingerprint says."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != sha256:
        raise DamagedError("The fingerprint is another one.")


def _write(key: uuid.UUID, pieces: Iterator[bytes]) -> str:
    """Encrypt the pieces into the file of this key, whole or not at all; the name of the key that did it."""
    path = _path(key)
    unfinished = path.with_suffix(UNFINISHED)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished.unlink(missing_ok=True)  # of a process that was killed
    try:
        with _create(unfinished) as target:
            key_id = encrypt(pieces, target, name=str(key), keys=settings.EVIDENCE_KEYS)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)
    return key_id


def _plain(key: uuid.UUID, below: Path | None = None) -> Iterator[bytes]:
    try:
        with _path(key, below).open("rb") as file:
            yield from decrypt(file, name=str(key), keys=settings.EVIDENCE_KEYS)
    except OSError as error:
        raise DamagedError(NOT_THERE) from error


def open_stored(key: uuid.UUID) -> IO[bytes]:
    """The file as it is stored, encrypted. `DamagedError` where it is not there."""
    try:
        return _path(key).open("rb")
    except OSError as error:
        raise DamagedError(NOT_THERE) from error


def bring_back(key: uuid.UUID, pieces: Iterator[bytes], *, below: Path) -> None:
    """Write a file as it was stored, encrypted as it is, below a folder with the order of the store."""
    path = _path(key, below)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _create(path) as target:
        for piece in pieces:
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())


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


def _path(key: uuid.UUID, root: Path | None = None) -> Path:
    return (root or _root()) / key.hex[:2] / key.hex


def _create(path: Path) -> IO[bytes]:
    """A new file that only this program's user can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def sync_folder(folder: Path) -> None:
    """Let new names in it survive a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
