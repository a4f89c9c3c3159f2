"""The registers of data protection as they stand today: breaches, requests, legal holds, and what goes."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from compliance.actions import carry_out
from compliance.chapters import chapter_read_by
from compliance.models import AccessRequest, Breach, Disposal, Hold
from compliance.rules import Due, due_of, due_of_entry
from core import clock
from incidents.models import Incident, Involvement
from incidents.states import Status
from people.models import Person

from .diary import at, open_day_after
from .files import read
from .former import Former
from .people import Site

Written = dict[str, Any]


def keep_registers(sites: Iterable[Site], former: Former, last: date) -> None:
    """What each school has in them, up to the afternoon of the last school day."""
    by_code = {site.code: site for site in sites}
    written = read("data_protection")
    for breach in written["breach"]:
        _lose(by_code[breach["school"]], breach, last)
    for request in written["request"]:
        _ask(by_code[request["school"]], request, last)
    with clock.set_to(at(last, 16, 25)):
        _dispose(by_code["ALD"], former, written["held"])


def _ago(last: date, days: int) -> date:
    return open_day_after(last - timedelta(days=days), 0)


def _lose(site: Site, written: Written, last: date) -> None:
    """Without `days_ago` its clock runs: assessed, and the head has still to decide."""
    day = _ago(last, written.get("days_ago", 0))
    with clock.set_to(at(day, 14, 50)):
        found_at = clock.now() - timedelta(minutes=40)
        said = {"what": written["what"], "found_at": found_at, "affected": written["affected"]}
        incident = _possible_breach(site) if "days_ago" not in written else None
        if incident:
            breach = Breach.open_from(incident, by=site.coordinator, **said)
        else:
            breach = Breach.record(by=site.senior_leader, school=site.school, **said)
        breach.assess(
            by=site.senior_leader if incident is None else site.coordinator,
            affected=written["affected"],
            risk=written["risk"],
            risk_reason=written["reason"],
            measures=written["measures"],
        )
    if "days_ago" in written:
        with clock.set_to(at(day, 16, 30)):
            _settle(breach, site, written)


def _possible_breach(site: Site) -> Incident | None:
    """The newest incident under review that may be one."""
    waiting = Incident.objects.handled_by(site.coordinator).filter(school=site.school, status=Status.UNDER_REVIEW)
    return waiting.filter(data_breach=True).order_by("-reported_at").first()


def _settle(breach: Breach, site: Site, written: Written) -> None:
    told = "told_by" in written
    breach.tell_regulator(
        by=site.headteacher,
        told_at=clock.now() if told else None,
        told_by=written.get("told_by", ""),
        reference=written.get("reference", ""),
        reason=written.get("not_told", ""),
    )
    breach.tell_people(by=site.headteacher, told_on=clock.today() if told else None, said=written["people"])
    breach.close(by=site.headteacher)


def _ask(site: Site, written: Written, last: date) -> None:
    """For a pupil in closed incidents; one of which is decided on, unless all of it is answered."""
    day = _ago(last, written["days_ago"])
    with clock.set_to(at(day, 9, 20)):
        pupil = _in_closed_incidents(site)
        request = AccessRequest.record(
            pupil, by=site.headteacher, asked_by=written["asked_by"], received_on=clock.today()
        )
        parts = list(request.parts_for(site.headteacher))
    with clock.set_to(at(open_day_after(day, 2), 11, 30)):
        for part in parts if "answered" in written else parts[:1]:
            seen = chapter_read_by(site.headteacher, part).seen
            request.decide(part.incident, by=site.headteacher, seen=seen)
    if "answered" in written:
        with clock.set_to(at(open_day_after(day, 6), 14, 30)):
            request.answer(by=site.headteacher, answered_on=clock.today(), how=written["answered"])


def _in_closed_incidents(site: Site) -> Person:
    """A pupil of today in the most closed incidents that the head reads, of who is in no other; or any pupil."""
    readable = Incident.objects.readable_by(site.headteacher)
    still = Involvement.objects.filter(incident__in=readable.exclude(status=Status.CLOSED), person__isnull=False)
    parts = Involvement.objects.filter(incident__in=readable, person__in=site.roll.all())
    found: dict[Person, int] = {}
    for part in parts.exclude(person__in=still.values("person")).select_related("person").order_by("pk"):
        if part.person:
            found[part.person] = found.get(part.person, 0) + 1
    return max(found, key=lambda person: found[person], default=site.roll.all()[0])


def _dispose(site: Site, former: Former, written: Written) -> None:
    """Of the incidents: one is due, one is asked for, one on legal hold. Of the pupils: due, on legal hold, erased."""
    _, asked, held = former.incidents
    _, held_pupil, erased = former.pupils
    _ask_for(asked, due_of(asked), site, written["asked"])
    Hold.on(held, by=site.coordinator, reason=written["incident"])
    Hold.on(held_pupil, by=site.headteacher, reason=written["person"])
    due = due_of_entry(erased)
    if due:
        disposal = _ask_for(erased, due, site, written["asked"])
        disposal.confirm(by=site.senior_leader)
        carry_out(disposal)


def _ask_for(record: Incident | Person, due: Due, site: Site, reason: str) -> Disposal:
    return Disposal.ask(record, due, by=site.headteacher, reason=reason)
