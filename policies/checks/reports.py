"""Every check of every school of a reader."""

from collections.abc import Iterable
from typing import NamedTuple

from people.models import School, User
from people.roles import roles_of

from ..access import CHECKS_POLICIES
from ..queries import Agreement
from .facts import Facts, facts_of, read_signatures
from .findings import Finding, Report, Result
from .rules import APPLIES, CHECKS


def reports(user: User) -> list[Report]:
    """The schools whose checks this user sees, in their order. A constant number of queries."""
    found = _facts(user)
    read_signatures(found)
    return [Report(facts.school, list(_results(facts, user))) for facts in found]


class Known(NamedTuple):
    """What a page has asked already of the schools of its user, so that the checks do not ask again."""

    schools: list[School]
    agreements: list[Agreement]  # in force there
    are_covered: bool  # whether any of them has a policy of its own


def findings(user: User, known: Known | None = None) -> list[tuple[School, Finding]]:
    """What is to be mended, school by school; not the signatures, which cost most and are told elsewhere."""
    found = _facts(user, known)
    told = [(facts.school, result.finding) for facts in found for result in _results(facts, user)]
    return [(school, finding) for school, finding in told if finding]


def _facts(user: User, known: Known | None = None) -> list[Facts]:
    checked = roles_of(user).schools(*CHECKS_POLICIES)
    there = known.schools if known else School.objects.of(user)
    schools = [school for school in there if school.pk in checked]
    return facts_of(schools, known.agreements, known.are_covered) if known else facts_of(schools)


def _results(facts: Facts, user: User) -> Iterable[Result]:
    mine = roles_of(user).at(facts.school.pk)
    for check, fine in CHECKS:
        if check in APPLIES and not APPLIES[check](facts):
            continue
        finding = check(facts)
        yield Result(check.__name__, fine, finding, bool(finding and (not finding.roles or finding.roles & mine)))
