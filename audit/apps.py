"""Audit: what was written is sealed, and stays."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        from core.sealing import seal_with

        from .beginning import seal_what_was_there
        from .sealing import seal
        from .triggers import protect

        seal_with(seal)
        post_migrate.connect(protect, sender=self)
        post_migrate.connect(seal_what_was_there, sender=self)
