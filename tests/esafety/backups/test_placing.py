"""Files that are brought back, on their way into a store that may be a disk or a volume of its own."""

from uuid import UUID

import pytest

from esafety.backups.placing import OF_THE_DISK, UNDER_WAY, NotEmptyError, into_the_store
from incidents.evidence import storage

pytestmark = pytest.mark.once

KEY = UUID(hex="0f" * 16)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def content():
    with storage.open_stored(KEY) as file:
        return file.read()


def bring_back(placing):
    storage.bring_back(KEY, [b"as it was"], below=placing.folder)


def test_the_store_is_the_folder_that_it_was_and_nothing_is_written_beside_it(store):
    folder = store("disk/there")
    (folder / OF_THE_DISK).mkdir(parents=True)
    was = folder.stat().st_ino

    with into_the_store() as placing:
        bring_back(placing)
        under_way = names(folder.parent), names(folder)
        placing.put_in_place()

    assert under_way == (["there"], [UNDER_WAY, OF_THE_DISK])
    assert names(folder) == ["0f", OF_THE_DISK]
    assert content() == b"as it was"
    assert folder.stat().st_ino == was


def test_one_that_was_not_there_is_for_nobody_else(store):
    folder = store("a/new/one")

    with into_the_store() as placing:
        bring_back(placing)
        placing.put_in_place()

    assert (folder.stat().st_mode & 0o777, (folder / "0f").stat().st_mode & 0o777) == (0o700, 0o700)


def test_what_a_killed_restore_has_left_is_replaced(store):
    folder = store("there")
    half = folder / UNDER_WAY / "0e" / "half"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")

    with into_the_store() as placing:
        bring_back(placing)
        placing.put_in_place()

    assert names(folder) == ["0f"]


def test_what_stands_where_files_of_a_site_stand_is_never_taken_for_left(store):
    folder = store("there")
    for name in ("0e", UNDER_WAY):
        (folder / name).mkdir(parents=True)

    with pytest.raises(NotEmptyError, match="or empty this one where a restore that was broken off"), into_the_store():
        pass

    assert names(folder) == ["0e", UNDER_WAY]


def test_two_restores_do_not_meet(store):
    store("there")

    with into_the_store() as placing:
        bring_back(placing)
        with pytest.raises(NotEmptyError, match="Another restore is writing into"), into_the_store():
            pass
        placing.put_in_place()

    assert content() == b"as it was"


@pytest.mark.parametrize("is_in_place", [False, True])
def test_a_folder_that_is_there_stays_when_nothing_is_kept(store, is_in_place):
    folder = store("there")
    folder.mkdir()

    with pytest.raises(ZeroDivisionError):
        fail_on_the_way(is_in_place)

    assert names(folder) == []


def fail_on_the_way(is_in_place):
    with into_the_store() as placing:
        bring_back(placing)
        if is_in_place:
            placing.put_in_place()
        raise ZeroDivisionError
