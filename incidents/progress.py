"""Where an incident stands, as two lanes that join again: what the drawing on its page shows."""

from typing import NamedTuple

from core.dates import day_in_words, short_moment

from .models import Incident
from .states import Status

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
    referred = [referral for referral in incident.referrals.all() if referral.referred]
    names = ("Authorities notified", "Their answer awaited", "Back to review")
    if not referred:
        return [
            Step(name, NOT_TAKEN, text)
            for name, text in zip(
                names, ("If it may be illegal", "Device isolated, no investigation", "Confirmed or not"), strict=True
            )
        ]
    last = referred[-1]
    waiting = incident.status == Status.WITH_AUTHORITIES
    return [
        Step(names[0], DONE, f"{last.get_agency_display()}, {short_moment(last.at)}"),
        Step(names[1], NOW if waiting else DONE, last.get_answer_display() or "Nobody investigates until they answer"),
        Step(names[2], TO_COME if waiting else DONE, "" if waiting else incident.get_branch_display()),
    ]
