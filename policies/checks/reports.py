"""Every check of every school of a reader."""

from collections.abc import Iterable

from people.models import School, User
from people.roles import roles_of

from ..access import CHECKS_POLICIES
from .facts import Facts, facts_of, read_signatures
from .findings import Finding, Report, Result
from .rules import APPLIES, CHECKS


def reports(user: User) -> list[Report]:
    """The schools whose checks this user sees, in their order. A constant number of queries."""
    found = _facts(user)
    read_signatures(found)
    return [Report(facts.school, list(_results(facts, user))) for facts in found]


def findings(
    user: User, schools: Iterable[School] | None = None, *, are_covered: bool = True
) -> list[tuple[School, Finding]]:
    """What is to be mended, school by school; not the signatures, which cost most and are told elsewhere.

    `schools`: all of the user's, and `are_covered`: whether any has a policy of its own, where that is known already.
    """
    found = _facts(user, schools, are_covered)
    told = [(facts.school, result.finding) for facts in found for result in _results(facts, user)]
    return [(school, finding) for school, finding in told if finding]


def _facts(user: User, schools: Iterable[School] | None = None, are_covered: bool = True) -> list[Facts]:
    checked = roles_of(user).schools(*CHECKS_POLICIES)
    there = School.objects.of(user) if schools is None else schools
    return facts_of([school for school in there if school.pk in checked], are_covered)


def _results(facts: Facts, user: User) -> Iterable[Result]:
    mine = roles_of(user).at(facts.school.pk)
    for check, fine in CHECKS:
        if check in APPLIES and not APPLIES[check](facts):
            continue
        finding = check(facts)
        yield Result(check.__name__, fine, finding, bool(finding and (not finding.roles or finding.roles & mine)))
