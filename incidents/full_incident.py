"""An incident with everything that its pages show of it.

Most incidents have few of the parts that an incident may have. So one query says what there is, and what the reader
is to the incident: of its parts only those that are there are read.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Prefetch, Q, QuerySet, Value, prefetch_related_objects

from audit.models import SAME_LOOK, Opening
from core import clock
from core.statements import Statement
from people.models import User, keep_masthead
from policies.models import DraftNote

from .models import (
    AllegationDecision,
    DeviceSearch,
    Entry,
    Evidence,
    Incident,
    Interest,
    Investigation,
    Involvement,
    IsolatedDevice,
    Misuse,
    ParentsAgreement,
    Reader,
    Referral,
    Relation,
    StrategyMeeting,
    Task,
)
from .standing import recorded_in

IS_THERE, GOES_ON = "there", "goes on"
_more: dict[str, Callable[[int], QuerySet[Any]]] = {}


def register(**rows: Callable[[int], QuerySet[Any]]) -> None:
    """What else may hang on an incident, said by an app above when it is ready: name → its rows, for the key of one.

    `with_parts` asks whether there are any; the app reads them itself, where `may_have` says that it may have some.
    """
    if known := rows.keys() & _names():
        raise ImproperlyConfigured(f"{', '.join(sorted(known))}: of an incident that is something else already.")
    _more.update(rows)
    _names.cache_clear()


def may_have(incident: Incident, name: str) -> bool:
    """Whether there is any of it. `with_parts` knows; of an incident that it did not read, there may be."""
    if name not in _names():
        raise KeyError(f"{name}: nothing of that name is asked of an incident.")
    return incident.parts_there is None or name in incident.parts_there


@cache
def _parts() -> dict[str, QuerySet[Any]]:
    """Relation of an incident → its rows, as the pages show them."""
    return {
        "readers": Reader.objects.select_related("user", "by"),
        "interests": Interest.objects.select_related("user"),
        "evidence": Evidence.objects.select_related("attached_by", "destruction"),
        "tasks": Task.objects.by_urgency().select_related("who", "by"),
        "investigations": Investigation.objects.select_related("first_reviewer", "second_reviewer"),
        "devices": IsolatedDevice.objects.prefetch_related("movements"),
        "searches": DeviceSearch.objects.select_related("by"),
        "referrals": Referral.objects.select_related("by"),
        "parents_agreements": ParentsAgreement.objects.all(),
        "meetings": StrategyMeeting.objects.all(),
        "allegation_decisions": AllegationDecision.objects.select_related("by"),
        "policy_notes": DraftNote.objects.select_related("policy"),
    }


@cache
def _nothing() -> dict[str, QuerySet[Any]]:
    """The same without a row, evaluated already: Django would write a statement even for one that finds nothing."""
    empty = {name: rows.none() for name, rows in _parts().items()}
    for rows in empty.values():
        len(rows)  # evaluates it
    return empty


def for_page(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what its own columns lead to; everything else is read by `with_parts`."""
    return incidents.select_related(
        "school__federation", "reported_by", "handler", "closed_by", "user_action__group__matrix__version__policy"
    )


def with_parts(incident: Incident, user: User) -> Incident:
    """Read its people, its chronology, and those of its parts that have any rows.

    The same query says what the user is to it, for `standing_of`, and whether they had it before them a few minutes
    ago. Of relations, duplicates and what was registered only `may_have` tells: pages read them in a scope of their
    own.
    """
    found = set(THERE.rows(incident.pk, user.pk, clock.now() - SAME_LOOK))
    there = incident.parts_there = frozenset(name for what, name in found if what == IS_THERE)
    incident.looks = {user.pk: (GOES_ON, "") in found}
    incident.know_standing(user, {row for row in found if row[0] not in (IS_THERE, GOES_ON)})
    keep_masthead(user, incident.school)
    _read_people(incident)
    keep(incident, "entries", ENTRIES.records(incident.pk))
    nothing = {name: rows for name, rows in _nothing().items() if name not in there}
    incident._prefetched_objects_cache |= nothing  # type: ignore[attr-defined]  # where Django keeps what it reads
    prefetch_related_objects([incident], *(Prefetch(name, rows) for name, rows in _parts().items() if name in there))
    return incident


def _read_people(incident: Incident) -> None:
    """With the misuses that were found of each."""
    people: list[Involvement] = keep(incident, "involvements", PEOPLE.records(incident.pk))
    found = MISUSES.records(incident.pk) if may_have(incident, "misuses") else []
    for person in people:
        keep(person, "misuses", [misuse for misuse in found if misuse.involvement_id == person.pk])


def keep(record: Any, name: str, rows: list[Any]) -> list[Any]:
    """As Django would, had it read them itself. They know their record."""
    manager = getattr(record, name)
    kept = manager.get_queryset()
    kept._result_cache, kept._prefetch_done = rows, True
    record.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept
    for row in rows:
        setattr(row, manager.field.name, record)
    return rows


def _people(incident: int) -> QuerySet[Involvement]:
    return Involvement.objects.filter(incident=incident).select_related("person__merged_into")


def _misuses(incident: int) -> QuerySet[Misuse]:
    return Misuse.objects.filter(involvement__incident=incident).select_related("row__matrix")


def _entries(incident: int) -> QuerySet[Entry]:
    return Entry.objects.filter(incident=incident).select_related("by")


PEOPLE, MISUSES, ENTRIES = Statement(_people), Statement(_misuses), Statement(_entries)


def _rows(incident: int) -> dict[str, QuerySet[Any]]:
    """Name → its rows: of everything that most incidents have nothing of."""
    parts: dict[str, QuerySet[Any]] = {
        name: rows.filter(**{_to_incident(name): incident}) for name, rows in _parts().items()
    }
    parts["misuses"] = Misuse.objects.filter(involvement__incident=incident)
    parts["changes_of_people"] = Involvement.history.filter(incident_id=incident).exclude(history_type="+")
    parts["relations"] = Relation.objects.filter(Q(first=incident) | Q(second=incident))
    parts["duplicates"] = Incident.objects.filter(duplicate_of=incident)
    return parts | {name: rows(incident) for name, rows in _more.items()}


@cache
def _names() -> frozenset[str]:
    return frozenset(_rows(0))


def _there(incident: int, user: int, since: datetime) -> QuerySet[Any, Any]:
    """`(IS_THERE, name)` of what there is anything of; `(GOES_ON, "")` where the user opened it since then; and what
    is recorded of the user, as `recorded_in` has it."""
    named = (rows.order_by().values_list(Value(IS_THERE), Value(name)) for name, rows in _rows(incident).items())
    opened = Opening.of(Incident._meta.label_lower, incident, user, since).values_list(Value(GOES_ON), Value(""))
    first, *others = (*named, *recorded_in(incident, user), opened)
    return first.union(*others)


THERE = Statement(_there)


def _to_incident(name: str) -> str:
    """What the rows of this relation call the incident."""
    relation = Incident._meta.get_field(name).remote_field
    assert relation is not None  # noqa: S101  each of the parts is a relation
    return relation.name
