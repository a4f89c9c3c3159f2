"""Small disks in memory, which are soon full. They need root, or a namespace of one's own: scripts/faults makes one."""

import ctypes
import os
from pathlib import Path

LATER = 2  # MNT_DETACH: it goes once nobody uses it any more
ONLY_TO_READ = 1 | 32  # MS_RDONLY | MS_REMOUNT
libc = ctypes.CDLL(None, use_errno=True)


def make_small(folder: Path, size: int) -> None:
    """From here on the folder, which is empty, is a disk of so many bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    _check(libc.mount(b"none", bytes(folder), b"tmpfs", 0, f"size={size}".encode()), folder)


def make_read_only(folder: Path) -> None:
    """From here on nothing of this disk can be written."""
    _check(libc.mount(b"none", bytes(folder), b"tmpfs", ONLY_TO_READ, None), folder)


def take_away(folder: Path) -> None:
    _check(libc.umount2(bytes(folder), LATER), folder)


def fill(folder: Path, *, leave: int = 0) -> Path:
    """A file that takes all the room of the folder's disk but so many bytes."""
    ballast = folder / "ballast"
    room = os.statvfs(folder)
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - leave))
    return ballast


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _check(result: int, folder: Path) -> None:
    if result:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
