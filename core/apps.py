"""Core: mechanism without vocabulary. It has no tables."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from simple_history.signals import pre_create_historical_record

        from .history import name_the_actor

        pre_create_historical_record.connect(name_the_actor, dispatch_uid="core.name_the_actor")
