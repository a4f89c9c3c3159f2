"""An archive is what was written, or is refused in a sentence; its content is read with the right secret alone."""

import io
import os

import pytest

from esafety.backups import archive
from esafety.backups.archive import HEAD, NotReadableError, Secret
from incidents.evidence.encryption import PIECE, TAG

from .conftest import SECRET

CONTENT = os.urandom(2 * PIECE + 1000)
INNER_HEAD = 8 + 1 + len(archive.RING_NAME) + 16
FIRST = HEAD + INNER_HEAD  # where the first piece begins
WHOLE = PIECE + TAG


def written(content=CONTENT, secret=SECRET):
    target = io.BytesIO()
    archive.write(target, [content[:10], content[10:]], secret)
    return target.getvalue()


def read(stored, secret=SECRET):
    return archive.read(io.BytesIO(stored), secret).read()


ARCHIVE = written()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1])
def test_what_was_written_is_read(size):
    assert read(written(CONTENT[:size])) == CONTENT[:size]


def test_it_tells_nothing_of_its_content():
    assert b"Pip Pupil" not in written(b"Pip Pupil" * 1000)
    assert written(b"same") != written(b"same")


@pytest.mark.parametrize(
    ("altered", "said"),
    [
        pytest.param(b"", "no backup of E-safety", id="nothing in it"),
        pytest.param(b"PK" + bytes(500), "no backup of E-safety", id="another file"),
        pytest.param(ARCHIVE[: HEAD - 1], "no backup of E-safety", id="cut in its head"),
        pytest.param(ARCHIVE[:HEAD], "cut off or changed", id="cut after its head"),
        pytest.param(ARCHIVE[: FIRST + 100], "cut off or changed", id="cut in a piece"),
        pytest.param(ARCHIVE[: FIRST + 2 * WHOLE], "cut off or changed", id="cut between two pieces"),
        pytest.param(ARCHIVE[:-1], "cut off or changed", id="its last byte gone"),
        pytest.param(ARCHIVE + b"x", "cut off or changed", id="a byte more"),
        pytest.param(ARCHIVE[:FIRST] + ARCHIVE[FIRST + WHOLE : FIRST + 2 * WHOLE]
                     + ARCHIVE[FIRST : FIRST + WHOLE] + ARCHIVE[FIRST + 2 * WHOLE :],
                     "cut off or changed", id="two pieces exchanged"),
        pytest.param(ARCHIVE[:FIRST] + ARCHIVE[FIRST + WHOLE :], "cut off or changed", id="the first piece gone"),
    ],
)  # fmt: skip
def test_what_was_cut_or_put_together_is_refused(altered, said):
    with pytest.raises(NotReadableError, match=said):
        read(altered)


@pytest.mark.parametrize("at", [0, 8, 9, 24, 25, HEAD - 1, HEAD, FIRST - 1, FIRST, FIRST + WHOLE, -1])
def test_a_changed_byte_is_noticed_wherever_it_is(at):
    altered = bytearray(ARCHIVE)
    altered[at] ^= 1

    with pytest.raises(NotReadableError):
        read(bytes(altered))


def test_another_key_is_told_from_a_damaged_file():
    with pytest.raises(NotReadableError, match="encrypted with another BACKUP_KEY"):
        read(ARCHIVE, Secret(key=bytes(32)))


def test_a_passphrase_opens_what_it_closed_and_nothing_else(monkeypatch):
    monkeypatch.setattr(archive, "COST", 2)  # at its own cost, each guess takes half a second, on purpose
    stored = written(secret=Secret(passphrase="five words are quite enough"))

    assert read(stored, Secret(passphrase="five words are quite enough")) == CONTENT
    with pytest.raises(NotReadableError, match="encrypted with another passphrase"):
        read(stored, Secret(passphrase="five words are not enough"))
    with pytest.raises(NotReadableError, match="encrypted with a passphrase: give --passphrase-file"):
        read(stored)
    with pytest.raises(NotReadableError, match="encrypted with BACKUP_KEY: give no passphrase"):
        read(ARCHIVE, Secret(passphrase="five words are quite enough"))
