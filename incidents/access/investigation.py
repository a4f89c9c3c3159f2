"""Who starts an investigation, who may be one of its two reviewers, and what each of them may do."""

from typing import TYPE_CHECKING, Any

from core.access import Access, Rule
from people.roles import OPENS_RECORDS, Role, roles_of

from .. import investigation_states, states
from .conditions import Condition, handles, has_declared

if TYPE_CHECKING:
    from people.models import User

    from ..models import Incident, Investigation

# Any two of these review together.
SENIOR = (Role.HEADTEACHER, Role.SENIOR_LEADER, Role.SAFEGUARDING_LEAD, Role.COORDINATOR)
WITHOUT_DECLARING = frozenset({"read", "go_on"})  # of the verbs of an investigation


def not_with_the_authorities(incident: "Incident") -> Condition:
    """Nobody investigates what the authorities have, or should be given first."""
    return (
        incident.status != states.Status.WITH_AUTHORITIES,
        "It is with the authorities: nobody investigates until they answer.",
    )


def not_waiting_for_the_authorities(incident: "Incident") -> Condition:
    """Where nobody of them answers, a decision on the Police ends the illegal branch, or asks them."""
    if incident.nobody_answered:
        return False, "Nobody answers: refer it to the Police, or decide not to. Nobody investigates before that."
    return (
        not incident.is_illegal or incident.authority_outcome == states.Answer.FINISHED,
        "It may be illegal: refer it, or decide not to refer it. Nobody investigates before the authorities answer.",
    )


def the_police_are_told_or_not(incident: "Incident") -> Condition:
    return (
        not incident.awaits_police,
        "It is a case for the Police: refer it to them, or decide not to, before anybody investigates.",
    )


def the_allegation_lets_it(incident: "Incident") -> Rule:
    """What comes before anybody investigates what is alleged against somebody who works here.

    The authority decides on everybody accused; where the harm threshold is met, the LADO is told and advises
    (Keeping children safe in education, part four).
    """
    yield not incident.needs_decision, "Decide on the allegation first: nobody investigates before that."
    yield (
        not incident.owes_lado,
        "The harm threshold is met: tell the LADO first. Nobody investigates before they have advised.",
    )
    yield (
        not incident.waits_for_advice,
        "The LADO was told: record first what they advised. Nobody investigates before that.",
    )


def under_review(incident: "Incident") -> Condition:
    status = incident.get_status_display().lower()
    return (
        incident.status == states.Status.UNDER_REVIEW,
        f"An incident is investigated while it is under review: this one is {status}.",
    )


def part_of_it_by_name(name: str) -> str:
    """Why somebody from outside does not stand in."""
    return f"By the name, {name} may be part of this incident, or close to it: name somebody else."


class Investigating(Access):
    """The verbs of an incident from which an investigation comes."""

    @staticmethod
    def start_investigation(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "start an investigation")
        yield not_with_the_authorities(incident)
        yield not_waiting_for_the_authorities(incident)
        yield the_police_are_told_or_not(incident)
        yield from the_allegation_lets_it(incident)
        yield under_review(incident)
        yield (
            not any(investigation.is_open for investigation in incident.investigations.all()),
            "It is already being investigated: one investigation at a time.",
        )

    @staticmethod
    def become_reviewer(user: "User", incident: "Incident") -> Rule:
        """Asked about the one who is named as one of the two."""
        yield user.is_active, f"The account of {user} is closed."
        yield (
            roles_of(user).at(incident.school_id) & frozenset(SENIOR),
            f"{user} is none of those who review: the head, a senior leader, the safeguarding lead, the coordinator.",
        )
        yield not incident.concerns(user), f"{user} is part of this incident, or close to it: name somebody else."

    @staticmethod
    def stand_in_as_reviewer(user: "User", incident: "Incident") -> Rule:
        """Asked about a governor who is named as the second, where nobody else is left."""
        governs = frozenset({Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS})
        yield user.is_active, f"The account of {user} is closed."
        yield roles_of(user).at(incident.school_id) & governs, f"{user} is no governor of the school."
        yield not incident.concerns(user), f"{user} is part of this incident, or close to it: name somebody else."


