"""What outside agencies and parents were told, what they answered, and what was agreed."""

from datetime import datetime

from core.dates import date_in_words, moment_in_words
from incidents.models import Incident, Involvement, Referral

from .parts import Facts, Fixed, OfOne, Section, Table, Text


def referrals(incident: Incident) -> Section:
    """Telling an outside agency, or the decision not to; and what it answered."""
    parts = [Facts(_told(referral), Fixed(referral.get_agency_display())) for referral in incident.referrals.all()]
    return Section("Referrals", parts, "Nobody outside the school was told, and no decision on it is recorded.")


def _told(referral: Referral) -> list[tuple[str, Text]]:
    decided: list[tuple[str, Text]] = [
        ("Decided", Fixed(referral.get_told_display())),
        ("When", Fixed(moment_in_words(referral.at))),
    ]
    reason: list[tuple[str, Text]] = [("Reason", referral.reason), ("Recorded by", str(referral.by))]
    if not referral.was_told:
        return [*decided, *reason]
    answer: list[tuple[str, Text]] = [
        (_answer_is_called(referral), [Fixed(referral.get_answer_display()), referral.answer_text]),
        ("Said by" if referral.is_silent else "Given by", referral.answered_by),
        ("Said" if referral.is_silent else "Answered", moment_or_none(referral.answered_at)),
    ]
    return [
        *decided,
        ("Who spoke to whom", referral.spoke_to),
        ("Their reference", referral.reference),
        *(answer if referral.answered_at else [("Their answer", Fixed("None yet"))]),
        *reason,
    ]


def _answer_is_called(referral: Referral) -> str:
    """What is said without a decision is advice; what nobody said is no answer of theirs."""
    if referral.is_silent:
        return "Instead of an answer"
    return "They advised" if referral.answered_at and not referral.answer else "Their answer"


def agreements(incident: Incident) -> Section:
    """What was agreed with the authorities: strategy meetings, and whether the parents may be informed."""
    meetings = [
        Facts(
            [
                ("When", moment_or_none(meeting.met_at)),
                ("Who took part", meeting.present),
                ("What was decided, or why there is none", meeting.text),
                ("Recorded by", str(meeting.by)),
            ],
            Fixed(str(meeting)),
        )
        for meeting in incident.meetings.all()
    ]
    words = [
        Facts(
            [
                ("What they said", Fixed(str(agreement))),
                ("On whose word", agreement.spoke_to),
                ("When", moment_or_none(agreement.said_at)),
                ("Their reference", agreement.reference),
                ("In words", agreement.reason),
                ("Recorded by", str(agreement.by)),
            ],
            Fixed(f"Informing the parents: {agreement.get_agency_display() or 'nobody asked'}"),
        )
        for agreement in incident.parents_agreements.all()
    ]
    return Section("Agreed with the authorities", [*meetings, *words], "Nothing is recorded.")


def parents(incident: Incident) -> Section:
    rows = [
        [OfOne(one.display_name, whose=one.pk), Fixed(one.get_parents_display() or "Not yet"), _how(one)]
        for one in incident.involvements.all()
        if one.is_pupil and (one.counts or one.parents)
    ]
    table = Table(("Parents of", "Informed", "When, by whom and how, or why not"), rows, (4, 3, 5))
    return Section("Parents informed", [table] if rows else [], "No pupil is part of this incident.")


def _how(one: Involvement) -> list[str]:
    informed = one.parents_informed_on
    return [
        Fixed(date_in_words(informed)) if informed else "",
        one.parents_informed_by,
        one.parents_informed_how,
        one.parents_reason,
    ]


def moment_or_none(at: datetime | None) -> str:
    """The moment in words, empty where there is none yet."""
    return Fixed(moment_in_words(at)) if at else ""
