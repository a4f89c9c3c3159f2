"""Who decides on an allegation, and shares it afterwards."""

from typing import TYPE_CHECKING

from core.access import Access, Rule

from .conditions import handles, not_ended

if TYPE_CHECKING:
    from people.models import User

    from ..models import Incident

NOTHING_ALLEGED = "Nothing is alleged here against somebody who works or volunteers at the school."


class Alleging(Access):
    @staticmethod
    def decide_allegation(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).is_authority,
            "Only the head (or the chair, about the head) decides on an allegation.",
        )
        yield incident.is_allegation, NOTHING_ALLEGED
        yield not_ended(incident)

    @staticmethod
    def record_advice(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "record what was advised")
        yield incident.is_allegation, NOTHING_ALLEGED
        yield not_ended(incident)
        yield (
            incident.awaits_advice,
            "The LADO has not been told yet, or has already advised: record that you told them, and their advice.",
        )

    @staticmethod
    def share(user: "User", incident: "Incident") -> Rule:
        yield incident.standing_of(user).is_authority, "Only the head (or the chair, about the head) shares it."
        yield incident.restricted, "It is not restricted: those who handle it already read it."
        yield (
            not incident.about_headteacher and not incident.head_stepped_back,
            "The chair of governors alone handles this incident: add readers by name instead.",
        )
        yield not incident.needs_decision, "Decide on the allegation first: what is undecided is shared with nobody."
        yield (
            incident.may_be_shared,
            "The harm threshold is met: it is for the authority and readers who are added by name.",
        )
        yield not_ended(incident)
