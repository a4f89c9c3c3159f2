"""`manage.py change_address`: for an account whose address no page may change, and whose owner cannot sign in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from people import tasks
from people.models import User


class Command(BaseCommand):
    help = "Changes the address that somebody signs in with, and sends a link there to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", help="the address as it is")
        parser.add_argument("new", help="the address as it is to be")

    @transaction.atomic
    def handle(self, *args: Any, old: str, new: str, **options: Any) -> None:
        try:
            validate_email(new)
        except ValidationError:
            raise CommandError(f"{new} is no e-mail address.") from None
        user = User.objects.filter(email__iexact=old).select_for_update().first()
        if user is None:
            raise CommandError(f"Nobody has an account with the address {old}.")
        if User.objects.filter(email__iexact=new).exclude(pk=user.pk).exists():
            raise CommandError(f"Somebody has an account with the address {new} already.")
        before, user.email = user.email, User.objects.normalize_email(new)
        user.save_as(None, "E-mail address changed with manage.py change_address")
        tasks.send_link.enqueue(user.pk)
        tasks.tell_old_address.enqueue(user.pk, before)
        self.stdout.write(f"{user} signs in with {user.email} from now on. A link to choose a password is on its way.")
