"""Reports: the log seen from above, and the anonymous report for governors."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from audit.verifying import register_check
        from people.actions.terms import held_by

        from .models.holding import why_terms_stay
        from .verifying import check_published

        register_check("released reports", check_published)
        held_by("reports that are out", why_terms_stay)
