"""Who works with the authorities beside the referral: agencies told as well, strategy meetings, the parents."""

from typing import TYPE_CHECKING

from core.access import Access, Rule

from ..states import Answer
from .conditions import handles, not_ended

if TYPE_CHECKING:
    from people.models import User

    from ..models import Incident, Referral


class Consulting(Access):
    @staticmethod
    def choose_way_in(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "say which way it came to the illegal branch")
        yield incident.way_in, "It was never referred: refer it, and say then which way it came to the illegal branch."
        yield not_ended(incident)

    @staticmethod
    def tell_agency(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "tell an agency")
        yield not_ended(incident)
        yield incident.was_referred or not incident.is_illegal, "It may be illegal: refer it first."

    @staticmethod
    def record_meeting(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "record a meeting")
        yield not_ended(incident)
        yield (
            incident.is_illegal or incident.way_in or incident.safeguarding or incident.restricted,
            "A strategy meeting is called where a child may be at risk, or an adult is involved.",
        )

    @staticmethod
    def agree_on_parents(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).closes,
            "The safeguarding lead or the head records whether the parents may be informed.",
        )
        yield (
            incident.is_illegal or incident.safeguarding,
            "Nobody has to agree here: the parents may be informed.",
        )
        yield not_ended(incident)


class ReferralAccess(Access):
    """The verbs of one telling of an agency."""

    @staticmethod
    def expect_no_answer(user: "User", telling: "Referral") -> Rule:
        """Whether it may be said of an agency, by its last telling, that no answer is to be expected."""
        incident = telling.incident
        yield (
            incident.standing_of(user).closes,
            "The safeguarding lead or the head says that no answer is to be expected.",
        )
        yield not telling.is_to_police, "The Police and CEOP answer: ask them where it stands."
        confirmed = {word.agency for word in incident.last_words() if word.answer == Answer.CONFIRMED}
        yield telling.agency not in confirmed, "They confirmed it and investigate: only their own word ends that."
        yield telling.is_silent, "They have answered, or advised: what they said stands."
        alleged = incident.needs_decision or incident.owes_lado or incident.waits_for_advice
        yield (
            not (telling.is_to_lado and alleged),
            "Something is alleged here on which the LADO advises: decide on it, and record what they advise.",
        )
