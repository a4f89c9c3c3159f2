"""Who may see the tables and what is in force, and who lifts; who decides is said by the incident's own rules."""

from typing import TYPE_CHECKING

from core.access import Access, Rule
from incidents.access import IncidentAccess
from incidents.access.conditions import has_declared
from people.roles import OPENS_RECORDS, WORKS_IN_SCHOOL, roles_of

if TYPE_CHECKING:
    from people.models import User

    from .models import ChronicledPerson, Sanction


READS_IN_FORCE = OPENS_RECORDS
# Of everybody on the register of a school; others open the chronologies of those whose incidents they read.
READS_CHRONOLOGIES = OPENS_RECORDS & WORKS_IN_SCHOOL
# Governors, the chair of them too, are shown counts in released reports alone.
READS_COUNTS = OPENS_RECORDS & WORKS_IN_SCHOOL


class SanctionsAccess(Access):
    @staticmethod
    def read_tables(user: "User", subject: object) -> Rule:
        yield roles_of(user).has(), "The sanctions tables are shown to those who have a role at a school."

    @staticmethod
    def read_in_force(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*READS_IN_FORCE) or user.readings.exists() or user.to_lift.exists(),
            "What is in force is for those who handle incidents, and for whom a sanction was given to lift.",
        )

    @staticmethod
    def read_consistency(user: "User", subject: object) -> Rule:
        yield (
            roles_of(user).has(*READS_COUNTS),
            "How the tables were followed is for those who handle incidents and work in the school.",
        )

    @staticmethod
    def export_consistency(user: "User", subject: object) -> Rule:
        """Counts leave as lists do: by the same right, and on the same record."""
        yield from SanctionsAccess.read_consistency(user, subject)
        yield from IncidentAccess.export(user, subject)

    @staticmethod
    def read_chronology(user: "User", person: "ChronicledPerson") -> Rule:
        yield (
            type(person).objects.readable_by(user).filter(pk=person.pk).exists(),
            "You may read no incident that names this person.",
        )

    @staticmethod
    def lift(user: "User", sanction: "Sanction") -> Rule:
        """On the list, `SanctionQuerySet.liftable_by` says the same of many at once."""
        incident = sanction.involvement.incident
        standing = incident.standing_of(user)
        given = sanction.to_lift_by_id == user.pk and (
            standing.reads or type(sanction).objects.readable_by(user).filter(pk=sanction.pk).exists()
        )
        yield (
            given or standing.handles,
            "It is lifted by the one it was given to, or by somebody who handles the incident.",
        )
        yield has_declared(user, incident)
        yield not sanction.lifted_at, f"{sanction.end_in_words}. Nothing is left to do."
        yield sanction.is_in_force, "There is nothing to lift."
