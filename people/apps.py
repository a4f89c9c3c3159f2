"""People: schools, federations, terms, users, their roles, and the register."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from .sign_ins import write_down

        post_migrate.connect(make_cache_table, sender=self)
        write_down()


def make_cache_table(using: str, **kwargs: Any) -> None:
    """Where failed sign-ins are counted for all workers: a table that Django makes by a command, not by a migration."""
    call_command("createcachetable", database=using, verbosity=0)
