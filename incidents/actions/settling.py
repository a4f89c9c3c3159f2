"""Somebody is known as somebody else now, or roles have changed: whoever handles what is alleged is found anew.

Also of what has ended: it is reopened, answered from and disposed of by whoever would handle it.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from people.models import Membership, Person, User
from people.roles import Role

from ..models import Incident, Interest, Involvement, Reader
from ..querysets import BARRED, accused_accounts, alleged_against
from ..states import OPEN
from .interest import STEPPED_BACK
from .people import reroute, where_it_goes


def settle_entry(*, person: Person, by: User, **_: Any) -> None:
    """Incidents in which this entry, or one that counts as the same person, is or was accused (a receiver)."""
    same = [key for key in (person.pk, person.merged_into_id) if key]
    barred = Involvement.objects.filter(person__in=Person.objects.entries_of(*same), part__in=BARRED)
    _settle(Incident.objects.filter(pk__in=barred.order_by().values("incident")), by)


def settle_schools(*, schools: Collection[int], by: User, **_: Any) -> None:
    """Incidents of these schools that somebody may be barred from, or that were left by their handler (a receiver)."""
    here = {"incident": OuterRef("pk")}
    adults = Involvement.objects.filter(part__in=BARRED, **here).exclude(kind=Person.Kind.PUPIL)
    left = Interest.objects.filter(stays_because="", **here)
    barred = Q(restricted=True) | Q(head_stepped_back=True) | Exists(adults) | Exists(left)
    _settle(Incident.objects.filter(barred | Q(pk__in=_left_by_handlers(schools)), school__in=schools), by)


def _left_by_handlers(schools: Collection[int]) -> list[int]:
    """Open incidents whose handler handles them no more: they would wait on nobody's home page."""
    handled = Incident.objects.filter(school__in=schools, status__in=OPEN, handler__isnull=False)
    found = handled.select_related("handler", "school")
    return [one.pk for one in found if one.handler and not one.standing_of(one.handler).handles]


@transaction.atomic
def _settle(incidents: QuerySet[Incident], by: User) -> None:
    for incident in incidents.filter(Q(status__in=OPEN) | Q(about_headteacher=False)).order_by("pk"):
        if incident.is_open or where_it_goes(incident) != (incident.about_headteacher, incident.restricted):
            incident.lock()
            reroute(incident, by)


def settle_ended() -> None:
    """What had ended when somebody accused in it became the head: as `settle_schools` does since.

    In the name of whoever confirmed the head. A query for each head.
    """
    for head in Membership.objects.in_force().filter(role=Role.HEADTEACHER).select_related("user", "confirmed_by"):
        of_head = Incident.objects.filter(alleged_against(head.user), school__in=head.school_ids)
        _settle(of_head.exclude(status__in=OPEN), head.confirmed_by or head.user)


@transaction.atomic
def settle_readings() -> None:
    """End the readings by name that an incident kept when it was restricted, as `restrict_within` does since.

    In the name of whoever restricted it.
    """
    before = Reader.objects.filter(Q(at__lt=F("incident__restricted_at")) | Q(incident__about_headteacher=True))
    kept = Incident.objects.filter(pk__in=before.order_by().values("incident"), restricted=True)
    for incident in kept.order_by("pk"):
        incident.lock()
        old = incident.readings_not_given().filter(at__lt=incident.restricted_at or incident.reported_at)
        accused = incident.readers.filter(user__in=accused_accounts([incident]))
        entry = incident.entries.filter(verb="restrict").first()
        incident.end_readings((old | accused).distinct(), by=entry.by if entry else incident.reported_by)


@transaction.atomic
def settle_left_readings() -> None:
    """End the readings by name of who has stepped back, in their own name, as `declare_interest` does since."""
    left = Interest.objects.filter(incident=OuterRef("incident"), user=OuterRef("user"), stays_because="")
    for reader in Reader.objects.filter(Exists(left)).select_related("incident", "user").order_by("incident", "pk"):
        reader.incident.lock()
        own = reader.incident.readers.filter(user=reader.user)
        reader.incident.end_readings(own, by=reader.user, why=STEPPED_BACK)
