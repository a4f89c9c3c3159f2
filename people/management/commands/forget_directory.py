"""`manage.py forget_directory`: where the directory has made a new entry for somebody whom it knew before."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from people import tasks
from people.models import User


class Command(BaseCommand):
    help = "Unties an account from the entry of the directory that used it: the next with its address is tied to it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the e-mail address that the account signs in with")
        parser.add_argument("--by", required=True, help="your own name, which is kept")
        parser.add_argument("--reason", required=True, help="why, and how you know that it is the same person")

    @transaction.atomic
    def handle(self, *args: Any, address: str, by: str, reason: str, **options: Any) -> None:
        if not by.strip() or not reason.strip():
            raise CommandError("Say who you are and why: both are kept.")
        user = User.objects.filter(email__iexact=address).select_for_update().first()
        if user is None:
            raise CommandError(f"Nobody has an account with the address {address}.")
        untied, _ = user.socialaccount_set.all().delete()  # type: ignore[attr-defined]
        if not untied:
            raise CommandError(f"No entry of the directory has used the account of {user}.")
        user.save_as(None, f"Untied from the directory on the server by {by}: {reason}")
        tasks.tell_of_sign_in.enqueue(user.pk, "directory_forgotten")
        self.stdout.write(f"The next entry of the directory with the address {user.email} opens the account of {user}.")
