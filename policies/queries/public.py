"""What a school shows to everybody: its approved policies that are in force today, and nothing else."""

from django.db.models import Q

from core import clock
from people.models import School

from .. import states
from ..models import PolicyVersion


def published(school: School) -> list[PolicyVersion]:
    """For each policy that covers the school today, the version in force; by title. One query."""
    today = clock.today()
    found = PolicyVersion.objects.filter(
        Q(policy__coverages__ends_on=None) | Q(policy__coverages__ends_on__gte=today),
        policy__coverages__school=school,
        policy__coverages__starts_on__lte=today,
        policy__is_standard=False,
        status__in=states.ONCE_APPROVED,
        effective_from__lte=today,
    )
    in_order = found.select_related("policy").order_by("policy__title", "policy", "effective_from", "number")
    return list({version.policy_id: version for version in in_order}.values())
