"""What other pages ask about policies, each in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from core import clock
from core.dates import date_in_words
from core.words import counted
from people.models import School, User
from people.roles import roles_of

from . import states
from .access import DRAFTS
from .models import Cell, ColumnGroup, Coverage, Decision, Matrix, Policy, PolicyVersion
from .states import Status


class Verdicts(dict[str, Decision | None]):
    """Decisions by the key of the row; a row that is undecided gives None."""

    def __missing__(self, key: str) -> None:
        return None


def verdicts(version: PolicyVersion) -> Verdicts:
    """What a version says about each user action. One query."""
    decisions = Decision.objects.filter(row__matrix__version=version, row__matrix__kind=Matrix.Kind.USER_ACTIONS)
    return Verdicts((decision.row.key, decision) for decision in decisions.select_related("row", "column"))


@dataclass(slots=True)
class Size:
    """How large a matrix is, and how much of it is open."""

    rows: int = 0
    sides: int = 0
    actions: int = 0
    decided: int = 0

    @property
    def cells(self) -> int:
        return self.rows * (self.sides + self.actions)

    @property
    def undecided(self) -> int:
        return self.cells - self.decided


def sizes(versions: Iterable[PolicyVersion]) -> dict[int, dict[int, Size]]:
    """`{version id: {matrix id: Size}}`. Five queries, however many versions."""
    matrices = dict(Matrix.objects.filter(version__in=versions).values_list("pk", "version_id"))
    one = Q(column_groups__choice=ColumnGroup.Choice.ONE)
    many = Q(column_groups__choice=ColumnGroup.Choice.MANY)
    found = {pk: Size() for pk in matrices}
    own = Matrix.objects.filter(pk__in=matrices)
    for pk, rows in own.annotate(n=Count("all_rows")).values_list("pk", "n"):
        found[pk].rows = rows
    for pk, sides, actions in own.annotate(
        sides=Count("column_groups", filter=one, distinct=True), actions=Count("column_groups__columns", filter=many)
    ).values_list("pk", "sides", "actions"):
        found[pk].sides, found[pk].actions = sides, actions
    for parts in (Decision.objects, Cell.objects):
        counted = parts.filter(row__matrix__in=matrices).values_list("row__matrix").annotate(n=Count("pk"))
        for pk, decided in counted.order_by():
            found[pk].decided += decided
    grouped: dict[int, dict[int, Size]] = {}
    for pk, version in matrices.items():
        grouped.setdefault(version, {})[pk] = found[pk]
    return grouped


def changes_between(earlier: PolicyVersion, later: PolicyVersion) -> Counter[str]:
    """How many cells differ, by kind of matrix. Rows and columns are matched by key. Two queries."""
    said: dict[int, dict[tuple[str, ...], tuple[str, str]]] = {earlier.pk: {}, later.pk: {}}
    both = {"row__matrix__version__in": [earlier, later]}
    where = ("row__matrix__version", "row__matrix__kind", "row__key")
    for version, *place, column, note in Decision.objects.filter(**both).values_list(
        *where, "group__key", "column__key", "note"
    ):
        said[version][tuple(place)] = column, note
    for version, *place, value, note in Cell.objects.filter(**both).values_list(*where, "column__key", "value", "note"):
        said[version][tuple(place)] = value, note
    before, after = said[earlier.pk], said[later.pk]
    return Counter(place[0] for place in before.keys() | after.keys() if before.get(place) != after.get(place))


@dataclass(slots=True)
class Standing:
    """How a version stands today: a word with its tone and shape, and from when to when it applies."""

    version: PolicyVersion
    word: str
    tone: str = ""
    shape: str = ""
    since: date | None = None
    until: date | None = None


def standings(versions: Sequence[PolicyVersion]) -> list[Standing]:
    """How the versions of one policy stand today, newest first."""
    today, standing = clock.today(), []
    next_start: date | None = None
    for version in sorted(versions, key=lambda version: version.number, reverse=True):
        if version.status not in states.ONCE_APPROVED or not version.effective_from:
            open_ = version.status in states.BEING_WRITTEN
            standing.append(
                Standing(version, version.get_status_display(), "amber" if open_ else "", "stage1" if open_ else "")
            )
            continue
        since = version.effective_from
        until = next_start - timedelta(days=1) if next_start else None
        next_start = min(since, next_start) if next_start else since
        if until and until < today:
            standing.append(Standing(version, "Superseded", since=since, until=max(since, until)))
        elif since > today:
            standing.append(Standing(version, "Approved", "blue", "clock", since=since, until=until))
        else:
            standing.append(Standing(version, "In force", "green", "closed", since=since, until=until))
    return standing


def without_a_policy(user: User) -> QuerySet[School]:
    """Schools where the user drafts policies and no policy has been started."""
    covered = Coverage.objects.filter(ends_on=None, kind=Policy.Kind.E_SAFETY).values("school")
    return School.objects.of(user, *DRAFTS).exclude(pk__in=covered)


def covered_today(policy: Policy) -> list[str]:
    """Names of the schools that the policy covers today."""
    today = clock.today()
    covering = policy.coverages.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    return list(covering.order_by("school__name").values_list("school__name", flat=True))


def is_late(due: date | None) -> bool:
    return due is not None and due < clock.today()


def review_in_words(due: date | None) -> str:
    """When the next review is, or how long it is overdue."""
    if due is None:
        return "No review is planned."
    on, days = date_in_words(due), (clock.today() - due).days
    if days > 0:
        return f"The review was due on {on}: {counted(days, 'day')} overdue."
    return f"The next review is due by {on}."


@dataclass(slots=True)
class Overview:
    """One policy, as its reader's schools see it."""

    policy: Policy
    current: PolicyVersion | None = None
    coming: PolicyVersion | None = None
    draft: PolicyVersion | None = None
    undecided: int = 0
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
        return self.current or self.coming or self.draft


def overviews(user: User) -> list[Overview]:
    """The policies that the user reads, the standard set last. A constant number of queries."""
    policies = list(Policy.objects.readable_by(user).prefetch_related("versions").order_by("is_standard", "title"))
    today = clock.today()
    covering = Coverage.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        policy__in=policies,
        school__in=roles_of(user).schools(),
        starts_on__lte=today,
    ).select_related("school")
    covered: dict[int, list[Coverage]] = {}
    for coverage in covering.order_by("school__name"):
        covered.setdefault(coverage.policy_id, []).append(coverage)
    found = [_overview(policy, covered.get(policy.pk, [])) for policy in policies]
    open_cells = sizes([overview.draft for overview in found if overview.draft])
    for overview in found:
        if overview.draft:
            overview.undecided = sum(size.undecided for size in open_cells.get(overview.draft.pk, {}).values())
    return found


def _overview(policy: Policy, coverages: list[Coverage]) -> Overview:
    overview = Overview(policy)
    for standing in standings(list(policy.versions.all())):
        standing.version.policy = policy
        if standing.version.status in states.BEING_WRITTEN:
            overview.draft = standing.version
        elif standing.word == "In force":
            overview.current = standing.version
        elif standing.version.status == Status.APPROVED and standing.word == "Approved":
            overview.coming = standing.version
    if overview.current and overview.current.effective_from:
        since = overview.current.effective_from
        overview.schools = [(coverage.school, max(since, coverage.starts_on)) for coverage in coverages]
    return overview
