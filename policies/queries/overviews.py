"""The policies of a reader, and the schools that they cover."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from core import clock
from people.models import School, User
from people.roles import roles_of

from .. import states
from ..access import DRAFTS
from ..models import Coverage, Policy, PolicyVersion
from ..states import Status
from .decisions import sizes
from .standing import is_late, review_in_words, standings


def without_a_policy(user: User, kind: str = Policy.Kind.E_SAFETY) -> QuerySet[School]:
    """Schools where the user drafts policies and none of this kind has been started."""
    covered = Coverage.objects.filter(ends_on=None, kind=kind).values("school")
    return School.objects.of(user, *DRAFTS).exclude(pk__in=covered)


@dataclass(slots=True)
class KindToStart:
    """A kind of policy, the names of the reader's schools that have none of it, and what the others have."""

    kind: Policy.Kind
    schools: list[str]
    there: list[PolicyVersion]  # the last version of each policy


def kinds_to_start(user: User) -> list[KindToStart]:
    """Every kind, with the schools where the user drafts and none has been started. Three queries."""
    schools = list(School.objects.of(user, *DRAFTS))
    covering = Coverage.objects.filter(ends_on=None, school__in=schools)
    begun = {(coverage.kind, coverage.school_id) for coverage in covering}
    versions = PolicyVersion.objects.filter(policy__coverages__in=covering).select_related("policy")
    last = {version.policy_id: version for version in versions.order_by("policy__title", "number")}
    return [
        KindToStart(
            kind,
            [school.name for school in schools if (kind, school.pk) not in begun],
            [version for version in last.values() if version.policy.kind == kind],
        )
        for kind in Policy.Kind
    ]


def covered_today(policy: Policy) -> list[str]:
    """Names of the schools that the policy covers today."""
    covering = policy.coverages.on(clock.today())
    return list(covering.order_by("school__name").values_list("school__name", flat=True))


@dataclass(slots=True)
class Overview:
    """One policy, as its reader's schools see it."""

    policy: Policy
    current: PolicyVersion | None = None
    coming: PolicyVersion | None = None
    draft: PolicyVersion | None = None
    undecided: int = 0
    given_up: PolicyVersion | None = None
    past: PolicyVersion | None = None
    schools: list[tuple[School, date]] = field(default_factory=list)

    @property
    def is_overdue(self) -> bool:
        return is_late(self.review_due)

    @property
    def review_due(self) -> date | None:
        return self.current.review_due if self.current else None

    @property
    def review(self) -> str:
        return review_in_words(self.review_due)

    @property
    def latest(self) -> PolicyVersion | None:
        return self.current or self.coming or self.draft or self.given_up or self.past


def overviews(user: User) -> list[Overview]:
    """The policies that the user reads, the standard set last. A constant number of queries."""
    policies = list(Policy.objects.readable_by(user).prefetch_related("versions").order_by("is_standard", "title"))
    today = clock.today()
    staying = Coverage.objects.from_day(today).filter(policy__in=policies)
    covering: dict[int, list[Coverage]] = {policy.pk: [] for policy in policies}
    for coverage in staying.select_related("school").order_by("school__name"):
        covering[coverage.policy_id].append(coverage)
    mine = roles_of(user).schools()
    left = [policy for policy in policies if not policy.is_standard and not _stays(covering[policy.pk], mine)]
    past = PolicyVersion.objects.readable_by(user).filter(policy__in=left) if left else ()
    readable = {version.pk for version in past}
    found = []
    for policy in policies:
        policy.school_ids = frozenset(coverage.school_id for coverage in covering[policy.pk])  # or each rule asks again
        own = [each for each in covering[policy.pk] if each.school_id in mine and each.starts_on <= today]
        overview = _overview(policy, own, readable if policy in left else None)
        if overview.latest:
            found.append(overview)
    open_cells = sizes([overview.draft for overview in found if overview.draft])
    for overview in found:
        if overview.draft:
            overview.undecided = sum(size.undecided for size in open_cells.get(overview.draft.pk, {}).values())
    return found


def _stays(coverages: list[Coverage], mine: frozenset[int]) -> bool:
    return any(coverage.school_id in mine for coverage in coverages)


def _overview(policy: Policy, coverages: list[Coverage], readable: set[int] | None) -> Overview:
    """`readable`: the versions of a policy that the reader's schools have left, by their ids."""
    overview = Overview(policy)
    for standing in standings(list(policy.versions.all())):
        standing.version.policy = policy
        if readable is not None and standing.version.pk not in readable:
            continue
        if standing.version.status in states.BEING_WRITTEN:
            overview.draft = standing.version
        elif standing.word == "In force":
            overview.current = standing.version
        elif standing.version.status == Status.APPROVED and standing.word == "Approved":
            overview.coming = standing.version
        elif standing.version.status == Status.WITHDRAWN and not overview.given_up:
            overview.given_up = standing.version
        elif standing.version.status in states.ONCE_APPROVED and not overview.past:
            overview.past = standing.version
    if overview.current and overview.current.effective_from:
        since = overview.current.effective_from
        overview.schools = [(coverage.school, max(since, coverage.starts_on)) for coverage in coverages]
    return overview
