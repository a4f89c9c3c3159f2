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


def bring_back_all():
    with into_the_store() as placing:
        bring_back(placing)
        placing.put_in_place()


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


def killed_while_it_moved(folder, *, content=b"as it was"):
    """Some are in their places, and the folder of those under way is still there."""
    (folder / "0f").mkdir(parents=True)
    (folder / "0f" / KEY.hex).write_bytes(content)
    (folder / UNDER_WAY / "0e").mkdir(parents=True)


def test_what_a_killed_restore_has_put_in_its_place_is_taken_as_it_is(store):
    folder = store("there")
    killed_while_it_moved(folder)

    bring_back_all()

    assert names(folder) == ["0f"]
    assert content() == b"as it was"


@pytest.mark.parametrize("standing", ["another file", "another content", "another folder"])
def test_what_is_not_in_the_backup_is_refused_and_stays(store, standing):
    folder = store("there")
    killed_while_it_moved(folder, content=b"as it is" if standing == "another content" else b"as it was")
    if standing != "another content":
        other = folder / ("0f" if standing == "another file" else "0d")
        other.mkdir(exist_ok=True)
        (other / "other").write_bytes(b"of a site in use")
    before = sorted(folder.glob("??/*"))

    for _ in range(2):  # the second is told the same
        with pytest.raises(NotEmptyError, match="something that is not in this backup"):
            bring_back_all()

    assert sorted(folder.glob("??/*")) == before


def test_a_folder_with_files_and_no_trace_of_a_restore_is_refused_at_once(store):
    folder = store("there")
    (folder / "0e").mkdir(parents=True)

    with pytest.raises(NotEmptyError, match="already holds something"), into_the_store():
        pass

    assert names(folder) == ["0e"]


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
