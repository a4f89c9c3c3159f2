"""Sanctions: what a school's table recommends for a misuse, and what was decided."""

from django.apps import AppConfig


class SanctionsConfig(AppConfig):
    name = "sanctions"
