"""`manage.py take_second_step_away`: where no colleague can ask for it, as after the loss of SECRET_KEY."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.access import Refused
from people.actions import take_second_step_away
from people.models import User


class Command(BaseCommand):
    help = "Takes one-time codes, passkeys and recovery codes of one account away, and ends its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the e-mail address that the account signs in with")
        parser.add_argument("--by", required=True, help="your own name, which is kept")
        parser.add_argument("--reason", required=True, help="why, and how you know who asks; it is kept too")

    def handle(self, *args: Any, address: str, by: str, reason: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            raise CommandError(f"Nobody has an account with the address {address}.")
        try:
            take_second_step_away(user, name=by, reason=reason)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(
            f"{user} signs in with the password alone now, and sets up a new second step. An e-mail says so."
        )
