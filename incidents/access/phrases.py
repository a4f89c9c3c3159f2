"""Who keeps the frequent phrases of a school."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import Role, roles_of

if TYPE_CHECKING:
    from people.models import School, User

    from ..models import Phrase

KEEPERS = (Role.COORDINATOR, Role.HEADTEACHER)


class PhraseAccess(Access):
    @staticmethod
    def read(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*KEEPERS), "Frequent phrases are kept by the coordinator and the head."

    @staticmethod
    def keep(user: "User", school: "School") -> Rule:
        yield (
            school.pk in roles_of(user).schools(*KEEPERS),
            "Frequent phrases are kept by the coordinator and the head of the school.",
        )

    @staticmethod
    def remove(user: "User", phrase: "Phrase") -> Rule:
        yield (
            phrase.school_id in roles_of(user).schools(*KEEPERS),
            "Frequent phrases are kept by the coordinator and the head of the school.",
        )
