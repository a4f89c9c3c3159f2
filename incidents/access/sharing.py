"""Who lets others read an incident, who takes it out on paper, and who steps back from it."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import OPENS_RECORDS, roles_of

from .conditions import handles, is_uncertain

if TYPE_CHECKING:
    from people.models import User

    from ..models import Incident


class Sharing(Access):
    @staticmethod
    def add_reader(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).is_authority,
            "Only the head (or the chair, about the head) lets others read an incident.",
        )

    @staticmethod
    def become_reader(user: "User", incident: "Incident") -> Rule:
        """Asked about the one whom it is opened to."""
        has_role = roles_of(user).at(incident.school_id)
        yield user.is_active and has_role, f"{user} has no role at {incident.school}."
        yield not incident.accuses(user), "The alleged instigator never reads it."
        yield not incident.may_mean(user), is_uncertain(user)
        yield not incident.was_left_by(user), f"{user} has stepped back from this incident: it is not opened to them."
        yield not incident.standing_of(user).reads, f"{user} already reads it."
        yield not incident.needs_decision, "Decide on the allegation first: what is undecided is shared with nobody."

    @staticmethod
    def end_reader(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).is_authority,
            "Only the head (or the chair, about the head) ends the reading of others.",
        )

    @staticmethod
    def clear_images(user: "User", incident: "Incident") -> Rule:
        yield (
            incident.standing_of(user).is_authority,
            "Only the head (or the chair, about the head) says that there are no images of children.",
        )
        yield incident.images_of_children, "It does not say that images of children are part of it."
        yield (
            not incident.evidence.filter(destruction__isnull=False, destruction__confirmed_at=None).exists(),
            "Destruction of its evidence has been asked for and not confirmed yet: have it called off first.",
        )

    @staticmethod
    def declare_interest(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "declare an interest in it")

    @staticmethod
    def print_record(user: "User", incident: "Incident") -> Rule:
        """As `exportable_by` says of lists: what one reads by name alone is not handed on."""
        standing = incident.standing_of(user)
        yield standing.reads, "This incident is not for you to read."
        yield (
            roles_of(user).at(incident.school_id) & OPENS_RECORDS,
            "Only the coordinator, the safeguarding lead and the head can print it: you read it here.",
        )
        yield standing.handles, "Only those who handle it can print it: it was opened to you by name, to read it here."
