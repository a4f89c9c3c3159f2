"""An incident with everything that its pages show of it.

Most incidents have nothing of most of what an incident may have. So the query that reads one also says what there is,
and only that is read.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

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


def for_page(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """With its people and its chronology, and with what there is of everything else: `any_relations` and such.

    What there is of the parts is read by `with_parts`. Of relations and duplicates the pages read those in scope.
    """
    people = Involvement.objects.select_related("person__merged_into")
    there = {
        _there(name): Exists(rows.filter(**{_to_incident(name): OuterRef("pk")})) for name, rows in _parts().items()
    }
    related = Relation.objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))
    duplicates = Incident.objects.filter(duplicate_of=OuterRef("pk"))
    there |= {_there("relations"): Exists(related), _there("duplicates"): Exists(duplicates)}
    return (
        incidents.select_related(
            "school", "reported_by", "handler", "closed_by", "user_action__group__matrix__version__policy"
        )
        .annotate(**there)
        .prefetch_related(
            Prefetch(
                "involvements", people.prefetch_related(Prefetch("misuses", Misuse.objects.select_related("row")))
            ),
            Prefetch("entries", Entry.objects.select_related("by")),
        )
    )


def with_parts(incident: Incident) -> Incident:
    """Read what `for_page` found that there is. A part of which there is nothing is empty, and not asked for."""
    parts = (
        Prefetch(name, rows if getattr(incident, _there(name)) else rows.none()) for name, rows in _parts().items()
    )
    prefetch_related_objects([incident], *parts)
    return incident


def _to_incident(name: str) -> str:
    """What the rows of this relation call the incident."""
    relation = Incident._meta.get_field(name).remote_field
    assert relation is not None  # noqa: S101  each of the parts is a relation
    return relation.name


def _there(name: str) -> str:
    return f"any_{name}"
