"""Where an incident stands, as two lanes that join again: what the drawing on its page shows."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from core.dates import day_in_words, short_moment
from core.home import Point
from people.models import Agency

from .allegations import asked_of_authority
from .codes import Told
from .investigation_states import allows
from .models import Incident, Investigation, Referral
from .models.investigation.reviewers import Place
from .routing import DUTIES, Route
from .states import TRANSITIONS, Answer, Status
from .ways_in import FIRST_STEPS, POLICE, in_words

DONE, NOW, TO_COME, NOT_TAKEN = "done", "now", "to come", "not taken"


class Step(NamedTuple):
    label: str
    state: str
    text: str


def lanes(incident: Incident) -> tuple[list[Step], list[Step]]:
    """The upper lane (both branches share it) and the lower one (the authorities). What is now is in one of them."""
    upper, lower = _upper(incident), _lower(incident)
    if any(step.state == NOW for step in lower):
        upper = [step._replace(state=TO_COME) if step.state == NOW else step for step in upper]
    return upper, lower


def _upper(incident: Incident) -> list[Step]:
    reported = Step("Reported", DONE, f"{short_moment(incident.reported_at)}, by {incident.reported_by}")
    if incident.status == Status.WITHDRAWN:
        return [reported, Step("Withdrawn", NOW, "It stays in the log, and counts in no figure")]
    reviewed_text = (
        incident.get_branch_display() if incident.reviewed_at else f"Due {day_in_words(incident.review_due)}"
    )
    reviewed = Step("Reviewed", DONE if incident.reviewed_at else NOW, reviewed_text)
    if incident.reviewed_at and not incident.was_judged:
        reviewed = Step("Not reviewed", NOT_TAKEN, "Referred as it was reported")
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
    names = ("Authorities notified", "Their answer awaited", "Back to review")
    if not incident.was_referred:
        texts = ["If it may be illegal", "Device isolated, no investigation", "Confirmed or not"]
        states = [NOT_TAKEN] * len(names)
        if incident.is_illegal and incident.is_open:
            texts[0], states = "Refer it, or decide not to", [NOW, TO_COME, TO_COME]
        elif incident.awaits_police:
            texts[0] = "A case for the Police: refer it, or decide not to"
        return [Step(*said) for said in zip(names, states, texts, strict=True)]
    last = _whose_word(incident)
    waiting = incident.status == Status.WITH_AUTHORITIES
    awaited = "Their investigation awaited" if waiting and last.answer == Answer.CONFIRMED else names[1]
    answered = last.get_answer_display() or "Nobody investigates until they answer"
    if last.answer == Answer.FINISHED and _was_confirmed(incident):
        answered = "Illegal activity or material was confirmed; their investigation is finished"
    back = incident.get_branch_display()
    if incident.awaits_police:
        back = "The Police are not told: refer it, or decide not to"
    elif incident.nobody_answered:
        back = "Nobody investigates before it is referred to the Police, or decided not to be"
    return [
        Step(names[0], DONE, f"{last.get_agency_display()}, {short_moment(last.at)}"),
        Step(awaited, NOW if waiting else DONE, answered),
        Step(names[2], TO_COME if waiting else DONE, "" if waiting else back),
    ]


def _whose_word(incident: Incident) -> Referral:
    """Of what was referred: the telling whose answer is waited for, the Police's first; else the last answered."""
    words = _words(incident)
    silent = [one for one in words if one.is_awaited or not one.answer]
    if incident.status == Status.WITH_AUTHORITIES and silent:
        return max(silent, key=lambda one: (one.agency in POLICE, one.is_awaited, one.at))
    return max(words, key=lambda one: one.answered_at or one.at)


def _words(incident: Incident) -> list[Referral]:
    """Of each agency that it was referred to, or that answered: its last telling, with what it says now."""
    referred = {referral.agency for referral in incident.referrals.all() if referral.told == Told.REFERRED}
    return [one for one in incident.last_words() if one.agency in referred or one.answer or one.is_awaited]


def _awaited_in_words(incident: Incident) -> str:
    """For example "the Police and children's social care": who ends the wait; else all who have not answered."""
    words = _words(incident)
    awaited = [one for one in words if one.is_awaited] or [one for one in words if not one.answer]
    return " and ".join(Agency.Kind(one.agency).in_a_sentence for one in awaited) or "the authorities"


def _was_confirmed(incident: Incident) -> bool:
    """A later answer replaces an earlier one in its referral: that it was confirmed stays in the chronology."""
    said = (entry.text for entry in incident.entries.all() if entry.verb == "record_answer")
    return any(Answer.CONFIRMED.label in text for text in said)


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
            is_open=step.source == incident.status and _has_somebody_to_take_it_from(incident, step.verb),
        )
        for step in TRANSITIONS
    ]


