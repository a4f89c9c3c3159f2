"""Incidents: reported, reviewed, handled, closed; who may read which; what happened when."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from .text_index import keep_in_step

        post_migrate.connect(keep_in_step, sender=self)
