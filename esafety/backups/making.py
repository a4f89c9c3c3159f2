"""Make a backup: one file, whole or not there, which nobody but this program's user can read."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from core import clock

from . import archive, contents
from .archive import Secret
from .contents import Total

NAMED = "e-safety-{:%Y-%m-%d-%H%M%S}.backup"
OURS = "e-safety-????-??-??-??????.backup"
UNFINISHED = ".part"
LEFT_FOR = timedelta(hours=12)  # whoever writes one writes every second: what lay still for so long is left over


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is there."""

    path: Path
    size: int
    total: Total


def back_up(path: Path, secret: Secret, *, using: str) -> Made:
    """Write everything into a new file; into a folder, one that bears the moment (UTC) as its name.

    `FileExistsError` where the file is there. The file has its name only once it is whole.
    """
    if path.is_dir():
        path /= NAMED.format(clock.now())
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(path.name + UNFINISHED)
    total = Total()
    try:
        with _create(unfinished) as target:
            archive.write(target, contents.write(using, total), secret)
            target.flush()
            os.fsync(target.fileno())
        unfinished.rename(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return Made(path, path.stat().st_size, total)


def forget_older(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest backups that bear a moment as their name; those that were removed."""
    older = sorted(folder.glob(OURS), reverse=True)[keep:]
    for path in older:
        path.unlink()
    return older


def forget_broken_off(folder: Path) -> list[Path]:
    """Remove what backups that were killed have left under names that bear a moment; the files that it was."""
    before = clock.now() - LEFT_FOR
    left = [path for path in folder.glob(OURS + UNFINISHED) if _written(path) < before]
    for path in left:
        path.unlink(missing_ok=True)
    return left


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, tz=UTC)


def _create(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
