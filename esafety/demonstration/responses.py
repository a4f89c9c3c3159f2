"""Courses of incidents that are investigated, or wait for the Police: evidence, devices, searches, signatures."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core import clock
from incidents.actions import attach, sign, start_investigation
from incidents.codes import Finding
from incidents.models import Investigation, IsolatedDevice
from incidents.models.investigation.reviewers import Place, Second
from incidents.models.investigation.reviewing import SiteReview, record_review
from people.models import Agency

from .case import Case, Story
from .files import read
from .parents import agree_on_parents, inform_parents
from .pictures import screenshot
from .referring import refer
from .wording import said


def under_investigation(case: Case) -> Story:
    """Two people have begun: an address is recorded, a screenshot attached; the rest waits."""
    yield case.later(0)
    case.review()
    yield case.later(0)
    _attach(case, "proxy")
    yield case.later(1)
    investigation = _start(case)
    yield case.later(0)
    _look_at(case, investigation, "proxy")


def investigated(case: Case, *, ending: Callable[[Case], Story]) -> Story:
    """From the isolated tablet to the sealed record, and to the end of the incident."""
    case.finding = Finding.SUBSTANTIATED
    yield case.later(0)
    case.review()
    yield case.later(0)
    device = _isolate(case)
    _attach(case, "chat")
    yield case.later(1)
    _search(case)
    investigation = _start(case)
    yield case.later(0)
    for row in ("history", "device"):
        _look_at(case, investigation, row)
    yield case.later(1)
    investigation.conclude(by=case.handler, finding=case.finding, **_said(case, "judged"))
    yield case.later(0)
    sign(investigation, by=case.handler, shown=investigation.fingerprint)
    yield case.later(1)
    sign(investigation, by=case.site.headteacher, shown=investigation.fingerprint)
    yield case.later(0)
    _move(case, device, "returned")
    yield from ending(case)


def child_at_risk(case: Case) -> Story:
    """Told to the Police and to social care within the hour; the Police have the device, and nothing is known yet."""
    yield case.later(0)
    case.review()
    device = _isolate(case)
    refer(case, Agency.Kind.POLICE, case.written("refer"))
    yield case.later(1)
    _move(case, device, "safe")
    yield case.later(1)
    _move(case, device, "police")
    agree_on_parents(case)
    inform_parents(case)


def quarantined(case: Case) -> Story:
    """A file was attached before anybody knew: from then on nobody opens it, and the Police are told."""
    yield case.later(0)
    case.review()
    _attach(case, "chat")
    yield case.later(0)
    case.incident.mark_images(by=case.handler, reason=case.say(*said("quarantined", "reason")))
    yield case.later(0)
    refer(case, Agency.Kind.POLICE, case.say(*said("quarantined", "refer")))


def _said(case: Case, what: str) -> dict[str, Any]:
    """What is written about it in `responses`, with the names of this case."""
    return {name: case.say(text) for name, text in read("responses")[what].items()}


def _attach(case: Case, what: str) -> None:
    written = read("responses")["screenshot"][what]
    lines = [case.say(line) for line in written["lines"]]
    title, shows = case.say(written["title"]), case.say(written["shows"])
    with screenshot(written["window"], lines) as file:
        attach(case.incident, file, by=case.handler, name=f"{what}.png", title=title, shows=shows)


def _isolate(case: Case) -> IsolatedDevice:
    at = clock.now() - timedelta(minutes=15)
    isolated_by = case.handler.name
    case.incident.isolate_device(by=case.handler, isolated_at=at, isolated_by=isolated_by, **_said(case, "device"))
    return case.incident.devices.get()


def _move(case: Case, device: IsolatedDevice, how: str) -> None:
    device.refresh_from_db()
    moved = _said(case, how)
    moved_by = case.handler.name
    device.move(by=case.handler, shown=device.kept_at, moved_by=moved_by, at=clock.now(), **moved)


def _search(case: Case) -> None:
    pupil = next(one for one in case.involved() if one.is_pupil)
    case.incident.record_search(by=case.handler, at=clock.now(), pupil=pupil, **_said(case, "search"))


def _start(case: Case) -> Investigation:
    case.decide_on_police()
    second = Second(user=case.site.headteacher)
    return start_investigation(
        case.incident, by=case.handler, first=case.handler, second=second, **_said(case, "investigation")
    )


def _look_at(case: Case, investigation: Investigation, row: str) -> SiteReview:
    return record_review(investigation, by=case.handler, at=clock.now(), place=Place.FIRST, **_said(case, f"row_{row}"))
