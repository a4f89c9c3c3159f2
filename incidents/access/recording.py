"""Who corrects what was recorded, asks others to do something, and says which incidents belong together."""

from typing import TYPE_CHECKING

from core.access import Access, Rule

from .. import states

if TYPE_CHECKING:
    from people.models import User

    from ..models import Incident


class Recording(Access):
    @staticmethod
    def correct(user: "User", incident: "Incident") -> Rule:
        yield incident.standing_of(user).handles, "Only somebody who handles this incident can correct it."
        yield _not_ended(incident)

    @staticmethod
    def change_people(user: "User", incident: "Incident") -> Rule:
        yield incident.standing_of(user).handles, "Only somebody who handles this incident can change its people."
        yield _not_ended(incident)

    @staticmethod
    def give_task(user: "User", incident: "Incident") -> Rule:
        yield incident.standing_of(user).handles, "Only somebody who handles this incident can give tasks."
        yield _not_ended(incident)

    @staticmethod
    def relate(user: "User", incident: "Incident") -> Rule:
        yield incident.standing_of(user).handles, "Only somebody who handles this incident can relate it to another."


def _not_ended(incident: "Incident") -> tuple[bool, str]:
    status = incident.get_status_display().lower()
    return (
        incident.status not in states.ENDED,
        f"An incident that is {status} is not changed: ask for it to be reopened.",
    )
