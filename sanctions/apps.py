"""Sanctions: what a school's table recommends for a misuse, and what was decided."""

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    name = "sanctions"

    def ready(self) -> None:
        from incidents.changes import referral_recorded

        from .actions import settle_all_referrals

        referral_recorded.connect(settle_all_referrals)
