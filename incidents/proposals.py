"""What an incident proposes to change in the policy of its school."""

from dataclasses import dataclass

from core import clock
from policies.models import Place, PolicyVersion
from policies.queries import Places, places_in

from .models import Incident


@dataclass(frozen=True, slots=True)
class Proposal:
    """What should change in the policy, and in which part of it."""

    about: Place
    text: str


def version_today(incident: Incident) -> PolicyVersion:
    """The one that the next draft follows: in force at its school today, whatever was when it happened."""
    return PolicyVersion.objects.in_force(incident.school, clock.today())


def places_to_change(incident: Incident) -> Places:
    """The parts of that policy; none where it is the standard set, which stays."""
    version = version_today(incident)
    return [] if version.policy.is_standard else places_in(version)
