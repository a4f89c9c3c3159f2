"""Somebody is known as somebody else now, or roles have changed: whoever handles what is alleged is found anew."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from people.models import Person, User

from ..models import Incident, Interest, Involvement
from ..states import OPEN
from .people import reroute


def settle_entry(*, person: Person, by: User, **_: Any) -> None:
    """Open incidents in which this entry, or one that counts as the same person, is accused (a receiver)."""
    same = Q(person=person) | Q(person__merged_into=person)
    if person.merged_into_id:
        same |= Q(person=person.merged_into_id) | Q(person__merged_into=person.merged_into_id)
    accused = Involvement.objects.filter(same, part=Involvement.Part.INSTIGATOR)
    _settle(Incident.objects.filter(pk__in=accused.order_by().values("incident")), by)


def settle_schools(*, schools: Collection[int], by: User, **_: Any) -> None:
    """Open incidents of these schools that somebody may be barred from (a receiver)."""
    here = {"incident": OuterRef("pk")}
    adults = Involvement.objects.filter(part=Involvement.Part.INSTIGATOR, **here).exclude(kind=Person.Kind.PUPIL)
    left = Interest.objects.filter(stays_because="", **here)
    barred = Q(restricted=True) | Q(head_stepped_back=True) | Exists(adults) | Exists(left)
    _settle(Incident.objects.filter(barred, school__in=schools), by)


@transaction.atomic
def _settle(incidents: QuerySet[Incident], by: User) -> None:
    for incident in incidents.filter(status__in=OPEN).order_by("pk"):
        incident.lock()
        reroute(incident, by)
