"""The project itself: where the apps come together."""

from django.apps import AppConfig


class ESafetyConfig(AppConfig):
    name = "esafety"
    verbose_name = "E-safety"

    def ready(self) -> None:
        from . import checks  # noqa: F401  it registers them
