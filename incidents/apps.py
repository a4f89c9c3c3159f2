"""Incidents: reported, reviewed, handled, closed; who may read which; what happened when."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
