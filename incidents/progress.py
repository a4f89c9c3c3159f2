"""Where an incident stands, as two lanes that join again: what the drawing on its page shows."""

from typing import NamedTuple

from django.urls import reverse

from core.dates import day_in_words, short_moment
from core.home import Point

from .models import Incident, Investigation
from .models.investigation.investigation import Place
from .routing import DUTIES, Route
from .states import TRANSITIONS, Answer, Status
from .ways_in import FIRST_STEPS, POLICE, in_words, not_told

DONE, NOW, TO_COME, NOT_TAKEN = "done", "now", "to come", "not taken"


class Step(NamedTuple):
    label: str
    state: str
    text: str


def lanes(incident: Incident) -> tuple[list[Step], list[Step]]:
    """The upper lane (both branches share it) and the lower one (the authorities)."""
    return _upper(incident), _lower(incident)


def _upper(incident: Incident) -> list[Step]:
    reported = Step("Reported", DONE, f"{short_moment(incident.reported_at)}, by {incident.reported_by}")
    if incident.status == Status.WITHDRAWN:
        return [reported, Step("Withdrawn", NOW, "It stays in the log, and counts in no figure")]
    reviewed_text = (
        incident.get_branch_display() if incident.reviewed_at else f"Due {day_in_words(incident.review_due)}"
    )
    reviewed = Step("Reviewed", DONE if incident.reviewed_at else NOW, reviewed_text)
    missing = len(incident.missing_for_closure) if incident.is_open else 0
    closed = incident.status == Status.CLOSED
    under_review = incident.status == Status.UNDER_REVIEW
    handled_text = f"{missing} still needed" if under_review and missing else "Actions, parents, entries"
    handled = NOW if under_review and missing else DONE if under_review or closed else TO_COME
    ready = under_review and not missing
    close_text = incident.get_finding_display() if closed else f"Due {day_in_words(incident.close_due)}"
    return [
        reported,
        reviewed,
        Step("Handled", handled, handled_text),
        Step("Closed", DONE if closed else NOW if ready else TO_COME, close_text),
    ]


def _lower(incident: Incident) -> list[Step]:
    referred = [referral for referral in incident.referrals.all() if referral.referred and incident.was_referred]
    names = ("Authorities notified", "Their answer awaited", "Back to review")
    if not referred:
        texts = ("If it may be illegal", "Device isolated, no investigation", "Confirmed or not")
        return [Step(name, NOT_TAKEN, text) for name, text in zip(names, texts, strict=True)]
    last = next((referral for referral in reversed(referred) if referral.agency in POLICE), referred[-1])
    waiting = incident.status == Status.WITH_AUTHORITIES
    return [
        Step(names[0], DONE, f"{last.get_agency_display()}, {short_moment(last.at)}"),
        Step(names[1], NOW if waiting else DONE, last.get_answer_display() or "Nobody investigates until they answer"),
        Step(names[2], TO_COME if waiting else DONE, "" if waiting else incident.get_branch_display()),
    ]


class Way(NamedTuple):
    """One step of the table of states: from where to where, by which verb, and who may take it."""

    source: str
    verb: str
    target: str
    who: str
    is_open: bool  # it leads on from where the incident stands


def ways(incident: Incident) -> list[Way]:
    """Every step of both branches, for this incident: what leads on from where it stands, and who takes it."""
    duty = DUTIES[Route(incident.route)]
    who = {"closers": duty.closers, "authority": duty.authority, "handlers": duty.handlers}
    return [
        Way(
            source=step.source.label,
            verb=TAKEN[step.verb][0] + (f": {Answer(step.answer).label.lower()}" if step.answer else ""),
            target=step.target.label,
            who=" or ".join(str(role.label) for role in who[TAKEN[step.verb][1]]),
            is_open=step.source == incident.status,
        )
        for step in TRANSITIONS
    ]


# How a step is called on the page, and which part of a route's duty takes it.
TAKEN = {
    "review": ("Review it", "handlers"),
    "notify_authorities": ("Refer it to the authorities", "handlers"),
    "record_answer": ("Record their answer", "closers"),
    "close": ("Close it", "closers"),
    "withdraw": ("Withdraw it", "handlers"),
    "reopen": ("Reopen it", "authority"),
}


