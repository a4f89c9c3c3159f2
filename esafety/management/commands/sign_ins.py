"""`manage.py sign_ins`: who may sign in to the demonstration, and the password."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from esafety.demonstration.files import read
from esafety.demonstration.people import PASSWORD, everybody
from people.models import User
from people.roles import Role


class Command(BaseCommand):
    help = "Prints the sign-ins of the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "These settings are not the demonstration's: nobody signs in with a demonstration account here. "
                "Set DJANGO_SETTINGS_MODULE=esafety.settings.demonstration."
            )
        if not User.objects.filter(is_demonstration=True).exists():
            raise CommandError("This is not a demonstration: it has no sign-ins to show.")
        places = {school["code"]: school["name"] for school in read("people")["school"]}
        rows = [
            (address, Role(who["role"]).label, places.get(who["at"], "both schools of the federation"), who["name"])
            for address, who in everybody()
            if "role" in who
        ]
        headings = ("E-mail address", "Role", "School", "Name")
        widths = [max(len(row[column]) for row in [headings, *rows]) for column in range(len(headings))]
        for row in [headings, tuple("-" * width for width in widths), *rows]:
            self.stdout.write("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
        self.stdout.write(f"\nThe password of each is: {PASSWORD}")
