"""Files on their way in: bounded, and never under a name."""

import io

import pytest

from core import uploads
from core.uploads import MAX_BYTES, NotKept, UploadHandler

pytestmark = pytest.mark.usefixtures("folders")


@pytest.fixture
def handler():
    handler = UploadHandler()
    handler.new_file("file", "a.txt", "text/plain", None)
    return handler


@pytest.mark.parametrize("size", [0, 10, 3 * 1024 * 1024])
def test_what_came_is_there_to_be_read(handler, size):
    handler.receive_data_chunk(b"a" * size, 0)

    with handler.file_complete(size) as file:
        assert (file.name, file.size, file.read()) == ("a.txt", size, b"a" * size)


def test_of_what_is_too_large_only_the_size_is_kept(handler):
    piece = bytes(1024 * 1024)
    for number in range(27):
        handler.receive_data_chunk(piece, number)

    file = handler.file_complete(27 * len(piece))

    assert isinstance(file, NotKept)
    assert (file.size > MAX_BYTES, file.no_room, file.read()) == (True, False, b"")


def test_an_upload_that_breaks_off_leaves_nothing_open(handler):
    kept = handler.file

    handler.upload_interrupted()

    assert kept.closed


def test_only_the_programs_own_user_reads_the_folder(settings):
    with uploads.unnamed_file() as file:
        file.write(bytes(2 * 1024 * 1024))

        assert list(settings.UPLOAD_ROOT.iterdir()) == []
    assert oct(settings.UPLOAD_ROOT.stat().st_mode)[-3:] == "700"


def test_a_disk_without_room_is_said_and_not_raised(handler):
    class Full(io.BytesIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    handler.upload_interrupted()
    handler.file = Full()
    handler.receive_data_chunk(b"a", 0)

    assert handler.file_complete(1).no_room
