"""Reports: the log seen from above, and the anonymous report for governors."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
