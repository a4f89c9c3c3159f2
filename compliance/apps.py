"""Compliance: what data protection asks of a school about the records here."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"

    def ready(self) -> None:
        from incidents import full_incident

        from .models import Disposal, Hold

        full_incident.register(
            disposals=lambda incident: Disposal.objects.filter(incident=incident).not_called_off(),
            holds=Hold.objects.on_incident,
        )
