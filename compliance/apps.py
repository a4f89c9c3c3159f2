"""Compliance: what data protection asks of a school about the records here."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"
