"""Core: mechanism without vocabulary. It has no tables."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from simple_history.signals import post_create_historical_record, pre_create_historical_record

        from .history import have_it_sealed, name_the_actor

        pre_create_historical_record.connect(name_the_actor, dispatch_uid="core.name_the_actor")
        post_create_historical_record.connect(have_it_sealed, dispatch_uid="core.have_it_sealed")
