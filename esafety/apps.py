"""The project itself: where the apps come together."""

from django.apps import AppConfig


class ESafetyConfig(AppConfig):
    name = "esafety"
    verbose_name = "E-safety"
