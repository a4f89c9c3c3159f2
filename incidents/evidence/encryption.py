"""AES-256-GCM in pieces, so that a file of any size needs the memory of one piece.

A stored file is a head and pieces of `PIECE` bytes, each with its tag. The head names the key of the ring and brings
16 random bytes, of which the file's own key is derived (HKDF-SHA256), bound to the file's name: no two files share a
key, so that the pieces can simply be numbered. The number is a piece's nonce, together with whether it is the last:
pieces that are missing, moved, repeated or cut off are noticed, and so is a file under another file's name.
"""

import os
from collections.abc import Iterator, Mapping
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Keys = Mapping[str, bytes]  # name → 32 bytes; the first one writes, all of them read

MAGIC = b"ESAFETY1"
SALT = 16
PIECE = 64 * 1024
TAG = 16


class DamagedError(Exception):
    """What is stored is not what was stored: changed, cut off, mixed up, or its key is not in the ring."""


def encrypt(source: Iterator[bytes], target: IO[bytes], *, name: str, keys: Keys) -> str:
    """Write the pieces of `source` encrypted; answer the name of the key that was used."""
    key_id = next(iter(keys))
    salt = os.urandom(SALT)
    head = _head(key_id, salt)
    target.write(head)
    cipher, bound = _cipher(keys[key_id], salt, name), head + name.encode()
    number, waiting = 0, b""
    for piece in _pieces(source):
        if waiting:
            target.write(cipher.encrypt(_nonce(number, last=False), waiting, bound))
            number += 1
        waiting = piece
    target.write(cipher.encrypt(_nonce(number, last=True), waiting, bound))
    return key_id


def decrypt(source: IO[bytes], *, name: str, keys: Keys) -> Iterator[bytes]:
    """The plain pieces, each only after its tag was found right. `DamagedError` where one is not."""
    key_id, salt = _read_head(source)
    if key_id not in keys:
        raise DamagedError(f"The key “{key_id}” is not in the ring.")
    cipher, bound = _cipher(keys[key_id], salt, name), _head(key_id, salt) + name.encode()
    number, piece = 0, source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, bound)
        except (InvalidTag, ValueError) as error:
            raise DamagedError(f"Piece {number + 1} is not what was written.") from error
        if not following:
            return
        number, piece = number + 1, following


def encrypted_with(source: IO[bytes]) -> str:
    """The name of the key that a stored file was encrypted with."""
    return _read_head(source)[0]


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"e-safety evidence " + name.encode()).derive(key)
    return AESGCM(derived)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _head(key_id: str, salt: bytes) -> bytes:
    named = key_id.encode()
    return MAGIC + bytes([len(named)]) + named + salt


def _read_head(source: IO[bytes]) -> tuple[str, bytes]:
    start = source.read(len(MAGIC) + 1)
    if len(start) != len(MAGIC) + 1 or not start.startswith(MAGIC):
        raise DamagedError("This is no file of the evidence.")
    named, salt = source.read(start[-1]), source.read(SALT)
    return named.decode(errors="replace"), salt


def _pieces(source: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of equal size, the last one shorter."""
    waiting = b""
    for chunk in source:
        waiting += chunk
        while len(waiting) >= PIECE:
            yield waiting[:PIECE]
            waiting = waiting[PIECE:]
    if waiting:
        yield waiting
