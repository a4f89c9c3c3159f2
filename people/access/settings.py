"""Who changes the settings of a school."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from people.roles import MANAGES, roles_of

if TYPE_CHECKING:
    from people.models import Agency, School, User


class SchoolAccess(Access):
    """The settings and the terms of one school."""

    @staticmethod
    def read_settings(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(*MANAGES), "Settings are for the administrator and the head."

    @staticmethod
    def configure(user: "User", school: "School") -> Rule:
        yield (
            school.pk in roles_of(user).schools(*MANAGES),
            "The settings of a school are changed by its administrator or its head.",
        )

    @staticmethod
    def take_down_crest(user: "User", school: "School") -> Rule:
        yield from SchoolAccess.configure(user, school)
        yield school.crests.is_up(school), "There is no crest to take down."


class AgencyAccess(Access):
    """One agency on the list of a school."""

    @staticmethod
    def write(user: "User", agency: "Agency") -> Rule:
        yield from SchoolAccess.configure(user, agency.school)

    @staticmethod
    def remove(user: "User", agency: "Agency") -> Rule:
        yield from SchoolAccess.configure(user, agency.school)
