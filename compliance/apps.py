"""Compliance: what data protection asks of a school about the records here."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"

    def ready(self) -> None:
        from incidents import whole

        from .models import Disposal, Hold

        whole.also(
            disposals=lambda incident: Disposal.objects.filter(incident=incident, called_off_at=None),
            holds=Hold.objects.on_incident,
        )
