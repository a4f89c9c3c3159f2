"""A pupil goes to another school: the file for it is begun, and what goes along is chosen."""

from datetime import date, timedelta

from django.db.models import Count

from incidents.models import Incident, Involvement, PupilWithFile
from incidents.states import Status

from .people import Site

NEW_SCHOOL = "Hartley Vale Primary, Marlsworth"


def leave(site: Site, last: date) -> None:
    """The pupil with the most closed incidents that the safeguarding lead reads leaves in a fortnight."""
    lead = site.safeguarding_lead
    read = Incident.objects.readable_by(lead).filter(school=site.school, status=Status.CLOSED)
    parts = Involvement.objects.filter(incident__in=read, person__in=site.roll.all())
    first = parts.order_by().values("person").annotate(times=Count("pk")).order_by("-times", "person").first()
    if first is None:
        return
    pupil = PupilWithFile.objects.get(pk=first["person"])
    transfer = pupil.begin_transfer(by=lead, to_school=NEW_SCHOOL, left_on=last + timedelta(days=14), asked_on=last)
    closed = [part.incident for part in transfer.may_go_along(lead) if not part.incident.is_open]
    transfer.choose(by=lead, incidents=closed[:2])