def what_is_next(incident: Incident) -> str:
    """What is next, by when, in one sentence."""
    if incident.is_open and incident.needs_decision:
        return "Decide how serious the allegation is."
    if incident.is_open and incident.owes_lado and incident.last_decision:
        return f"Tell the LADO by {day_in_words(incident.last_decision.lado_due or incident.lado_due)}."
    if incident.status == Status.REPORTED:
        refer = " If it may be illegal, refer it first." if not incident.is_illegal else ""
        return f"Review it by {day_in_words(incident.review_due)}.{refer}"
    if incident.status == Status.WITH_AUTHORITIES:
        wait = "Wait for the answer of the authorities, and record it. Until then nobody investigates."
        open_steps = sum(not point.is_done for point in first_steps(incident))
        return f"Take the first steps ({open_steps} still needed). {wait}" if open_steps else wait
    if incident.status == Status.UNDER_REVIEW:
        if missing := len(incident.missing_for_closure):
            return f"Do what is still needed ({missing}), then close it by {day_in_words(incident.close_due)}."
        return f"Close it by {day_in_words(incident.close_due)}: everything required is done."
    return "Nothing: it is closed." if incident.status == Status.CLOSED else "Nothing: it is withdrawn."


def first_steps(incident: Incident) -> list[Point]:
    """What the way into the illegal branch asks for first, each with whether it was seen to; empty on the other."""
    if not (incident.is_illegal or incident.way_in):
        return []
    step, reference = FIRST_STEPS[incident.likely_way_in], [incident.reference]
    told = [referral.agency for referral in incident.referrals.all()]
    open_ones = not_told(incident.likely_way_in, told)
    tell = reverse(f"incidents:{'tell-agency' if incident.was_referred else 'refer'}", args=reference)
    points = [Point(f"Tell {in_words(agencies)}", tell, agencies not in open_ones) for agencies in step.agencies]
    if step.meeting:
        met = bool(incident.meetings.all())
        points.append(Point("Call a strategy meeting", reverse("incidents:meeting", args=reference), met))
    return points


def signing_lane(investigation: Investigation) -> list[Step]:
    """Where an investigation stands: started, concluded, signed by the one and by the other."""
    started = Step("Started", DONE, short_moment(investigation.started_at))
    if investigation.stopped_because:
        return [started, Step("Stopped", NOW, investigation.stopped_because)]
    rows = len(investigation.site_reviews.all())
    concluded = investigation.concluded_at is not None
    reviewed = Step("Reviewed", DONE if concluded else NOW, f"{rows} recorded" if rows else "Nothing recorded yet")
    judgement = investigation.get_finding_display() if concluded else "What the two judge"
    return [started, reviewed, Step("Concluded", DONE if concluded else TO_COME, judgement), *_signing(investigation)]


def _signing(investigation: Investigation) -> list[Step]:
    waiting = TO_COME if investigation.concluded_at is None else NOW
    return [
        Step("Signed", DONE, f"{signer.name}, {short_moment(signer.signature.at)}")
        if signer.signature
        else Step("To be signed", waiting, f"By {signer.name}")
        for signer in investigation.signers
    ]


def procedure(investigation: Investigation) -> list[Point]:
    """The steps that all investigations follow, each with whether it was taken and where one sees to it."""
    reference, signed = [investigation.incident.reference], investigation.valid_signatures
    add, here = reverse("incidents:add-review", args=reference), investigation.get_absolute_url()
    conclude, sign = (reverse(f"incidents:{name}", args=reference) for name in ("conclude", "sign"))
    under_way, rows = investigation.is_started, bool(investigation.site_reviews.all())
    judging = conclude if under_way and rows else f"{here}#judgement"
    return [
        Point("Two different people are named", f"{here}#who", True),
        Point("One computer, the same throughout", f"{here}#who", True),
        Point("Each address and device that was looked at is recorded", add if under_way else f"{here}#rows", rows),
        Point("The two have judged, with their reasons", judging, not under_way),
        Point("Both have signed", sign if not under_way else f"{here}#signatures", len(signed) == len(Place)),
    ]