def _has_somebody_to_take_it_from(incident: Incident, verb: str) -> bool:
    return verb != "record_answer" or bool(incident.who_may_answer)


# How a step is called on the page, and which part of a route's duty takes it.
TAKEN = {
    "review": ("Review it", "handlers"),
    "notify_authorities": ("Refer it to the authorities", "handlers"),
    "record_answer": ("Record their answer", "closers"),
    "close": ("Close it", "closers"),
    "withdraw": ("Withdraw it", "handlers"),
    "reopen": ("Reopen it", "authority"),
}


class Next(NamedTuple):
    """What is next: the verb that comes first, and by when it is wanted, in one sentence."""

    verb: str
    sentence: str


def what_is_next(incident: Incident) -> Next:
    return next(_in_order(incident))


def _in_order(incident: Incident) -> Iterator[Next]:
    """What may be illegal is referred first, then an allegation is judged; and then as the states have it."""
    if incident.is_open:
        if incident.is_illegal and not incident.was_referred:
            yield Next("notify_authorities", "Refer it to the authorities, or decide not to.")
        if asked := asked_of_authority(incident):
            yield Next(asked.verb, f"{asked.text}.")
    match incident.status:
        case Status.REPORTED:
            due = day_in_words(incident.review_due)
            refer = " If it may be illegal, refer it first." if not incident.is_illegal else ""
            yield Next("review", f"Review it by {due}.{refer}")
        case Status.WITH_AUTHORITIES:
            who = _awaited_in_words(incident)
            wait = f"Wait for the answer of {who}, and record it. Until then nobody investigates."
            open_steps = sum(not point.is_done for point in first_steps(incident))
            steps = f"Take the first steps ({open_steps} still needed). " if open_steps else ""
            yield Next("record_answer", f"{steps}{wait}")
        case Status.UNDER_REVIEW:
            due = day_in_words(incident.close_due)
            if missing := incident.missing_for_closure:
                verb = _verb_for(incident, {point.anchor for point in missing})
                yield Next(verb, f"Do what is still needed ({len(missing)}), then close it by {due}.")
            yield Next("close", f"Close it by {due}: everything required is done.")
        case _:
            yield Next("", f"Nothing: it is {incident.get_status_display().lower()}.")


def _verb_for(incident: Incident, anchors: set[str]) -> str:
    """By what is still needed: the authorities, the report, the parents. All else is done on the page itself."""
    if "stands" in anchors and incident.answer_is_held and not incident.awaits_police:
        return "decide_not_to_refer"
    if "stands" in anchors:
        return "record_meeting" if not incident.awaits_police and incident.awaits_meeting else "notify_authorities"
    if "what" in anchors:
        return "complete"
    if "says" in anchors:
        return "choose_row"
    if "people" in anchors:
        return "agree_on_parents" if incident.parents_wait else "record_parents"
    return "close"


def agency_asked_for(incident: Incident) -> str:
    """The agency that the policy, or the way into the illegal branch, asks for next."""
    if incident.awaits_police or incident.answer_is_held or incident.nobody_answered:
        return Agency.Kind.POLICE
    awaited = incident.awaits_agencies
    return awaited[0][0] if awaited else ""


def label_of(incident: Incident, verb: str, label: str) -> str:
    """What a verb is called here: to tell an agency is to tell the LADO, while that is owed."""
    return "Tell the LADO" if verb == "tell_agency" and incident.owes_lado else label


def first_steps(incident: Incident) -> list[Point]:
    """What the way into the illegal branch asks for first, each with whether it was seen to; empty on the other."""
    if not (incident.is_illegal or incident.way_in):
        return []
    way, reference = incident.likely_way_in, [incident.reference]
    step, untold = FIRST_STEPS[way], incident.agencies_untold(way)
    tell = reverse(f"incidents:{'tell-agency' if incident.was_referred else 'refer'}", args=reference)
    points = [Point(f"Tell {in_words(agencies)}", tell, agencies not in untold) for agencies in step.agencies]
    if step.meeting:
        meeting = reverse("incidents:meeting", args=reference)
        points.append(Point("Call a strategy meeting", meeting, not incident.lacks_meeting(way)))
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
    is_to_be_signed = allows(investigation.status, "sign")
    return [
        Point("Two different people are named", f"{here}#who", True),
        Point("One computer, the same throughout", f"{here}#who", True),
        Point("Each address and device that was looked at is recorded", add if under_way else f"{here}#rows", rows),
        Point("The two have judged, with their reasons", judging, not under_way),
        Point("Both have signed", sign if is_to_be_signed else f"{here}#signatures", len(signed) == len(Place)),
    ]
