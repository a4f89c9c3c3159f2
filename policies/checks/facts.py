"""What the checks ask about: read for all schools of a reader at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from core import clock
from core.statements import Statement, several
from people.models import Membership, School
from people.roles import GOVERNS, LEADS_FILTERING, Role

from .. import queries, states
from ..models import Coverage, Decision, Policy, PolicyVersion, Row
from ..queries import Agreement, Roll

ROLES = frozenset({Role.SAFEGUARDING_LEAD}) | LEADS_FILTERING | GOVERNS


@dataclass
class Facts:
    """One school today."""

    school: School
    version: PolicyVersion  # of the e-safety policy, in force today; the standard set where there is none
    policies: dict[str, int] = field(default_factory=dict)  # ids by kind, in force or not
    drafts: dict[str, PolicyVersion] = field(default_factory=dict)  # by kind of policy
    holders: dict[str, set[int]] = field(default_factory=dict)  # ids of users by role
    phones: list[Decision] = field(default_factory=list)
    agreements: set[str] = field(default_factory=set)  # kinds that are in force
    missing_rows: list[tuple[str, str]] = field(default_factory=list)  # kind of table, label
    rolls: list[Roll] = field(default_factory=list)  # of agreements that name who must sign

    @property
    def has_a_policy(self) -> bool:
        return not self.version.policy.is_standard

    @property
    def next_draft(self) -> PolicyVersion | None:
        """The draft that will follow what is in force."""
        draft = self.drafts.get(Policy.Kind.E_SAFETY)
        return draft if draft and draft.policy_id == self.version.policy_id else None

    def holds(self, user_id: int | None, roles: Iterable[str]) -> bool:
        return any(user_id in self.holders.get(role, ()) for role in roles)


def facts_of(
    schools: Collection[School], agreements: list[Agreement] | None = None, are_covered: bool = True
) -> list[Facts]:
    """What there is to check, in the order of the schools. At most ten queries, however many schools.

    `agreements`: those in force there, if they are known. `are_covered`: whether any school has a policy of its own.
    """
    today = clock.today()
    versions = PolicyVersion.objects.in_force_at(schools, today)
    found = {school.pk: Facts(school, versions[school.pk]) for school in schools}
    for role, user, own, shared in HOLDERS.rows(tuple(found)):
        if (school := own or shared) in found:
            found[school].holders.setdefault(role, set()).add(user)
    _read_who_answers_no_more(found.values())
    covering = list(Coverage.objects.from_day(today).filter(school__in=found)) if are_covered else []
    if agreements is None and any(coverage.kind != Policy.Kind.E_SAFETY for coverage in covering):
        agreements = queries.in_force(list(found))
    for agreement in agreements or ():
        if agreement.school.pk in found:
            found[agreement.school.pk].agreements.add(agreement.kind)
    _read_drafts(found, [coverage for coverage in covering if coverage.ends_on is None])
    _read_tables(found)
    return list(found.values())


def read_signatures(found: Collection[Facts]) -> None:
    """Who has signed what: reads everybody on the register, so only the page of checks asks. Six queries."""
    by_school = {facts.school.pk: facts for facts in found}
    for roll in queries.rolls(queries.in_force(list(by_school))):
        if not roll.agreement.is_by_name:
            by_school[roll.agreement.school.pk].rolls.append(roll)


def _holders(schools: tuple[int, ...]) -> QuerySet[Any, Any]:
    """`(role, user, school, school of the federation)`, by id, of the roles that count today."""
    held = Membership.objects.in_force().filter(role__in=sorted(ROLES), user__is_active=True)
    return held.touching(schools).order_by().values_list("role", "user", "school", "federation__schools")


HOLDERS = Statement(_holders)


def _read_who_answers_no_more(found: Iterable[Facts]) -> None:
    """The accounts that are named for filtering and do not hold the role any more: the finding says who it was."""
    for name, roles in (("filtering_lead", LEADS_FILTERING), ("filtering_governor", GOVERNS)):
        schools = [facts.school for facts in found if not facts.holds(getattr(facts.school, f"{name}_id"), roles)]
        prefetch_related_objects(schools, name)


def _read_drafts(found: dict[int, Facts], covering: list[Coverage]) -> None:
    """Which policies each school has, and what of them is being written, with the tables of the drafts."""
    policies = {coverage.policy_id for coverage in covering}
    drafts = PolicyVersion.objects.filter(policy__in=policies, status__in=states.BEING_WRITTEN)
    written = drafts.select_related("policy").prefetch_related("matrices") if policies else ()
    by_policy = {draft.policy_id: draft for draft in written}
    for coverage in covering:
        facts = found[coverage.school_id]
        facts.policies[coverage.kind] = coverage.policy_id
        if draft := by_policy.get(coverage.policy_id):
            facts.drafts[coverage.kind] = draft


def _read_tables(found: dict[int, Facts]) -> None:
    phones: dict[int, list[Decision]] = {}
    for decision in OF_PHONES.records(several(sorted({facts.version.pk for facts in found.values()}))):
        phones.setdefault(decision.row.matrix.version_id, []).append(decision)
    missing = _missing_rows({facts.version.policy_id for facts in found.values() if facts.has_a_policy})
    for facts in found.values():
        facts.phones = phones.get(facts.version.pk, [])
        facts.missing_rows = missing.get(facts.version.policy_id, [])


def _of_phones(versions: tuple[int, ...]) -> QuerySet[Decision]:
    decisions = Decision.objects.filter(row__pupils_phones=True, row__matrix__version__in=versions)
    found = decisions.exclude(group__audience="adults").select_related("row__matrix", "column")
    return found.order_by("row__matrix__position", "row__position")


OF_PHONES = Statement(_of_phones)


def _missing_rows(policies: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Rows of the standard set that no version of a policy ever had: what was taken out was not forgotten."""
    if not policies:
        return {}
    standard = Row.objects.filter(matrix__version__policy__is_standard=True, matrix__version__policy__kind="e_safety")
    wanted = {(kind, key): label for kind, key, label in standard.values_list("matrix__kind", "key", "label")}
    known = Row.objects.filter(matrix__version__policy__in=policies)
    had: dict[int, set[tuple[str, str]]] = {}
    for policy, kind, key in known.order_by().values_list("matrix__version__policy", "matrix__kind", "key").distinct():
        had.setdefault(policy, set()).add((kind, key))
    return {
        policy: [
            (kind, label) for (kind, key), label in wanted.items() if (kind, key) not in rows and kind in _kinds(rows)
        ]
        for policy, rows in had.items()
    }


def _kinds(rows: set[tuple[str, str]]) -> set[str]:
    """Tables that a policy has: one that it does not have is its own decision."""
    return {kind for kind, _ in rows}
