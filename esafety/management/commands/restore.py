"""`manage.py restore`: a backup into an empty database and an empty store."""

import errno
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from core.words import counted
from esafety.backups.archive import NotReadableError
from esafety.backups.contents import Preface, Total
from esafety.backups.placing import NotEmptyError
from esafety.backups.restoring import BrokenError, DiffersError, examine, restore
from esafety.backups.secrets import add_arguments, secret_from


class Command(BaseCommand):
    help = "Brings a backup back into an empty DATABASE_URL and an empty EVIDENCE_ROOT, and proves it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file that “manage.py backup” wrote")
        parser.add_argument("--check", action="store_true", help="only read it to its end, and write nothing")
        parser.add_argument(
            "--even-if-broken", action="store_true", help="also where records were changed past the program before"
        )
        add_arguments(parser)

    def handle(self, *args: Any, path: Path, check: bool, even_if_broken: bool, **options: Any) -> None:
        secret = secret_from(options)
        try:
            with path.open("rb") as source:
                if check:
                    self._say(*examine(source, secret), "The backup is whole.")
                    return
                restored = restore(source, secret, using="default", even_if_broken=even_if_broken)
        except BrokenError as refusal:
            raise CommandError(f"{refusal} To have it back as it was then, give --even-if-broken.") from refusal
        except (NotReadableError, NotEmptyError, DiffersError) as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            raise CommandError(f"The database did not take it, and nothing was kept: {error}") from error
        except OSError as error:
            raise CommandError(f"{_where(error, path)}: {error.strerror}. Nothing was kept.") from error
        self._say(restored.preface, restored.total, "Everything is back, and is what it was.")
        if restored.broken:
            self.stderr.write(f"Something was changed past the program before this was copied: {restored.broken}.")
        if restored.damaged:
            self.stderr.write(
                f"{counted(len(restored.damaged), 'file')} of evidence was damaged already when the backup was made: "
                f"{', '.join(restored.damaged)}. Try an earlier backup for it."
            )

    def _say(self, preface: Preface, total: Total, verdict: str) -> None:
        rows, files = counted(total.rows, "row"), counted(total.files, "file")
        self.stdout.write(
            f"Made on {preface.made:%d %B %Y at %H:%M} by {preface.program}: {rows} and {files} of evidence. {verdict}"
        )
        if total.missing:
            self.stderr.write(f"Files that were missing when it was made: {', '.join(total.missing)}.")


def _where(error: OSError, path: Path) -> Path | str:
    """Writing names no file. The store is the only one that is written to, and a backup that is read fills no disk."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return settings.EVIDENCE_ROOT
    return error.filename or path
