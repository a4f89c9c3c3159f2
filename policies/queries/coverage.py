"""The schools that a policy covers, and those that it could cover."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core import clock
from people.models import School, User

from ..access import DRAFTS
from ..models import Coverage, Policy, PolicyVersion


@dataclass(slots=True)
class Period:
    """A period in which a policy covers a school: a word for today, and whether the reader may end it."""

    coverage: Coverage
    word: str
    may_end: bool


def coverages(policy: Policy, user: User) -> list[Period]:
    """Every period, by school, the latest first. Two queries at most."""
    found = policy.coverages.select_related("school").order_by("school__name", "-starts_on")
    return [
        Period(coverage, _word(coverage), coverage.access.allows(user, "end_coverage", coverage)) for coverage in found
    ]


def _word(coverage: Coverage) -> str:
    today = clock.today()
    if coverage.starts_on > today:
        return "Coming"
    return "Ended" if coverage.ends_on and coverage.ends_on < today else "Covered"


def not_covered_by(policy: Policy, user: User) -> QuerySet[School]:
    """Schools where the user drafts policies, without those that this one covers today or later without an end."""
    covered = policy.coverages.filter(Q(ends_on=None)).values("school")
    return School.objects.of(user, *DRAFTS).exclude(pk__in=covered)


def versions_to_copy(schools: Iterable[School], kind: str) -> list[PolicyVersion]:
    """Approved versions that some of these schools may start from. One query a federation that has some of them."""
    federated = [school for school in schools if school.federation_id]
    by_federation = {school.federation_id: school for school in federated}
    offered = [PolicyVersion.objects.offered_to([school], kind) for school in by_federation.values()]
    return [version for versions in offered for version in versions.select_related("policy")]