class InvestigationAccess(Access):
    """The verbs of one investigation. Who reads the incident reads it."""

    @classmethod
    def refusal(cls, user: Any, action: str, subject: Any = None) -> str | None:
        """As everywhere; and no verb is for a handler who is a target in the incident and has not declared it."""
        reason = super().refusal(user, action, subject)
        if reason is None and action not in WITHOUT_DECLARING:
            declared, why_not = has_declared(user, subject.incident)
            return None if declared else why_not
        return reason

    @staticmethod
    def read(user: "User", investigation: "Investigation") -> Rule:
        yield investigation.incident.standing_of(user).reads, "This investigation is not for you to read."

    @staticmethod
    def print_record(user: "User", investigation: "Investigation") -> Rule:
        incident = investigation.incident
        opens = incident.standing_of(user).handles and roles_of(user).at(incident.school_id) & OPENS_RECORDS
        yield (
            investigation.place_of(user) or opens,
            "The record is printed by the two reviewers, and by those who handle the incident.",
        )
        if not opens:
            yield from _of_the_two(user, investigation)

    @staticmethod
    def go_on(user: "User", investigation: "Investigation") -> Rule:
        """Whether anybody may do anything in it now; its page says why not. It may be stopped in any case."""
        yield from _goes_on(investigation)

    @staticmethod
    def review_site(user: "User", investigation: "Investigation") -> Rule:
        yield from _of_the_two(user, investigation)
        yield from _under_way(investigation)

    @staticmethod
    def change_computer(user: "User", investigation: "Investigation") -> Rule:
        yield from _of_those_who_lead(user, investigation)
        yield from _under_way(investigation)

    @staticmethod
    def replace_reviewer(user: "User", investigation: "Investigation") -> Rule:
        yield handles(user, investigation.incident, "name its reviewers")
        yield from _under_way(investigation)

    @staticmethod
    def conclude(user: "User", investigation: "Investigation") -> Rule:
        yield from _of_the_two(user, investigation)
        yield from _under_way(investigation)
        yield (
            investigation.site_reviews.exists(),
            "Nothing has been reviewed yet: record each address or device first.",
        )

    @staticmethod
    def sign(user: "User", investigation: "Investigation") -> Rule:
        yield from _of_the_two(user, investigation)
        yield from _goes_on(investigation)
        yield (
            investigation_states.allows(investigation.status, "sign"),
            _not_now(investigation, "It is signed once the two have concluded."),
        )
        yield (
            not any(signature.user_id == user.pk for signature in investigation.valid_signatures),
            "You have signed it. The other reviewer signs now.",
        )

    @staticmethod
    def record_signature(user: "User", investigation: "Investigation") -> Rule:
        yield (
            investigation.second_reviewer_id is None,
            "Both reviewers have an account here: each signs in person, signed in as themselves.",
        )
        yield investigation.first_reviewer_id == user.pk, "Only the first reviewer records a signature on paper."
        yield from _of_the_two(user, investigation)
        yield from _goes_on(investigation)
        yield (
            investigation_states.allows(investigation.status, "sign"),
            _not_now(investigation, "It is signed once the two have concluded."),
        )
        yield (
            not any(signature.on_paper for signature in investigation.valid_signatures),
            "The signature on paper is recorded.",
        )
        name = investigation.second_name
        yield not investigation.incident.concerns_name(name), part_of_it_by_name(name)

    @staticmethod
    def take_up_again(user: "User", investigation: "Investigation") -> Rule:
        yield from _of_those_who_lead(user, investigation)
        yield from _goes_on(investigation)
        yield (
            investigation_states.allows(investigation.status, "take_up_again"),
            _not_now(investigation, "It is under way: there is nothing to take up again."),
        )

    @staticmethod
    def stop(user: "User", investigation: "Investigation") -> Rule:
        yield handles(user, investigation.incident, "stop its investigation")
        yield (
            investigation_states.allows(investigation.status, "stop"),
            _not_now(investigation, "One of the two has signed it: take it up again before it is stopped."),
        )

    @staticmethod
    def add_correction(user: "User", investigation: "Investigation") -> Rule:
        yield from _of_those_who_lead(user, investigation)
        yield (
            investigation.is_sealed,
            "It is not sealed: change the entry itself.",
        )


def _of_the_two(user: "User", investigation: "Investigation") -> Rule:
    yield investigation.place_of(user), "Only the two named reviewers can do this."
    yield investigation.incident.standing_of(user).reads, "This investigation is not for you to read."
    yield (
        not investigation.incident.concerns(user),
        "You are part of this incident, or close to it: ask its handler to name another reviewer.",
    )


def _of_those_who_lead(user: "User", investigation: "Investigation") -> Rule:
    handles = investigation.incident.standing_of(user).handles
    yield (
        investigation.place_of(user) or handles,
        "Only the two reviewers, and those who handle this incident, can do this.",
    )
    if not handles:
        yield from _of_the_two(user, investigation)


def _goes_on(investigation: "Investigation") -> Rule:
    yield not_with_the_authorities(investigation.incident)
    yield not_waiting_for_the_authorities(investigation.incident)
    yield the_police_are_told_or_not(investigation.incident)
    yield from the_allegation_lets_it(investigation.incident)
    yield under_review(investigation.incident)


def _under_way(investigation: "Investigation") -> Rule:
    yield from _goes_on(investigation)
    yield (
        investigation.status == investigation_states.InvestigationStatus.STARTED,
        _not_now(investigation, "It is concluded: take it up again before anything in it is changed."),
    )


def _not_now(investigation: "Investigation", otherwise: str) -> str:
    if investigation.is_sealed:
        return "It is sealed: both have signed. Add a correction, which stands beside what it corrects."
    return "It was stopped." if not investigation.is_open else otherwise
