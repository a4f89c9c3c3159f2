"""What the authority is asked to do about an allegation, and by when: of one incident and of lists alike."""

from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from core import clock
from core.dates import day_in_words

from .models import AllegationDecision, Incident, Involvement


class Asked(NamedTuple):
    """A verb of the authority, in words, and the day by which it is due."""

    verb: str
    text: str
    due: date

    @property
    def is_late(self) -> bool:
        return clock.today() > self.due


def asked_of_authority(incident: Incident) -> Asked | None:
    """To decide, and then to tell the LADO: which of the two is wanted next, if either."""
    if incident.needs_decision:
        return Asked("decide_allegation", "Decide how serious the allegation is", incident.lado_day_if_harm)
    if incident.tell_lado_by:
        text = f"Tell the LADO by {day_in_words(incident.tell_lado_by)}"
        return Asked("tell_agency", text, incident.tell_lado_by)
    return None


def with_state_of_allegation(restricted: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what `asked_of_authority` asks of each, as if each had been asked already. No row more, and no query."""
    tell_lado_by = Subquery(_waiting_for_lado().values("lado_due")[:1])
    return restricted.annotate(  # type: ignore[no-redef]  # each of the incident's own derived attributes
        needs_decision=_undecided(), tell_lado_by=tell_lado_by
    )


def allegation_waits() -> Q:
    """Of incidents: the authority is to decide, or to tell the LADO."""
    return Q(_undecided() | Exists(_waiting_for_lado()), restricted=True)


def _undecided() -> Q:
    """`Incident.needs_decision`, of the database."""
    decided = AllegationDecision.objects.filter(incident=OuterRef("pk")).order_by()
    people = Involvement.objects.filter(incident=OuterRef("pk")).undecided()
    return ~Exists(decided) | Exists(people)


def _waiting_for_lado() -> QuerySet[AllegationDecision]:
    return AllegationDecision.objects.filter(incident=OuterRef("pk")).order_by().waiting_for_lado()
