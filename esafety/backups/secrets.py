"""Which secret a command uses: BACKUP_KEY, or the passphrase in a file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from .archive import Secret

SHORTEST = 16


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="encrypted with the first line of this file, not with BACKUP_KEY",
    )


def secret_from(options: dict[str, Any]) -> Secret:
    """What the call names; `CommandError` where there is nothing that anything could be encrypted with."""
    if file := options["passphrase_file"]:
        try:
            passphrase = file.read_text().split("\n")[0].strip()
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"The passphrase cannot be read from {file}.") from None
        if len(passphrase) < SHORTEST:
            raise CommandError(
                f"The passphrase in {file} has fewer than {SHORTEST} characters. Take five words or more."
            )
        return Secret(passphrase=passphrase)
    if not settings.BACKUP_KEY:
        raise CommandError("BACKUP_KEY is not set, and there is no --passphrase-file. One of them encrypts the backup.")
    return Secret(key=settings.BACKUP_KEY)
