"""`manage.py move_database`: from SQLite to PostgreSQL, or back."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from core.words import counted
from esafety.backups.moving import move
from esafety.backups.placing import NotEmptyError
from esafety.backups.restoring import DiffersError
from esafety.models import Worker

TARGET = "new"


def _with_defaults(new: dict[str, Any]) -> dict[str, Any]:
    """As Django fills in the settings of a database; nothing of the old one, which may be of another kind."""
    return connections.configure_settings({DEFAULT_DB_ALIAS: {}, TARGET: dict(new)})[TARGET]


class Command(BaseCommand):
    help = "Copies the database into the empty one of NEW_DATABASE_URL and proves it. Stop both processes first."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.NEW_DATABASE:
            raise CommandError(
                "NEW_DATABASE_URL is not set. Put it into the environment: postgres://user:password@host/name, or "
                "sqlite:////path/to/file."
            )
        if Worker.objects.alive().exists():  # what is written while this copies would be in the old database alone
            raise CommandError(
                "A worker still runs. Stop both processes first; one that was killed counts for two minutes."
            )
        connections.databases[TARGET] = _with_defaults(settings.NEW_DATABASE)
        try:
            total = move(source="default", target=TARGET)
        except (NotEmptyError, DiffersError) as refusal:
            raise CommandError(str(refusal)) from refusal
        except DatabaseError as error:
            raise CommandError(f"The new database did not take it, and nothing was kept: {error}") from error
        self.stdout.write(
            f"{counted(total.rows, 'row')} of {len(total.tables)} tables are in the new database, and are what they "
            "were. Let DATABASE_URL name it now, and start both processes. Keep the old one until all is well."
        )
