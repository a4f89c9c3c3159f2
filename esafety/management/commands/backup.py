"""`manage.py backup`: everything in one encrypted file, while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.words import counted
from esafety.backups.making import back_up, forget_broken_off, forget_older
from esafety.backups.secrets import add_arguments, secret_from
from esafety.health import tables_are_older
from esafety.models import Backup


class Command(BaseCommand):
    help = "Writes database and evidence into one encrypted file, while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, or a file ending in .backup that is not there yet")
        parser.add_argument("--keep", type=int, metavar="N", help="in a folder: remove all but the newest N backups")
        add_arguments(parser)

    def handle(self, *args: Any, path: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and (keep < 1 or not path.is_dir()):
            raise CommandError("--keep needs a number from 1 on, and a folder that is there.")
        if not path.is_dir() and path.suffix != ".backup":  # a slip in the name of a folder
            raise CommandError(f"There is no folder {path}. Name one that is there, or a file that ends in .backup.")
        if tables_are_older():  # it would name this program, which could not read it
            raise CommandError("The tables are older than the program: run “manage.py migrate” first.")
        secret = secret_from(options)
        try:
            for left in forget_broken_off(path) if path.is_dir() else []:
                self.stdout.write(f"Removed {left.name}: a backup that was broken off had left it.")
            made = back_up(path, secret, using="default")
        except FileExistsError:
            raise CommandError(f"{path} is there already, and nothing is overwritten. Give another name.") from None
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}. Nothing was kept.") from error
        Backup.objects.create(size=made.size, files=made.total.files, missing=len(made.total.missing))
        rows, files = counted(made.total.rows, "row"), counted(made.total.files, "file")
        self.stdout.write(f"{made.path}: {rows} and {files} of evidence, {made.size} bytes.")
        if made.total.missing:
            raise CommandError(
                f"{counted(len(made.total.missing), 'file')} of evidence could not be read, so it lacks them: "
                f"{', '.join(made.total.missing)}. Bring them back from an earlier backup; none was removed."
            )
        for older in forget_older(path, keep=keep) if keep else []:
            self.stdout.write(f"Removed {older.name}.")
