"""What other registers of the schools say of a period: agreements signed, policies approved, data protection."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from compliance.models import AccessRequest, Breach
from people.calendar import AcademicYear
from people.models import School
from policies.models import Policy, PolicyVersion, Row, Signature
from policies.queries.comparing.reading import tables_of
from policies.queries.comparing.tables import changed_tables
from policies.states import ONCE_APPROVED

from .periods import Calendar
from .tallying import Spans, tallied

MOST_DOCUMENTS = 12  # named one by one; of more only the number is given
Approved = dict[str, Any]


def agreements(schools: Sequence[School], calendars: Sequence[Calendar]) -> dict[AcademicYear, Counter[str]]:
    """Signatures that count, by the kind of the agreement, of each calendar's period. One query."""
    signed = Signature.objects.valid().filter(school__in=schools)
    found: dict[AcademicYear, Counter[str]] = {calendar.year: Counter() for calendar in calendars}
    for year, kind, number in tallied(signed, _days_of("signed_on", calendars), "version__policy__kind"):
        found[year][kind] = number
    return found


def data_protection(
    schools: Sequence[School], calendars: Sequence[Calendar]
) -> Iterator[tuple[str, Counter[AcademicYear]]]:
    """`(what is counted, how many in each calendar's period)`: breaches found, requests received. Two queries.

    Without breaches that come from a restricted record: the register shows those to nobody but who reads the record,
    and who knows the register must not find them as a difference.
    """
    breaches = Breach.objects.exclude(incident__restricted=True).filter(school__in=schools)
    requests = AccessRequest.objects.filter(school__in=schools)
    found_in = _within("found_at", calendars, lambda moment: moment)
    yield "breaches", Counter(dict(tallied(breaches, found_in)))
    yield "access_requests", Counter(dict(tallied(requests, _days_of("received_on", calendars))))


def _days_of(field: str, calendars: Sequence[Calendar]) -> Spans:
    return _within(field, calendars, timezone.localdate)


def _within(field: str, calendars: Sequence[Calendar], edge: Callable[[datetime], date | datetime]) -> Spans:
    """The year of each calendar → what has this day or moment in its period. `edge`: as the field has it."""
    found: dict[AcademicYear, Q] = defaultdict(Q)
    for calendar in calendars:
        for ids, first, last in calendar.spans():
            here = Q() if calendar.terms is None else Q(school__in=ids)
            found[calendar.year] |= here & Q(**{f"{field}__gte": edge(first), f"{field}__lt": edge(last)})
    return found


def policies(schools: Sequence[School], calendar: Calendar) -> list[Approved]:
    """Versions that the board approved in the period: `{title, number, body, month, changes}`, oldest first.

    `changes`: decisions in its tables that differ from the version before; None for a first version. These are
    documents of the board, not counts of people or incidents: nothing of them is withheld.
    """
    first, last = _days(calendar)
    found = (
        PolicyVersion.objects.filter(
            policy__coverages__school__in=schools,
            policy__coverages__starts_on__lt=last,
            status__in=ONCE_APPROVED,
            approved_on__gte=first,
            approved_on__lt=last,
        )
        .select_related("policy")
        .order_by("approved_on", "policy__title", "number")
        .distinct()
    )
    versions = list(found)
    changes = _changes(versions) if len(versions) <= MOST_DOCUMENTS else {}
    return [
        {
            "title": version.policy.title,
            "number": version.number,
            "body": version.approving_body,
            "month": date_format(version.approved_on, "F Y") if version.approved_on else "",
            "changes": changes.get(version.pk),
        }
        for version in versions
    ]


def _changes(versions: Sequence[PolicyVersion]) -> dict[int, int]:
    """How many decisions of its tables each version changed, by its key. Constant in the number of versions."""
    if not versions:
        return {}
    of_policies = PolicyVersion.objects.filter(policy__in={v.policy_id for v in versions}, status__in=ONCE_APPROVED)
    every = list(of_policies.order_by("policy", "number"))
    before = {later.pk: earlier for earlier, later in pairwise(every) if earlier.policy_id == later.policy_id}
    wanted = [each for each in every if each.pk in {version.pk for version in versions} and each.pk in before]
    read = tables_of([*wanted, *(before[each.pk] for each in wanted if before[each.pk] not in wanted)])
    return {
        each.pk: sum(len(table.cells) for table in changed_tables(read[before[each.pk].pk], read[each.pk]))
        for each in wanted
    }


def rows_of_policy(schools: Sequence[School], day: date) -> list[Row]:
    """The rows of the tables of user actions that are in force at these schools on a day, each key once."""
    versions = {version.pk for version in PolicyVersion.objects.in_force_at(schools, day).values()}
    rows = Row.objects.filter(matrix__version__in=versions, matrix__kind="user_actions")
    by_key = {
        row.key: row for row in rows.select_related("group").order_by("matrix__version", "group__position", "position")
    }
    return list(by_key.values())


def _days(calendar: Calendar) -> tuple[date, date]:
    """The first day of the period, and the first after it."""
    spans = list(calendar.spans())
    first, last = min(start for _, start, _ in spans), max(end for _, _, end in spans)
    return timezone.localdate(first), timezone.localdate(last)


def kinds_of_agreement() -> Iterator[tuple[str, str]]:
    """`(kind, who signs it)`."""
    yield Policy.Kind.STAFF_AGREEMENT, "Staff"
    yield Policy.Kind.YOUNGER_PUPILS_AGREEMENT, "Pupils up to Year 2"
    yield Policy.Kind.OLDER_PUPILS_AGREEMENT, "Pupils from Year 3 on"
    yield Policy.Kind.PARENTS_AGREEMENT, "Parents and carers"
    yield Policy.Kind.GOVERNORS_AGREEMENT, "Governors"
    yield Policy.Kind.VOLUNTEERS_AGREEMENT, "Volunteers"
    yield Policy.Kind.VISITORS_AGREEMENT, "Visitors"
