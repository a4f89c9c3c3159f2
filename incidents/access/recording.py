"""Who corrects what was recorded, asks others to do something, and says which incidents belong together."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import WORKS_IN_SCHOOL, roles_of

from .conditions import handles, is_uncertain, not_ended

if TYPE_CHECKING:
    from people.models import User

    from ..models import Incident


class Recording(Access):
    @staticmethod
    def correct(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "correct it")
        yield not_ended(incident)

    @staticmethod
    def change_people(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "change its people")
        yield not_ended(incident)

    @staticmethod
    def change_decided(user: "User", incident: "Incident") -> Rule:
        """Asked as well about an adult whom a decision of the authority covers: it is their part that bars them.

        Where nobody is the authority any more, whoever handles it does.
        """
        yield (
            incident.standing_of(user).is_authority or incident.has_no_authority,
            "The authority has decided on them: only the head (or the chair, about the head) changes what they are.",
        )

    @staticmethod
    def record_words(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "write down what was said")
        yield not_ended(incident)

    @staticmethod
    def give_task(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "give tasks")
        yield not_ended(incident)

    @staticmethod
    def be_asked(user: "User", incident: "Incident") -> Rule:
        """Asked about the one who is to do something about it, or to lift a sanction; see `may_be_asked`."""
        works_here = roles_of(user).at(incident.school_id) & WORKS_IN_SCHOOL
        yield (
            user.is_active and works_here and not incident.accuses(user),
            f"{user} cannot be asked about this incident: who can works at the school, and is not accused in it.",
        )
        yield not incident.may_mean(user), is_uncertain(user)

    @staticmethod
    def relate(user: "User", incident: "Incident") -> Rule:
        yield handles(user, incident, "relate it to another")
