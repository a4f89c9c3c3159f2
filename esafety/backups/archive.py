"""The encrypted file that a backup is: a head, and pieces of AES-256-GCM that nobody can change, move or cut off.

    8 bytes   `MAGIC`
    1 byte    K: encrypted with BACKUP_KEY; P: with a key derived from a passphrase (scrypt)
    16 bytes  salt
    16 bytes  derived from key and salt: tells a wrong key from a damaged file
    the rest  as evidence is stored, bound to all that stands before (incidents/evidence/encryption.py)

Written and read piece by piece: an archive of any size needs the memory of one piece.
"""

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from incidents.evidence.encryption import PIECE, DamagedError, decrypt, encrypt

MAGIC = b"ESAFBAK1"
FROM_KEY, FROM_PASSPHRASE = b"K", b"P"
SALT = CHECK = 16
HEAD = len(MAGIC) + 1 + SALT + CHECK
# What OWASP asks of scrypt at the least: 128 MiB and about half a second for each guess.
COST, BLOCK, MEMORY = 2**17, 8, 256 * 1024 * 1024
RING_NAME = "backup"


class NotReadableError(Exception):
    """The archive is not used. `str()` is the sentence that says why, for whoever called the command."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What an archive is encrypted with: 32 random bytes, or a passphrase that a person remembers."""

    key: bytes = b""
    passphrase: str = ""

    @property
    def kind(self) -> bytes:
        return FROM_PASSPHRASE if self.passphrase else FROM_KEY

    def with_salt(self, salt: bytes) -> bytes:
        """The 32 bytes that encrypt an archive with this salt."""
        if not self.passphrase:
            return self.key
        return hashlib.scrypt(self.passphrase.encode(), salt=salt, n=COST, r=BLOCK, p=1, maxmem=MEMORY, dklen=32)


def write(target: IO[bytes], content: Iterable[bytes], secret: Secret) -> None:
    """Write the content, in pieces of any size, as one archive."""
    salt = os.urandom(SALT)
    key = secret.with_salt(salt)
    head = MAGIC + secret.kind + salt + _check(key, salt)
    target.write(head)
    encrypt(_joined(content), target, name=head.hex(), keys={RING_NAME: key})


def read(source: IO[bytes], secret: Secret) -> io.BufferedReader:
    """The plain content, to be read once from its beginning; `NotReadableError` where it is not what was written."""
    head = source.read(HEAD)
    kind, salt = head[len(MAGIC) : len(MAGIC) + 1], head[len(MAGIC) + 1 : HEAD - CHECK]
    if len(head) != HEAD or not head.startswith(MAGIC) or kind not in (FROM_KEY, FROM_PASSPHRASE):
        raise NotReadableError("This file is no backup of E-safety, or its beginning was changed.")
    if kind != secret.kind:
        made_with = (
            "a passphrase: give --passphrase-file" if kind == FROM_PASSPHRASE else "BACKUP_KEY: give no passphrase"
        )
        raise NotReadableError(f"This backup was encrypted with {made_with}.")
    key = secret.with_salt(salt)
    if _check(key, salt) != head[-CHECK:]:
        other = "passphrase" if secret.passphrase else "BACKUP_KEY"
        raise NotReadableError(f"This backup was encrypted with another {other}. Find the one of the day it was made.")
    return io.BufferedReader(_Plain(decrypt(source, name=head.hex(), keys={RING_NAME: key})), PIECE)


def _check(key: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=CHECK, salt=salt, info=b"e-safety backup, which key").derive(key)


def _joined(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer pieces: lines of a table are far shorter than a piece."""
    waiting: list[bytes] = []
    length = 0
    for part in content:
        waiting.append(part)
        length += len(part)
        if length >= PIECE:
            yield b"".join(waiting)
            waiting, length = [], 0
    yield b"".join(waiting)


class _Plain(io.RawIOBase):
    """Pieces as a file that is read from its beginning to its end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        into = memoryview(buffer)
        try:
            while not self._left:
                self._left = memoryview(next(self._pieces))
        except StopIteration:
            return 0
        except DamagedError as error:
            raise NotReadableError(
                f"This backup is damaged: it was cut off or changed. {error} Use another one."
            ) from error
        size = min(len(into), len(self._left))
        into[:size], self._left = self._left[:size], self._left[size:]
        return size
