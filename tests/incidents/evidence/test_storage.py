"""Files where they are stored: encrypted, whole or not at all, and never mistaken for one another."""

import errno
import hashlib
import io
import os
import time
import tracemalloc

import pytest

from incidents.evidence import storage
from incidents.evidence.encryption import PIECE, DamagedError, decrypt, encrypt
from incidents.evidence.storage import NotStoredError, open_verified, remove, shelf, sweep

OLD, NEW = bytes(32), bytes(range(32))
SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE]


def put(content):
    with shelf() as files:
        return files.put(io.BytesIO(content))


def read(stored):
    return b"".join(open_verified(stored.key, sha256=stored.sha256))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_stored_comes_back_with_its_fingerprint(size):
    content = os.urandom(size)

    stored = put(content)

    assert read(stored) == content
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())


def test_a_file_of_25_mb_needs_the_memory_of_a_few_pieces(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        for _ in range(25):
            file.write(os.urandom(1024 * 1024))

    tracemalloc.start()
    with path.open("rb") as file, shelf() as files:
        stored = files.put(file)
    served = sum(len(piece) for piece in open_verified(stored.key, sha256=stored.sha256))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert served == stored.size == 25 * 1024 * 1024
    assert peak < 2 * 1024 * 1024


def test_nothing_of_it_lies_there_in_the_plain(stored):
    content = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(200))

    put(content)

    [path] = stored()
    assert not any(content[place : place + 16] in path.read_bytes() for place in range(0, len(content), 16))


def test_only_the_programs_own_user_can_read_it(stored):
    put(b"x")

    [path] = stored()
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert oct(path.parent.stat().st_mode)[-3:] == "700"


def test_the_same_content_is_never_stored_as_the_same_bytes(stored):
    put(b"the same"), put(b"the same")

    one, other = (path.read_bytes()[-24:] for path in stored())
    assert one != other


@pytest.mark.parametrize("size", [0, 10, 3 * PIECE + 5])
def test_a_changed_byte_is_noticed_wherever_it_is(stored, size):
    kept = put(os.urandom(size))
    [path] = stored()
    whole = path.read_bytes()

    for place in {0, 8, 9, 20, len(whole) // 2, len(whole) - 1}:
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(DamagedError):
            open_verified(kept.key, sha256=kept.sha256)


def test_what_was_cut_off_or_added_or_moved_is_noticed(stored):
    kept = put(os.urandom(3 * PIECE))
    [path] = stored()
    whole = path.read_bytes()
    piece = PIECE + 16
    head = len(whole) - 3 * piece

    for changed in (
        b"",
        whole[:5],
        whole[:head],
        whole[:-piece],
        whole[:-1],
        whole + b"x",
        whole + whole[-piece:],
        whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece] + whole[-piece:],
    ):
        path.write_bytes(changed)
        with pytest.raises(DamagedError):
            open_verified(kept.key, sha256=kept.sha256)


def test_a_file_under_the_name_of_another_is_noticed(settings, stored):
    one, other = put(b"the one"), put(b"the other")
    [first] = [path for path in stored() if path.name == one.key.hex]
    [second] = [path for path in stored() if path.name == other.key.hex]
    first.write_bytes(second.read_bytes())

    with pytest.raises(DamagedError):
        open_verified(one.key, sha256=other.sha256)


def test_a_file_that_is_not_there_is_said_to_be_damaged(stored):
    kept = put(b"x")
    remove(kept.key)

    with pytest.raises(DamagedError, match="not there"):
        open_verified(kept.key, sha256=kept.sha256)
    remove(kept.key)  # a second time is no fault


def test_the_first_key_writes_and_all_of_them_read(settings):
    settings.EVIDENCE_KEYS = {"old": OLD}
    before = put(b"before")
    settings.EVIDENCE_KEYS = {"new": NEW, "old": OLD}
    after = put(b"after")

    assert (before.key_id, after.key_id) == ("old", "new")
    assert (read(before), read(after)) == (b"before", b"after")


@pytest.mark.parametrize("ring", [{"old": NEW}, {"new": NEW}], ids=["another key of the name", "no key of the name"])
def test_without_its_key_nothing_is_read(settings, ring):
    settings.EVIDENCE_KEYS = {"old": OLD}
    kept = put(b"before")
    settings.EVIDENCE_KEYS = ring

    with pytest.raises(DamagedError):
        open_verified(kept.key, sha256=kept.sha256)


def test_nothing_is_given_before_the_whole_was_found_right(stored):
    """The last piece is broken; whoever asks does not even get the first."""
    kept = put(os.urandom(3 * PIECE))
    [path] = stored()
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(DamagedError):
        open_verified(kept.key, sha256=kept.sha256)


def test_another_fingerprint_than_the_records_is_noticed():
    kept = put(b"x")

    with pytest.raises(DamagedError, match="fingerprint"):
        open_verified(kept.key, sha256="0" * 64)


def test_a_disk_that_is_full_leaves_nothing_behind(stored, monkeypatch):
    def full(source, target, **_):
        target.write(b"a part of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage, "encrypt", full)

    with pytest.raises(NotStoredError, match="There is no room to store the file"):
        put(b"x")

    assert stored() == []


def test_what_was_put_is_taken_down_when_the_rest_fails(stored):
    with pytest.raises(ZeroDivisionError), shelf() as files:  # noqa: PT012  what fails comes after what is stored
        files.put(io.BytesIO(b"x"))
        assert len(stored()) == 1
        raise ZeroDivisionError

    assert stored() == []


def test_the_sweep_removes_what_no_record_names_once_it_is_a_day_old(stored):
    named, left, fresh = put(b"named"), put(b"left"), put(b"fresh")
    for path in stored():
        if path.name != fresh.key.hex:
            two_days_ago = time.time() - 2 * 24 * 3600
            os.utime(path, (two_days_ago, two_days_ago))

    removed = sweep(lambda key: key == named.key)

    assert removed == 1
    assert {path.name for path in stored()} == {named.key.hex, fresh.key.hex}
    assert not any(path.name == left.key.hex for path in stored())


def test_an_unfinished_file_is_swept_too(stored):
    put(b"x")
    [path] = stored()
    unfinished = path.rename(path.with_suffix(".part"))
    os.utime(unfinished, (0, 0))

    assert sweep(lambda key: True) == 1
    assert stored() == []


def test_pieces_are_joined_however_they_come():
    content = os.urandom(2 * PIECE + 100)
    target = io.BytesIO()

    encrypt(iter([content[:1], content[1:PIECE], content[PIECE:]]), target, name="a", keys={"k": OLD})

    target.seek(0)
    assert b"".join(decrypt(target, name="a", keys={"k": OLD})) == content
