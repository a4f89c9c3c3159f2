"""`manage.py load_demonstration`: the invented federation, into an empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from esafety.demonstration.loading import load
from people.models import School


class Command(BaseCommand):
    help = "Loads an invented federation and school, with three years of incidents, into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "The demonstration is not for a school's own server. "
                "Set DJANGO_SETTINGS_MODULE=esafety.settings.demonstration."
            )
        if School.objects.exists():
            raise CommandError("This database already has a school. The demonstration goes only into an empty one.")
        load(say=self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()
