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


def findings(user: User) -> list[tuple[School, Finding]]:
    """What is to be mended, school by school; not the signatures, which cost most and are told elsewhere."""
    told = [(facts.school, result.finding) for facts in _facts(user) for result in _results(facts, user)]
    return [(school, finding) for school, finding in told if finding]


def _facts(user: User) -> list[Facts]:
    schools = School.objects.of(user, *CHECKS_POLICIES).select_related("filtering_lead", "filtering_governor")
    return facts_of(list(schools))


def _results(facts: Facts, user: User) -> Iterable[Result]:
    mine = roles_of(user).at(facts.school.pk)
    for check, fine in CHECKS:
        if check in APPLIES and not APPLIES[check](facts):
            continue
        finding = check(facts)
        yield Result(check.__name__, fine, finding, bool(finding and (not finding.roles or finding.roles & mine)))
