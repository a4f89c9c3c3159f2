"""Policies: numbered versions, their matrices, the presets they start from, and which one is in force."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "Policies"

    def ready(self) -> None:
        from .presets import ensure_standard_set

        post_migrate.connect(ensure_standard_set, sender=self, dispatch_uid="policies.ensure_standard_set")
