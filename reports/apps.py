"""Reports: the log seen from above, and the anonymous report for governors."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from audit.verifying import also

        from .verifying import check_published

        also("released reports", check_published)
