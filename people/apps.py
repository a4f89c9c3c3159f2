"""People: schools, federations, terms, users, their roles, and the register."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
