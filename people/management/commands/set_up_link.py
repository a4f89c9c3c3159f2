"""`manage.py set_up_link`: where the first school is set up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people import set_up


class Command(BaseCommand):
    help = "Prints the address of the set-up page, while there is no school."

    def handle(self, *args: Any, **options: Any) -> None:
        if not set_up.is_open():
            raise CommandError("There is already a school: the set-up page is gone. Sign in, or ask for an account.")
        self.stdout.write(set_up.link())
