"""Incidents: reported, reviewed, handled, closed; who may read which; what happened when."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IncidentsConfig(AppConfig):
    name = "incidents"

    def ready(self) -> None:
        from people.signals import entry_changed, roles_changed

        from .actions.settling import settle_entry, settle_schools
        from .text_index import keep_in_step

        entry_changed.connect(settle_entry)
        roles_changed.connect(settle_schools)
        post_migrate.connect(keep_in_step, sender=self)
