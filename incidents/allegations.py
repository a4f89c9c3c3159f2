"""What is still to be done about allegations: asked of one incident and of lists alike."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from people.models import Agency, Person

from .codes import Threshold
from .querysets import ALLEGED

if TYPE_CHECKING:
    from .models import AllegationDecision, Incident, Involvement


def with_state_of_allegation(incidents: "QuerySet[Incident]") -> "QuerySet[Incident]":
    """With `undecided`: nobody decided on the allegation, or not on all whom it names; and `tell_lado_by`, where owed.

    No row more, and no query.
    """
    decided = _decisions().filter(incident=OuterRef("pk"))
    return incidents.annotate(
        undecided=~Exists(decided) | Exists(undecided_people(OuterRef("pk"))),
        tell_lado_by=Subquery(waiting_for_lado(OuterRef("pk")).values("lado_due")[:1]),
    )


def allegation_waits() -> Q:
    """Of incidents: the authority is to decide, or to tell the LADO."""
    decided, here = _decisions().filter(incident=OuterRef("pk")), OuterRef("pk")
    waits = ~Exists(decided) | Exists(undecided_people(here)) | Exists(waiting_for_lado(here))
    return Q(waits, restricted=True)


def undecided_people(incident: int | OuterRef) -> "QuerySet[Involvement]":
    """Accused people of the incident who work here, or may, and whom no decision covers."""
    return may_work_here(incident).filter(allegation_decisions=None)


def may_work_here(incident: int | OuterRef) -> "QuerySet[Involvement]":
    """Accused people of the incident of whom it is said, or not sure, that they work or volunteer here."""
    involvements = apps.get_model("incidents", "Involvement").objects
    works_here = Q(works_or_volunteers__in=("yes", "unsure")) | Q(kind=Person.Kind.STAFF)
    return involvements.filter(works_here, incident=incident, part=ALLEGED)


def waiting_for_lado(incident: int | OuterRef) -> "QuerySet[AllegationDecision]":
    """The last decision on the incident, where the harm threshold is met and the LADO is not told."""
    referrals = apps.get_model("incidents", "Referral").objects
    later = _decisions().filter(incident=OuterRef("incident"), pk__gt=OuterRef("pk"))
    told = referrals.filter(incident=OuterRef("incident"), agency=Agency.Kind.LADO, referred=True)
    in_time = Q(Exists(told), lado_since=None) | Q(Exists(told.filter(at__gte=OuterRef("lado_since"))))
    last = _decisions().filter(~Exists(later), incident=incident, threshold=Threshold.HARM)
    return last.exclude(in_time)


def _decisions() -> "QuerySet[AllegationDecision]":
    return apps.get_model("incidents", "AllegationDecision").objects.order_by()
