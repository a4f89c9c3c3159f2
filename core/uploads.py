"""Uploads: temporary files without a name on the disk, never larger than may be kept.

Django's own handler writes what is large into a named file in the system's folder for such; a process that is killed
leaves it there. Here what does not fit into memory is an unnamed file below `UPLOAD_ROOT`: it is gone with the
process, whatever happens to it.
"""

import io
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MAX_BYTES = 26 * 1024 * 1024  # of one file: what is behind is read and dropped. Each form has its own, lower limit
IN_MEMORY = 1024 * 1024


class NotTakenError(Exception):
    """The file is refused. `str()` is the sentence for the person who chose it."""


class NotKept(UploadedFile):
    """A file of which nothing was kept. `size` says how large it was."""

    def __init__(self, *, no_room: bool, **facts: Any) -> None:
        super().__init__(io.BytesIO(), **facts)
        self.no_room = no_room


class UploadHandler(FileUploadHandler):
    """Collects a file in memory, and from a megabyte on in an unnamed file that only this program can read."""

    file: IO[bytes] | None = None
    no_room = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file, self.no_room, self.seen = unnamed_file(), False, 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        if self.file is None:
            return
        try:
            if self.seen > MAX_BYTES:
                self._drop()
            else:
                self.file.write(raw_data)
        except OSError:
            self.no_room = True
            self._drop()

    def file_complete(self, file_size: int) -> UploadedFile:
        facts = {"name": self.file_name, "content_type": self.content_type, "size": file_size}
        if self.file is None:
            return NotKept(no_room=self.no_room, **facts)
        self.file.seek(0)
        return UploadedFile(file=self.file, **facts)  # type: ignore[arg-type]

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self._drop()

    def _drop(self) -> None:
        file, self.file = self.file, None
        if file is not None:
            file.close()


def unnamed_file() -> IO[bytes]:
    """A file to write and read again, that has no name and ends when it is closed."""
    folder = Path(settings.UPLOAD_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(folder))
