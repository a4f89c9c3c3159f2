"""Sanctions: what a school's table recommends for a misuse, and what was decided."""

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    name = "sanctions"

    def ready(self) -> None:
        from incidents import full_incident
        from incidents.signals import policy_moved, referral_recorded

        from .actions import move_decisions, settle_all_referrals
        from .models import Sanction

        full_incident.register(sanctions=lambda incident: Sanction.objects.filter(involvement__incident=incident))
        referral_recorded.connect(settle_all_referrals)
        policy_moved.connect(move_decisions)
