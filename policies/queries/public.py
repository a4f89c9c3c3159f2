"""What a school shows to everybody: its approved policies that are in force today, and nothing else."""

from core import clock
from people.models import School

from ..models import PolicyVersion


def published(school: School) -> list[PolicyVersion]:
    """For each policy that covers the school today, the version in force; by title. One query."""
    applying = PolicyVersion.objects.applying([school.pk], clock.today()).select_related("policy")
    in_force = {version.policy_id: version for version in applying}.values()
    return sorted(in_force, key=lambda version: (version.policy.title, version.policy_id))
