"""An investigation as tests begin one."""

from core import clock
from incidents import actions
from incidents.models.investigation.reviewers import Second
from incidents.models.investigation.reviewing import record_review

SAID = {
    "reason": "A proxy was found on three tablets.",
    "group": "Senior leadership team",
    "computer": "Laptop SLT-4",
    "computer_place": "The head's office",
}
JUDGED = {
    "finding": "substantiated",
    "reasons": "Both of us saw the page.",
    "conclusion": "The filter is changed; the pupil loses access for a week.",
}


def begin(incident, by, first, second, **said):
    """Started by `by`, with two who have an account here; a dictionary for `second` names somebody otherwise."""
    named = Second(**second) if isinstance(second, dict) else Second(user=second)
    return actions.start_investigation(incident, by=by, first=first, second=named, **SAID | said)


def review(investigation, by, **said):
    """A row of it, by the one who says so."""
    row = {
        "kind": "site", "what": "https://proxy.example/", "at": clock.now(),
        "place": investigation.place_of(by) or "first",
        "concern": "It goes round the filter.", "description": "A page that opens other pages.",
    } | said  # fmt: skip
    return record_review(investigation, by=by, **row)


def concluded(investigation, by):
    review(investigation, by)
    investigation.conclude(by=by, **JUDGED)
    return investigation


def signed(investigation, by):
    actions.sign(investigation, by=by, shown=investigation.fingerprint)
    return investigation
