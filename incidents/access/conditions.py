"""Conditions that several rules share, each with its reason."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from people.models import User

    from ..models import Incident
    from ..models.incident.base import IncidentBase

Condition = tuple[bool, str]


def handles(user: "User", incident: "Incident | IncidentBase", to: str) -> Condition:
    """`to`: what a handler can do that nobody else can, as in “Only somebody who handles this incident can …”."""
    return incident.standing_of(user).handles, f"Only somebody who handles this incident can {to}."


def has_declared(user: "User", incident: "Incident | IncidentBase") -> Condition:
    """No verb is for a handler who is a target in the incident and has not declared it."""
    return (
        not incident.standing_of(user).must_declare,
        "You are a target in this incident: declare your interest first, and step back or say why you stay.",
    )


def is_uncertain(user: "User") -> str:
    """Why nothing is opened to somebody whom a typed name may mean."""
    return f"Going by the name, somebody accused in it may be {user}: say first on the incident who that is."


def not_ended(incident: "Incident", otherwise: str = "cannot be changed: ask for it to be reopened") -> Condition:
    return incident.is_open, f"An incident that is {incident.get_status_display().lower()} {otherwise}."
