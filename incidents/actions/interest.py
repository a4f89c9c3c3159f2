"""Declaring an interest in an incident: handing it over, or staying for a reason that is kept."""

from django.db import transaction

from core import clock
from core.access import Refused
from people.models import User
from people.telling import tell

from ..models import Incident, Interest
from ..queries import not_accused
from ..routing import DUTIES, Route
from .accused import make_sure_somebody_handles

STEPPED_BACK = "They stepped back from it"


@transaction.atomic
def declare_interest(incident: Incident, *, by: User, text: str, stays_because: str = "") -> None:
    """Keep what the interest is. Without a reason to stay one steps back: neither handles nor reads it any more."""
    incident.lock()
    incident.access.require(by, "declare_interest", incident)
    interest = Interest.objects.filter(incident=incident, user=by).first()
    if interest and stays_because:
        raise Refused("You have already declared an interest in this incident: it says why you stay.")
    interest = interest or Interest(incident=incident, user=by, at=clock.now())
    interest.text, interest.stays_because = text, stays_because
    interest.save_as(by, stays_because or "Steps back")
    if stays_because:
        incident.note(f"Declares an interest: {text} Stays, because: {stays_because}", by=by, verb="declare_interest")
        return
    incident.note(f"Declares an interest: {text} Steps back.", by=by, verb="declare_interest")
    incident.end_readings(incident.readers.filter(user=by), by=by, why=STEPPED_BACK)
    if incident.handler_id == by.pk:
        incident.handler = None
        incident.save_as(by, "Steps back")
    incident.refresh_from_db()
    make_sure_somebody_handles(incident, by)
    left = [holder.user for holder in not_accused(incident, *DUTIES[Route(incident.route)].handlers)]
    wanted = "Somebody has stepped back from it: agree who handles it."
    tell(left, label=incident.reference, wanted=wanted, path=incident.get_absolute_url(), school=incident.school)
