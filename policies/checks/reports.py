"""Every check of every school of a reader."""

from collections.abc import Iterable

from people.models import School, User
from people.roles import roles_of

from ..access import CHECKS_POLICIES
from .facts import Facts, facts_of
from .findings import Finding, Report, Result
from .rules import CHECKS


def reports(user: User) -> list[Report]:
    """The schools whose checks this user sees, in their order. A constant number of queries."""
    schools = School.objects.of(user, *CHECKS_POLICIES).select_related("filtering_lead", "filtering_governor")
    return [Report(facts.school, list(_results(facts, user))) for facts in facts_of(list(schools))]


def findings(user: User) -> list[tuple[School, Finding]]:
    """What is to be mended, school by school."""
    return [(report.school, result.finding) for report in reports(user) for result in report.found if result.finding]


def _results(facts: Facts, user: User) -> Iterable[Result]:
    mine = roles_of(user).at(facts.school.pk)
    for check, fine in CHECKS:
        finding = check(facts)
        yield Result(check.__name__, fine, finding, bool(finding and (not finding.roles or finding.roles & mine)))
